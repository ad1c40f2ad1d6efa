package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ReferenceClosing;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The decision on whether the answer to a call is delivered. */
final class ReferenceAnswers {

    private ReferenceAnswers() {}

    static Delivery delivery(History history, PastCall call, Settlement settlement, Inspection inspection, long now) {
        List<Finding> findings = new ArrayList<>();
        for (String reason : inspection.reasons()) {
            findings.add(new Finding(
                    "",
                    FindingCode.RESULT_WITHHELD,
                    Outcome.DENY,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    reason));
        }
        SortedSet<String> found = call.found(settlement, inspection.labels());
        if (!found.isEmpty()) {
            Set<String> did = settlement instanceof Settlement.Failed
                    ? Set.of()
                    : call.reserved.facts().marks();
            SortedSet<String> together = new TreeSet<>(found);
            together.addAll(did);
            List<Key> created = settlement instanceof Settlement.Unknown ? List.of() : settlement.named();
            CallFacts facts = call.reserved.facts();
            ThisCall alone =
                    ThisCall.answer(history, call, facts.answered(found, inspection.conditions()), created, now);
            ThisCall both =
                    ThisCall.answer(history, call, facts.answered(together, inspection.conditions()), created, now);
            for (Rule rule : history.bundle.rules()) {
                List<Finding> ofTheRule = switch (rule) {
                    case Rule.Separate separate ->
                        adds(separate, found, did) ? ReferenceSeparate.check(both, separate) : List.of();
                    case Rule.Wall wall ->
                        alone.facts().carriesAny(wall.datasets().marks()) ? ReferenceWall.check(both, wall) : List.of();
                    case Rule.Require require -> ReferenceCalls.ofTheRule(alone, require);
                    case Rule.Limit limit -> ReferenceCalls.ofTheRule(alone, limit);
                    case Rule.Bind bind -> ReferenceCalls.ofTheRule(alone, bind);
                    case Rule.Order order -> ReferenceCalls.ofTheRule(alone, order);
                    case Rule.Forbid forbid -> ReferenceCalls.ofTheRule(alone, forbid);
                    case Rule.Flow flow -> ReferenceCalls.ofTheRule(alone, flow);
                    case Rule.FirstUse use -> ReferenceCalls.ofTheRule(alone, use);
                    case Rule.Unusual unusual -> ReferenceCalls.ofTheRule(alone, unusual);
                };
                findings.addAll(ReferenceClosing.check(alone, rule, ofTheRule));
            }
        }
        return Delivery.of(inspection.labels(), findings);
    }

    /** Returns whether the labels that were found cover an entry that the call does not cover itself. */
    private static boolean adds(Rule.Separate rule, Set<String> found, Set<String> did) {
        return rule.entries().stream().anyMatch(entry -> meets(entry, found) && !meets(entry, did));
    }

    private static boolean meets(Set<String> entry, Set<String> marks) {
        Set<String> common = new HashSet<>(entry);
        common.retainAll(marks);
        return !common.isEmpty();
    }
}
