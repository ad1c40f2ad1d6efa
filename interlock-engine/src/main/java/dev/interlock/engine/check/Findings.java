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
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            List<UnknownAttribute> unknown = unknown(call.actor(), finding);
            if (!unknown.isEmpty()) {
                findings.set(i, finding.restingOn(unknown));
            }
        }
    }

    /** The unknown attributes of the caller on which a finding rests. Every call asks, and nearly none has any: then nothing is allocated. */
    private static List<UnknownAttribute> unknown(Actor caller, Finding finding) {
        List<UnknownAttribute> unknown = List.of();
        if (finding.attribute().isPresent()) {
            unknown = with(unknown, caller, finding.attribute().get());
        }
        if (finding.need().isPresent()) {
            for (String name : finding.need().get().attributes()) {
                // No approver has a model, so that of the requester disqualifies nobody.
                unknown = name.equals(Attributes.MODEL) ? unknown : with(unknown, caller, name);
            }
        }
        if (finding.code() == FindingCode.NOT_EVALUABLE && Scopes.OF_ACTOR.contains(finding.detail())) {
            unknown = with(unknown, caller, finding.detail());
        }
        return unknown;
    }

    private static List<UnknownAttribute> with(List<UnknownAttribute> some, Actor caller, String attribute) {
        if (!(caller.get(attribute) instanceof AttributeValue.Unknown)) {
            return some;
        }
        List<UnknownAttribute> more = some.isEmpty() ? new ArrayList<>(2) : some;
        more.add(UnknownAttribute.ofCaller(attribute));
        return more;
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
