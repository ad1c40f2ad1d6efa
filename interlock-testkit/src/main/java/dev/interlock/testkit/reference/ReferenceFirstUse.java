package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code first-use}: the call reaches only destinations that a call with one of the marks reached before, on the same key. The number of
 * destinations that the engine keeps is never reached by a story, and not compared.
 */
final class ReferenceFirstUse {

    private ReferenceFirstUse() {}

    static List<Finding> check(ThisCall call, Rule.FirstUse rule) {
        if (!call.facts().carriesAny(rule.marks())) {
            return List.of();
        }
        if (call.facts().destinations().isEmpty()) {
            return List.of(call.notEvaluable(rule, "destinations"));
        }
        if (call.keys().ofKind(rule.per()).isEmpty()) {
            return List.of(call.notEvaluable(rule, rule.per()));
        }
        Destinations reached = call.facts().destinations().get();
        List<Finding> findings = new ArrayList<>();
        for (Key key : call.keys().ofKind(rule.per())) {
            if (!reached.complete()) {
                findings.add(finding(call, rule, key, ""));
            }
            List<Destination> known = known(call, rule, key);
            reached.named().stream()
                    .filter(rule::concerns)
                    .filter(destination -> !isKnown(known, destination))
                    .map(Destination::path)
                    .distinct()
                    .sorted()
                    .forEach(path -> findings.add(finding(call, rule, key, path)));
        }
        return findings;
    }

    private static boolean isKnown(List<Destination> known, Destination destination) {
        return known.stream().anyMatch(one -> one.digest().equals(destination.digest()));
    }

    /** The destinations of the calls on the key that surely reached them, within the window. */
    private static List<Destination> known(ThisCall call, Rule.FirstUse rule, Key key) {
        return call.history().didHappenOn(key).stream()
                .filter(PastCall::surelyDid)
                .filter(event -> event.carriesAny(rule.marks()))
                .filter(event -> event.reservedWithin(rule.withinMillis(), call.now()))
                .flatMap(event -> event.reserved.facts().destinations().stream())
                .flatMap(destinations -> destinations.named().stream())
                .filter(rule::concerns)
                .toList();
    }

    private static Finding finding(ThisCall call, Rule.FirstUse rule, Key key, String path) {
        Tier tier = call.tierOf(rule);
        return call.of(
                rule,
                tier,
                FindingCode.FIRST_USE,
                tier.onConflict(),
                Optional.of(key),
                Optional.empty(),
                List.of(),
                path);
    }
}
