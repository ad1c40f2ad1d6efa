package dev.interlock.engine.decide;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
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
        var candidates = new ArrayList<HoldState.Answered>();
        for (HoldState.Answered answer : hold.answers()) {
            var event = answer.event();
            if (event.approved()
                    && now - answer.timeMillis() <= need.validMillis()
                    && Eligibility.inGroup(need, event.groups())
                    && Eligibility.independent(state.links(), event.by(), call.actor(), need.attributes())
                    && !voided(state, call, reason, event.answer())) {
                candidates.add(answer);
            }
        }
        return choose(state.links(), candidates, 0, need, new ArrayList<>());
    }

    private static boolean voided(State state, CallView call, Finding reason, long answer) {
        return reason.code() == Code.APPROVAL_REQUIRED
                && state.monitors().byRule(reason.rule()).voidsApproval(call, answer);
    }

    /** The first combination of pairwise independent approvers, in the order of their answers. */
    private static @Nullable List<HoldState.Answered> choose(
            Links links, List<HoldState.Answered> from, int at, Need need, List<HoldState.Answered> chosen) {
        if (chosen.size() == need.count()) {
            return chosen;
        }
        for (int i = at; i + need.count() - chosen.size() <= from.size(); i++) {
            var next = from.get(i);
            if (chosen.stream()
                    .allMatch(
                            c -> links.independent(c.event().by(), next.event().by(), need.attributes()))) {
                chosen.add(next);
                var found = choose(links, from, i + 1, need, chosen);
                if (found != null) {
                    return found;
                }
                chosen.removeLast();
            }
        }
        return null;
    }
}
