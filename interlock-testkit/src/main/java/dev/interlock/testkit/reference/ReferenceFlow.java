package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code flow}: in a task that has read content with the label, the call does what a person asked for, and reaches only destinations
 * that somebody vouches for. Of the reasons against a call only the first kind is told, and of an argument the first value.
 */
final class ReferenceFlow {

    private ReferenceFlow() {}

    static List<Finding> check(ThisCall call, Rule.Flow rule) {
        if (!call.facts().carriesAny(rule.marks())) {
            return List.of();
        }
        Optional<Provenance> looked = call.facts().provenance();
        if (looked.isEmpty()) {
            return List.of(call.notEvaluable(rule, "provenance"));
        }
        Provenance provenance = looked.get();
        if (!provenance.known()) {
            return List.of(finding(call, rule, FindingCode.CONTENT_UNKNOWN, "", List.of()));
        }
        if (!provenance.labels().contains(rule.from())) {
            return List.of();
        }
        List<Finding> requested = each(call, rule, FindingCode.VALUE_REQUESTED, isRequested(rule));
        if (!requested.isEmpty()) {
            return requested;
        }
        if (!isAsked(rule, provenance)) {
            return List.of(finding(call, rule, FindingCode.ACT_NOT_ASKED, "", List.of()));
        }
        if (rule.farthest().isPresent() && provenance.asked() != Asked.NO_INSTRUCTION) {
            Optional<Distance> distance = provenance.distance();
            if (distance.isEmpty()) {
                return List.of(call.notEvaluable(rule, "distance"));
            }
            if (isFar(distance.get(), rule.farthest().get())) {
                return List.of(finding(call, rule, FindingCode.ACT_DISTANT, "", List.of()));
            }
        }
        return each(call, rule, FindingCode.VALUE_UNTRUSTED, isUntrusted(rule));
    }

    private static boolean isFar(Distance distance, Distance farthest) {
        return distance.call() > farthest.call() || distance.task() > farthest.task();
    }

    private static Predicate<ValueProvenance> isRequested(Rule.Flow rule) {
        return value -> rule.requests()
                && (value.request() == Request.MADE
                        || value.request() == Request.DELEGATED
                                && !rule.unless().contains(Origin.DELEGATED));
    }

    private static Predicate<ValueProvenance> isUntrusted(Rule.Flow rule) {
        return value -> (value.role() == ArgumentRole.DESTINATION || value.role() == ArgumentRole.BODY)
                && value.origins().stream().noneMatch(rule.unless()::contains);
    }

    private static boolean isAsked(Rule.Flow rule, Provenance provenance) {
        if (provenance.linkedRequest() && rule.requests() && rule.unless().contains(Origin.LINKED_RECORD)) {
            return false;
        }
        if (provenance.stake() == Stake.LOW || provenance.asked() == Asked.YES) {
            return true;
        }
        return provenance.asked() == Asked.DELEGATED && rule.unless().contains(Origin.DELEGATED)
                || provenance.asked() == Asked.NO_INSTRUCTION && provenance.stake() == Stake.MIDDLE;
    }

    /** A finding for each argument of which some value is so, with the first of these. */
    private static List<Finding> each(
            ThisCall call, Rule.Flow rule, FindingCode code, Predicate<ValueProvenance> isSo) {
        List<ValueProvenance> all = call.facts().provenance().orElseThrow().values().stream()
                .filter(isSo)
                .toList();
        return all.stream()
                .map(ValueProvenance::path)
                .distinct()
                .sorted()
                .map(path -> all.stream()
                        .filter(value -> value.path().equals(path))
                        .findFirst()
                        .orElseThrow())
                .map(value -> finding(
                        call,
                        rule,
                        code,
                        value.path(),
                        value.source().stream()
                                .filter(source -> source.call() > 0)
                                .map(source -> new Witness(source.call(), rule.from()))
                                .toList()))
                .toList();
    }

    private static Finding finding(
            ThisCall call, Rule.Flow rule, FindingCode code, String detail, List<Witness> witnesses) {
        Tier tier = call.tierOf(rule);
        return call.of(rule, tier, code, tier.onConflict(), Optional.empty(), Optional.empty(), witnesses, detail);
    }
}
