package dev.interlock.server.render;

/** The colours that set text off by its meaning when the output is a terminal. Adds nothing that can be seen but colour. */
public interface Paint {
    /** Text about what was let through, succeeded or is verified. */
    String permit(String text);

    /** Text about what waits for somebody, or is not known. */
    String hold(String text);

    /** Text about what was stopped, failed or is damaged. */
    String deny(String text);

    /** Text that a reader may skip. */
    String faint(String text);

    /** Text that names the subject. */
    String strong(String text);

    /** The paint without colours. */
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
