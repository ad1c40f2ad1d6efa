package dev.interlock.engine.decide;

import dev.interlock.engine.check.Findings;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.Plan;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * The decision on whether the answer to a call is delivered, which is the effect that can still be prevented once the
 * call is through.
 */
final class DeliveryDecider {

    private DeliveryDecider() {}

    /** @param seq number of the settlement */
    static Delivery decide(
            State state, CallView call, Settlement settlement, Inspection inspection, long seq, long now) {
        var findings = new ArrayList<Finding>();
        inspection.reasons().forEach(reason -> findings.add(Findings.deny(FindingCode.RESULT_WITHHELD, reason)));
        SortedSet<String> found = state.found(call, settlement, inspection.labels());
        if (!found.isEmpty()) {
            List<Key> created = settlement instanceof Settlement.Unknown ? List.of() : settlement.named();
            CallView answer =
                    state.answerView(seq, now, call, call.facts().answered(found, inspection.conditions()), created);
            for (Plan.Applicable applicable : answer.plan().applicable()) {
                long declared = settlement instanceof Settlement.Failed ? 0 : roles(call, applicable);
                long roles = applicable.monitor().answered(applicable.roles(), declared);
                // A monitor without a role speaks all the same, about the findings of another monitor of its rule.
                if (roles != 0 || applicable.roles() == 0) {
                    applicable.monitor().check(answer, roles, findings);
                }
            }
            Findings.nameUnknown(answer, findings);
        }
        return Delivery.of(inspection.labels(), findings);
    }

    private static long roles(CallView call, Plan.Applicable answered) {
        for (Plan.Applicable declared : call.plan().applicable()) {
            if (declared.monitor() == answered.monitor()) {
                return declared.roles();
            }
        }
        return 0;
    }
}
