package dev.interlock.engine.state;

import java.util.List;

/**
 * A hold that ended without letting its call through and without a rejection: it expired, was withdrawn, voided, or superseded by
 * another. No decision looks into it any more, so that its call is kept by the record alone.
 *
 * @param answers numbers of the answers that it had
 */
public record EndedHold(long number, long task, String agent, HoldState.Status status, List<Long> answers) {

    public EndedHold {
        answers = List.copyOf(answers);
    }

    static EndedHold of(HoldState hold) {
        return new EndedHold(
                hold.number(),
                hold.held().task(),
                hold.held().actor().name(),
                hold.status(),
                hold.answers().stream().map(answer -> answer.event().answer()).toList());
    }

    /** Returns whether a hold of this status has ended in this way. */
    static boolean is(HoldState.Status status) {
        return switch (status) {
            case OPEN, REJECTED, SPENT -> false;
            case SUPERSEDED, VOIDED, EXPIRED, WITHDRAWN -> true;
        };
    }
}
