package dev.interlock.server.door.authzen;

import dev.interlock.server.mcp.TraceContext;
import java.util.List;
import java.util.Optional;

/** The watch hears of every evaluation: its beginning, and its answer. No answer depends on it. Thread-safe. */
public interface EvaluationWatch {

    /** An evaluation begins. */
    Open begins(About about);

    /**
     * The facts about an evaluation before it is decided. Only the place in its trace was chosen by a caller.
     *
     * @param by the enforcement point
     * @param method the method of MCP, if the evaluation is about one
     * @param trace the trace of the enforcement point
     */
    record About(String by, Optional<String> method, Optional<TraceContext> trace) {}

    /** An evaluation that began; it ends with exactly one of these. */
    interface Open {

        void answered(Answered answer);

        /** The question cannot be answered as it is: the caller is told what is wrong with it. */
        void refused();

        /** Nothing could be decided or recorded, or the server failed. */
        void failed(Throwable cause);
    }

    /** The verdict of an evaluation. */
    enum Verdict {
        PERMITTED,
        HELD,
        DENIED
    }

    /**
     * The answer of an evaluation.
     *
     * @param call the call in the record, such as {@code c-17}, where the evaluation is recorded as one
     * @param code the reason of a denial
     */
    record Answered(Verdict verdict, Optional<String> call, Optional<String> code) {}

    /** Returns the watch that lets each of these hear of it. */
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
                public void failed(Throwable cause) {
                    each.forEach(open -> open.failed(cause));
                }
            };
        };
    }
}
