package dev.interlock.server.door.authzen;

import dev.interlock.server.mcp.TraceContext;
import java.util.List;
import java.util.Optional;

/** Hears of every evaluation: that it begins, and what it is answered with. Whatever it does with that, the answer stays. Thread-safe. */
public interface EvaluationWatch {

    /** An evaluation begins. */
    Open begins(About about);

    /**
     * What is known of an evaluation before it is decided. Nothing in it was made up by a caller but the place in its trace.
     *
     * @param by the enforcement point that asks
     * @param method of MCP, if it is about one
     * @param trace of whoever asks
     */
    record About(String by, Optional<String> method, Optional<TraceContext> trace) {}

    /** An evaluation that began; exactly one of these follows. */
    interface Open {

        void answered(Answered answer);

        /** The question cannot be answered as it is: the caller is told what is wrong with it. */
        void refused();

        /** Nothing could be decided or recorded, or the server failed. */
        void failed(Throwable why);
    }

    /** What it came to. */
    enum Verdict {
        PERMITTED,
        HELD,
        DENIED
    }

    /**
     * What an evaluation was answered with.
     *
     * @param call in the record, such as {@code c-17}, where it is recorded as one
     * @param code why it is not permitted
     */
    record Answered(Verdict verdict, Optional<String> call, Optional<String> code) {}

    /** Each of these hears of it. */
    static EvaluationWatch all(List<EvaluationWatch> watches) {
        return about -> {
            List<Open> each = watches.stream().map(watch -> watch.begins(about)).toList();
            return new Open() {
                @Override
                public void answered(Answered answer) {
                    each.forEach(open -> open.answered(answer));
                }

                @Override
                public void refused() {
                    each.forEach(Open::refused);
                }

                @Override
                public void failed(Throwable why) {
                    each.forEach(open -> open.failed(why));
                }
            };
        };
    }
}
