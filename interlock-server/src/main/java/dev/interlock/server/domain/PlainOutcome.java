package dev.interlock.server.domain;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;

/**
 * The plain outcomes: those that may be told before they are durable. A crash turns such a call into one of unknown outcome, and nothing
 * but its success or failure is lost with that: no name of an object, no label, no end of anything, nothing that was promised to somebody
 * else. {@code docs/semantics.md} has the reasons.
 */
final class PlainOutcome {

    private PlainOutcome() {}

    /** Returns whether the outcome of the call may be plain: the call is Interlock's own, and of no lane. Asked before the decision. */
    static boolean mayBe(State state, Command command) {
        if (!(command instanceof Command.SettleCall settle)) {
            return false;
        }
        OpenCall open = state.calls().get(settle.call());
        return open != null
                && open.asked().isEmpty()
                && state.lanes().ofTask(open.view().task()) == null;
    }

    /** Returns whether the decision says nothing beyond how the call ended: no other event, no object, no label, nothing withheld. */
    static boolean is(Decision decision) {
        return decision.events().size() == 1
                && decision.events().getFirst() instanceof Event.CallSettled settled
                && namesNothing(settled.settlement())
                && settled.delivery().stream().allMatch(PlainOutcome::foundNothing);
    }

    private static boolean foundNothing(Delivery delivery) {
        return !delivery.withheld()
                && delivery.labels().isEmpty()
                && delivery.findings().isEmpty();
    }

    private static boolean namesNothing(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded succeeded -> succeeded.created().isEmpty();
            case Settlement.Existed existed -> false;
            case Settlement.Failed failed -> true;
            case Settlement.Unknown unknown -> unknown.named().isEmpty();
        };
    }
}
