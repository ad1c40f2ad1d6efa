package dev.interlock.engine.check;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.Plan;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Findings of the checks that are not rules, and lists of findings. */
public final class Findings {

    private Findings() {}

    public static Finding deny(FindingCode code, String detail) {
        return deny(code, Optional.empty(), detail);
    }

    public static Finding deny(FindingCode code, Optional<Key> key, String detail) {
        return new Finding("", code, Outcome.DENY, key, Optional.empty(), List.of(), Optional.empty(), detail);
    }

    public static Finding hold(FindingCode code, Need need, String detail) {
        return new Finding(
                "", code, Outcome.HOLD, Optional.empty(), Optional.empty(), List.of(), Optional.of(need), detail);
    }

    /** The findings of the rules on the call, in the order of the rules. */
    public static List<Finding> ofRules(CallView call) {
        var findings = new ArrayList<Finding>(2);
        for (Plan.Applicable applicable : call.plan().applicable()) {
            applicable.monitor().check(call, applicable.roles(), findings);
        }
        nameUnknown(call, findings);
        return findings;
    }

    /** The findings as recorded ones, as nothing of them could be prevented any more. */
    public static List<Finding> recorded(List<Finding> findings) {
        return findings.stream().map(Finding::recorded).toList();
    }

    /**
     * Says of the findings on which attributes of the caller they rest that nobody registered. Those of who made the witnesses are
     * named by the rules, which alone know these parties.
     */
    public static void nameUnknown(CallView call, List<Finding> findings) {
        findings.replaceAll(finding -> finding.restingOn(unknown(call.actor(), finding)));
    }

    private static List<UnknownAttribute> unknown(Actor caller, Finding finding) {
        var names = new ArrayList<String>(2);
        finding.attribute().ifPresent(names::add);
        // No approver has a model, so that of the requester disqualifies nobody.
        finding.need()
                .ifPresent(need -> need.attributes().stream()
                        .filter(name -> !name.equals(Attributes.MODEL))
                        .forEach(names::add));
        if (finding.code() == FindingCode.NOT_EVALUABLE && Scopes.OF_ACTOR.contains(finding.detail())) {
            names.add(finding.detail());
        }
        return names.stream()
                .filter(name -> caller.get(name) instanceof AttributeValue.Unknown)
                .map(UnknownAttribute::ofCaller)
                .toList();
    }

    public static boolean any(List<Finding> findings, Outcome outcome) {
        for (Finding finding : findings) {
            if (finding.outcome() == outcome) {
                return true;
            }
        }
        return false;
    }

    public static List<Finding> of(List<Finding> findings, Outcome outcome) {
        var found = new ArrayList<Finding>(findings.size());
        for (Finding finding : findings) {
            if (finding.outcome() == outcome) {
                found.add(finding);
            }
        }
        return List.copyOf(found);
    }
}
