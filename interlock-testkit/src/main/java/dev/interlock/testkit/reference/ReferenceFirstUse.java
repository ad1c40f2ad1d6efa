package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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
        if (nothingWasRead(call, rule)) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (Key key : call.keys().ofKind(rule.per())) {
            if (!reached.complete()) {
                findings.add(finding(call, rule, key, ""));
            }
            List<Destination> known = known(call, rule, key);
            List<Destination> unknown = reached.named().stream()
                    .filter(rule::concerns)
                    .filter(destination -> !isKnown(known, destination) && !isVouchedFor(call, rule, destination))
                    .toList();
            if (rule.atMost().isPresent()
                    && recent(call, rule, key, unknown).size()
                            <= rule.atMost().get().count()) {
                continue;
            }
            unknown.stream()
                    .map(Destination::path)
                    .distinct()
                    .sorted()
                    .forEach(path -> findings.add(finding(call, rule, key, path)));
        }
        return findings;
    }

    private static boolean isKnown(List<Destination> known, Destination destination) {
        return known.stream()
                .filter(one -> destination.carried() || !one.carried())
                .anyMatch(one -> one.digest().equals(destination.digest()));
    }

    private static boolean nothingWasRead(ThisCall call, Rule.FirstUse rule) {
        Optional<Provenance> chosen = call.facts().provenance();
        return rule.from().isPresent()
                && chosen.isPresent()
                && chosen.get().known()
                && !chosen.get().labels().contains(rule.from().get());
    }

    /** A body is looked at for what is in untrusted content alone; an argument of which nothing was looked at is not vouched for. */
    private static boolean isVouchedFor(ThisCall call, Rule.FirstUse rule, Destination destination) {
        Optional<Provenance> chosen = call.facts().provenance();
        if (rule.unless().isEmpty() || chosen.isEmpty() || !chosen.get().known()) {
            return false;
        }
        ArgumentRole role = destination.carried() ? ArgumentRole.BODY : ArgumentRole.DESTINATION;
        boolean none = true;
        for (ValueProvenance value : chosen.get().values()) {
            if (value.role() == role && ("args." + value.path()).equals(destination.path())) {
                none = false;
                if (value.origins().stream().noneMatch(rule.unless()::contains)) {
                    return false;
                }
            }
        }
        return destination.carried() || !none;
    }

    /** The destinations of the calls on the key that surely reached them, within the window. */
    private static List<Destination> known(ThisCall call, Rule.FirstUse rule, Key key) {
        return surelyReaching(call, rule, key)
                .filter(event -> event.reservedWithin(rule.withinMillis(), call.now()))
                .flatMap(event -> reached(rule, event))
                .toList();
    }

    private static Stream<PastCall> surelyReaching(ThisCall call, Rule.FirstUse rule, Key key) {
        return call.history().didHappenOn(key).stream()
                .filter(PastCall::surelyDid)
                .filter(event -> event.carriesAny(rule.marks()));
    }

    private static Stream<Destination> reached(Rule.FirstUse rule, PastCall event) {
        return event.reserved.facts().destinations().stream()
                .flatMap(destinations -> destinations.named().stream())
                .filter(rule::concerns);
    }

    /** The digests of the destinations that are new with this call, or were reached first within the window of the rate, or are about to be. */
    private static Set<String> recent(ThisCall call, Rule.FirstUse rule, Key key, List<Destination> unknown) {
        OptionalLong window = OptionalLong.of(rule.atMost().orElseThrow().withinMillis());
        Set<String> recent = new TreeSet<>();
        Stream.concat(
                        call.history().mayHaveHappenedOn(rule, key).stream()
                                .filter(PastCall::open)
                                .filter(event -> event.carriesAny(rule.marks())),
                        surelyReaching(call, rule, key))
                .flatMap(event -> reached(rule, event))
                .forEach(destination -> recent.add(destination.digest()));
        surelyReaching(call, rule, key)
                .filter(event -> !event.mayBeReservedWithin(window, call.now()))
                .flatMap(event -> reached(rule, event))
                .forEach(destination -> recent.remove(destination.digest()));
        unknown.forEach(destination -> recent.add(destination.digest()));
        return recent;
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
