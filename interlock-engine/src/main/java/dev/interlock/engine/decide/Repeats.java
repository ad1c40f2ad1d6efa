package dev.interlock.engine.decide;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import org.jspecify.annotations.Nullable;

/**
 * Repeats of idempotent calls of unknown outcome. Such a call may still take effect and counts as if it had, so sending it again does
 * nothing that it did not stand for already: it stays one call, with the number by which others know what came before it.
 */
final class Repeats {

    private Repeats() {}

    /**
     * The call that one with these facts repeats, the first of several; null where it repeats none, and is a call of
     * its own.
     */
    static @Nullable OpenCall repeated(State state, long task, Actor actor, CallFacts facts) {
        if (state.calls().unknown().isEmpty() || facts.argumentsDigest().isEmpty()) {
            return null; // nothing to repeat, or nobody knows with which arguments
        }
        if (!state.monitors().idempotent(facts.tool()) || state.lanes().ofTask(task) != null) {
            return null;
        }
        for (OpenCall open : state.calls().unknownWith(facts.argumentsDigest())) {
            CallView view = open.view();
            if (open.asked().isEmpty()
                    && view.task() == task
                    && view.facts().equals(facts)
                    && view.actor().isAs(actor)) {
                return open;
            }
        }
        return null;
    }

    /** Returns whether the approvals of the hold were spent on the call. */
    static boolean isSpentOn(HoldState hold, OpenCall call) {
        return hold.status() == HoldState.Status.SPENT
                && hold.answers().stream()
                        .anyMatch(answer ->
                                call.approvals().contains(answer.event().answer()));
    }
}
