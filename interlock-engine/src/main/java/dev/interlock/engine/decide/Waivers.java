package dev.interlock.engine.decide;

import dev.interlock.engine.check.Findings;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The findings on a call, divided into those that a break-glass lane waives and those that stand.
 *
 * @param waived those of rules that are waivable
 * @param standing those that hold or deny all the same: of other rules, and of checks that are no rules. Also that a call in
 *     flight relies on what this one would take away, as that one's permit was right and stays so; that a key is closed, as it
 *     stays closed; and that a rule cannot be evaluated, as nobody can tell what would be waived
 */
record Waivers(List<Finding> waived, List<Finding> standing) {

    private static final Set<FindingCode> NEVER =
            EnumSet.of(FindingCode.RELIED_UPON, FindingCode.KEY_CLOSED, FindingCode.NOT_EVALUABLE);

    static Waivers of(Bundle bundle, List<Finding> findings) {
        Set<String> waivable = new HashSet<>();
        for (Rule rule : bundle.rules()) {
            if (rule.head().waivable()) {
                waivable.add(rule.id());
            }
        }
        var waived = new ArrayList<Finding>();
        var standing = new ArrayList<Finding>();
        for (Finding finding : findings) {
            if (finding.outcome() != Outcome.RECORD) {
                boolean may = waivable.contains(finding.rule()) && !NEVER.contains(finding.code());
                (may ? waived : standing).add(finding);
            }
        }
        return new Waivers(List.copyOf(waived), List.copyOf(standing));
    }

    /** The denial of a call that would be held elsewhere; empty where nothing standing holds. */
    Optional<Finding> refusal() {
        return standing.stream()
                .filter(finding -> finding.outcome() == Outcome.HOLD)
                .findFirst()
                .map(finding -> Findings.deny(FindingCode.NOT_WAIVABLE, finding.rule()));
    }
}
