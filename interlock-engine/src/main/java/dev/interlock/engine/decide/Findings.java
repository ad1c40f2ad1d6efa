package dev.interlock.engine.decide;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.Plan;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Findings of the checks that are not rules, and lists of findings. */
final class Findings {

    private Findings() {}

    static Finding deny(FindingCode code, String detail) {
        return deny(code, Optional.empty(), detail);
    }

    static Finding deny(FindingCode code, Optional<Key> key, String detail) {
        return new Finding("", code, Outcome.DENY, key, Optional.empty(), List.of(), Optional.empty(), detail);
    }

    static Finding hold(FindingCode code, Need need, String detail) {
        return new Finding(
                "", code, Outcome.HOLD, Optional.empty(), Optional.empty(), List.of(), Optional.of(need), detail);
    }

    /** The findings of the rules on the call, in the order of the rules. */
    static List<Finding> ofRules(CallView call) {
        var findings = new ArrayList<Finding>(2);
        for (Plan.Applicable applicable : call.plan().applicable()) {
            applicable.monitor().check(call, applicable.roles(), findings);
        }
        return findings;
    }

    /** The findings as recorded ones, as nothing of them could be prevented any more. */
    static List<Finding> recorded(List<Finding> findings) {
        return findings.stream()
                .map(finding -> new Finding(
                        finding.rule(),
                        finding.code(),
                        Outcome.RECORD,
                        finding.key(),
                        finding.attribute(),
                        finding.witnesses(),
                        Optional.empty(),
                        finding.detail(),
                        finding.elements()))
                .toList();
    }

    static boolean any(List<Finding> findings, Outcome outcome) {
        for (Finding finding : findings) {
            if (finding.outcome() == outcome) {
                return true;
            }
        }
        return false;
    }

    static List<Finding> of(List<Finding> findings, Outcome outcome) {
        var found = new ArrayList<Finding>(findings.size());
        for (Finding finding : findings) {
            if (finding.outcome() == outcome) {
                found.add(finding);
            }
        }
        return List.copyOf(found);
    }
}
