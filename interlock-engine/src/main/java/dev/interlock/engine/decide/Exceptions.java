package dev.interlock.engine.decide;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The findings that approvals let through, and the approvals that are spent on it. An approval excepts exactly what the
 * approver saw: a finding that is not among the reasons of the hold is not excepted.
 */
record Exceptions(List<Finding> findings, List<Long> approvals) {

    static final Exceptions NONE = new Exceptions(List.of(), List.of());

    /** All reasons excepted by the answers to the hold, or nothing. */
    static Optional<Exceptions> find(State state, CallView call, HoldState hold, List<Finding> reasons, long now) {
        if (hold.answers().isEmpty()) {
            return Optional.empty();
        }
        var seen = hold.reasons();
        var spent = new TreeSet<Long>();
        for (Finding reason : reasons) {
            var approvals = seen.contains(reason) ? approvals(state, call, hold, reason, now) : null;
            if (approvals == null) {
                return Optional.empty();
            }
            approvals.forEach(a -> spent.add(a.event().answer()));
        }
        return Optional.of(new Exceptions(reasons, List.copyOf(spent)));
    }

    private static @Nullable List<HoldState.Answered> approvals(
            State state, CallView call, HoldState hold, Finding reason, long now) {
        Need need = reason.need().orElseThrow();
        var candidates = Approvers.standing(hold, need, now).stream()
                .filter(answer -> !voided(state, call, reason, answer.event().answer()))
                .toList();
        return Approvers.quorum(state.links(), call.actor(), hold, candidates, need);
    }

    private static boolean voided(State state, CallView call, Finding reason, long answer) {
        return reason.code() == FindingCode.APPROVAL_REQUIRED
                && state.monitors().byRule(reason.rule()).voidsApproval(call, answer);
    }
}
