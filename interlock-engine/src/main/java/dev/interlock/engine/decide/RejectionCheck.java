package dev.interlock.engine.decide;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.Rejections;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person's rejection denies the very call while its task lasts, and for a while the same action to everybody who is not
 * independent of the one who asked: in other tasks, of sub-agents, after the task has ended.
 */
final class RejectionCheck {

    private RejectionCheck() {}

    static void check(State state, Task task, CallView view, List<Finding> findings) {
        Rejections.Rejection sticking = state.rejections()
                .sticking(
                        view.facts(), view.actor(), view.tier().independence().attributes(), state.links(), view.now());
        Event.CallHeld rejected = sticking == null ? null : sticking.held();
        // Of two the later one is told.
        HoldState own = ofThisCall(state, task, view);
        if (own != null && (sticking == null || own.answers().getLast().event().answer() > sticking.answer())) {
            rejected = own.held();
        }
        if (rejected != null) {
            findings.add(finding(rejected));
        }
    }

    private static @Nullable HoldState ofThisCall(State state, Task task, CallView view) {
        if (!task.hasRejections()) {
            return null;
        }
        HoldState hold = state.holds().byDigest(state.digest(view, task.intent()));
        return hold != null && hold.status() == HoldState.Status.REJECTED ? hold : null;
    }

    private static Finding finding(Event.CallHeld rejected) {
        var witness =
                new Witness(rejected.call(), String.join("|", rejected.facts().marks()));
        return new Finding(
                "",
                Code.REJECTED,
                Outcome.DENY,
                Optional.empty(),
                Optional.empty(),
                List.of(witness),
                Optional.empty(),
                "");
    }
}
