package dev.interlock.properties.central;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import dev.interlock.engine.policy.Rule;
import java.util.Collections;
import java.util.Set;

/** {@code flow} as a statement about one call: somebody who may choose chose all of it. */
final class PlainFlow {

    private PlainFlow() {}

    static boolean holds(Rule.Flow rule, CallFacts facts) {
        if (Collections.disjoint(facts.marks(), rule.marks())) {
            return true;
        }
        if (facts.provenance().isEmpty() || !facts.provenance().get().known()) {
            return false;
        }
        Provenance provenance = facts.provenance().get();
        return !provenance.labels().contains(rule.from())
                || isAsked(rule, provenance)
                        && isNear(rule, provenance)
                        && provenance.values().stream().allMatch(value -> isChosen(rule, value));
    }

    private static boolean isNear(Rule.Flow rule, Provenance provenance) {
        return rule.farthest().isEmpty()
                || provenance.asked() == Asked.NO_INSTRUCTION
                || provenance
                        .distance()
                        .filter(distance -> distance.call()
                                        <= rule.farthest().get().call()
                                && distance.task() <= rule.farthest().get().task())
                        .isPresent();
    }

    private static boolean isChosen(Rule.Flow rule, ValueProvenance value) {
        boolean obeys = rule.unless().contains(Origin.DELEGATED);
        boolean requested = value.request() == Request.MADE || value.request() == Request.DELEGATED && !obeys;
        boolean reaches = Set.of(ArgumentRole.DESTINATION, ArgumentRole.BODY).contains(value.role());
        return !(rule.requests() && requested) && (!reaches || !Collections.disjoint(value.origins(), rule.unless()));
    }

    private static boolean isAsked(Rule.Flow rule, Provenance provenance) {
        Set<Asked> enough =
                rule.unless().contains(Origin.DELEGATED) ? Set.of(Asked.YES, Asked.DELEGATED) : Set.of(Asked.YES);
        boolean linked =
                provenance.linkedRequest() && rule.requests() && rule.unless().contains(Origin.LINKED_RECORD);
        boolean low = provenance.stake() == Stake.LOW
                || provenance.stake() == Stake.MIDDLE && provenance.asked() == Asked.NO_INSTRUCTION;
        return !linked && (low || enough.contains(provenance.asked()));
    }
}
