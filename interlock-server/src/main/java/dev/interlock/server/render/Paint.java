package dev.interlock.server.render;

/** How text is set off by its meaning, when the output is a terminal. Adds nothing that can be seen but colour. */
public interface Paint {
    /** Let through, succeeded, verified. */
    String permit(String text);

    /** Waits for somebody, or is not known. */
    String hold(String text);

    /** Stopped, failed, damaged. */
    String deny(String text);

    /** What a reader may skip. */
    String faint(String text);

    /** What the text is about. */
    String strong(String text);

    /** No colours. */
    Paint NONE = new Paint() {
        @Override
        public String permit(String text) {
            return text;
        }

        @Override
        public String hold(String text) {
            return text;
        }

        @Override
        public String deny(String text) {
            return text;
        }

        @Override
        public String faint(String text) {
            return text;
        }

        @Override
        public String strong(String text) {
            return text;
        }
    };
}
