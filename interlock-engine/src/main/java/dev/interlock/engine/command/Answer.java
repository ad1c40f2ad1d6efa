package dev.interlock.engine.command;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.RefusalCode;
import java.util.List;
import java.util.OptionalLong;

/** The answer of the engine to a command. */
public sealed interface Answer {

    /**
     * The command was carried out.
     *
     * @param number number of the task, call or answer it is about; of a call that was asked for before under the same key, the
     *     number of that decision; of a schema, its place among those of its tool; of a configuration, that of its record
     * @param withheld the reasons why nobody is to get the answer of a settled call; otherwise none
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
     * The call is reserved: forward it, then settle it.
     *
     * @param waived findings of rules that a break-glass lane waives
     * @param reportMillis time until which an enforcement point outside that carries it out is to report the outcome, in milliseconds
     *     since 1970; empty where Interlock carries it out
     */
    record Permit(
            long call,
            long task,
            List<Finding> findings,
            List<Finding> excepted,
            List<Finding> waived,
            OptionalLong reportMillis)
            implements Verdict {

        /** A permit for which nothing is waived, of a call that Interlock carries out. */
        public Permit(long call, long task, List<Finding> findings, List<Finding> excepted) {
            this(call, task, findings, excepted, List.of(), OptionalLong.empty());
        }
    }

    /**
     * The call waits for an approval.
     *
     * @param code the binding code, by which requester and approver know that they mean the same call
     */
    record Hold(long call, long hold, List<Finding> findings, String code) implements Verdict {}

    record Deny(long call, List<Finding> findings) implements Verdict {}
}
