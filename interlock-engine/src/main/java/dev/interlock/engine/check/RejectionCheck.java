package dev.interlock.engine.check;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.Rejections;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The check against rejections. A person's rejection denies the very call while its task lasts, and for a while the
 * same action to everybody who is not independent of the one who asked: in other tasks, of sub-agents, after the task
 * has ended. The same with a smaller amount, and a part of a rejected list, is held, so that a person sees both.
 */
public final class RejectionCheck {

    private RejectionCheck() {}

    public static void check(State state, Task task, CallView view, long now, List<Finding> findings) {
        Rejections.Sticking sticking = state.rejections()
                .sticking(view.facts(), view.actor(), view.tier().independence().attributes(), state.links(), now);
        HoldState own = ofThisCall(state, task, view);
        boolean denied = sticking != null && sticking.outcome() == Outcome.DENY;
        // The later one is reported when both deny.
        if (own != null
                && (sticking == null
                        || !denied
                        || own.answers().getLast().event().answer()
                                > sticking.rejection().answer())) {
            findings.add(withUnknown(state, view, own.held(), denied(own.held())));
        } else if (sticking != null) {
            Event.CallHeld rejected = sticking.rejection().held();
            findings.add(withUnknown(state, view, rejected, denied ? denied(rejected) : held(state, view, rejected)));
        }
    }

    /** The finding, with what keeps the caller from being independent of the rejected one because nobody registered it. */
    private static Finding withUnknown(State state, CallView view, Event.CallHeld rejected, Finding finding) {
        return finding.restingOn(UnknownAttribute.between(
                state.links().canonical(view.actor()),
                state.links().canonical(rejected.actor()),
                rejected.call(),
                view.tier().independence().attributes()));
    }

    private static @Nullable HoldState ofThisCall(State state, Task task, CallView view) {
        if (!task.hasRejections()) {
            return null;
        }
        HoldState hold = state.holds().byDigest(state.digest(view, task.intent()));
        return hold != null && hold.status() == HoldState.Status.REJECTED ? hold : null;
    }

    private static Finding denied(Event.CallHeld rejected) {
        return finding(rejected, Outcome.DENY, Optional.empty(), "");
    }

    /** The hold of a smaller amount than the rejected one, or of a part of its list: the approver sees how much that was. */
    private static Finding held(State state, CallView view, Event.CallHeld rejected) {
        Need need =
                Need.of(Approval.DEFAULT, view.tier(), state.bundle().tiers().values());
        String amount = rejected.facts().amount().map(Amount::toString).orElse("");
        return finding(rejected, Outcome.HOLD, Optional.of(need), amount);
    }

    private static Finding finding(Event.CallHeld rejected, Outcome outcome, Optional<Need> need, String detail) {
        var witness =
                new Witness(rejected.call(), String.join("|", rejected.facts().marks()));
        return new Finding(
                "", FindingCode.REJECTED, outcome, Optional.empty(), Optional.empty(), List.of(witness), need, detail);
    }
}
