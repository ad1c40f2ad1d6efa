package dev.interlock.engine.command;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.RefusalCode;
import java.util.List;
import java.util.OptionalLong;

/** What the engine answers to a command. */
public sealed interface Answer {

    /**
     * The command was carried out.
     *
     * @param number that of the task, call or answer it is about; of a call that was asked for before under the same key, the
     *     number of that decision; of a schema, its place among those of its tool
     * @param withheld of a call that is settled: why nobody is to get what it was answered with; otherwise none
     */
    record Done(long number, List<Finding> withheld) implements Answer {
        public Done {
            withheld = List.copyOf(withheld);
        }

        public Done(long number) {
            this(number, List.of());
        }
    }

    /**
     * The command was refused and nothing is recorded but the events of the decision.
     *
     * @param message what is wrong and what would be right, in lower case
     */
    record Refused(RefusalCode code, String message) implements Answer {}

    /** The verdict on a call. */
    sealed interface Verdict extends Answer {
        long call();

        List<Finding> findings();
    }

    /**
     * Reserved: forward it, then settle it.
     *
     * @param waived findings of rules that a break-glass lane waives
     * @param reportMillis where an enforcement point outside carries it out: the time until which it is to report what came of it, in
     *     milliseconds since 1970
     */
    record Permit(
            long call,
            long task,
            List<Finding> findings,
            List<Finding> excepted,
            List<Finding> waived,
            OptionalLong reportMillis)
            implements Verdict {

        /** Nothing is waived for it, and Interlock carries it out. */
        public Permit(long call, long task, List<Finding> findings, List<Finding> excepted) {
            this(call, task, findings, excepted, List.of(), OptionalLong.empty());
        }
    }

    /** @param code the binding code, by which whoever asked and whoever approves know that they mean the same call */
    record Hold(long call, long hold, List<Finding> findings, String code) implements Verdict {}

    record Deny(long call, List<Finding> findings) implements Verdict {}
}
