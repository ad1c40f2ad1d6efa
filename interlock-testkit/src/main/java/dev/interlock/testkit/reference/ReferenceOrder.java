package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@code order}: a mark only after another on the same key within the window, and with no third since. */
final class ReferenceOrder {

    private ReferenceOrder() {}

    static List<Finding> check(ThisCall call, Rule.Order rule) {
        boolean inOrder = call.facts().carriesAny(rule.marks());
        boolean third = call.facts().carriesAny(rule.notSince());
        if (!inOrder && !third) {
            return List.of();
        }
        if (call.unresolved().contains(rule.per()) || (inOrder && call.cannotTellKey(rule.per()))) {
            return List.of(call.notEvaluable(rule, rule.per()));
        }
        List<Finding> findings = new ArrayList<>();
        if (inOrder && rule.after().isPresent()) {
            if (call.hasOnlyNewKey(rule.per())) {
                findings.add(missing(call, rule, Optional.empty(), lastThirdOnNew(call, rule)));
            }
            for (Key key : call.keys().ofKind(rule.per())) {
                after(call, rule, key).ifPresent(findings::add);
            }
        } else if (inOrder) {
            if (call.hasOnlyNewKey(rule.per())) {
                lastThirdOnNew(call, rule)
                        .ifPresent(event -> findings.add(outOfOrder(call, rule, Optional.empty(), event, "")));
            }
            for (Key key : call.withGuessed(rule.per())) {
                lastThird(call, rule, key)
                        .ifPresent(event -> findings.add(outOfOrder(call, rule, Optional.of(key), event, "")));
            }
        }
        if (third) {
            if (call.hasOnlyNewKey(rule.per())) {
                reliedUpon(call, rule, Optional.empty()).ifPresent(findings::add);
            }
            for (Key key : call.withGuessed(rule.per())) {
                reliedUpon(call, rule, Optional.of(key)).ifPresent(findings::add);
            }
        }
        return findings;
    }

    /** The most recent third on the key in the window. */
    private static Optional<PastCall> lastThird(ThisCall call, Rule.Order rule, Key key) {
        List<PastCall> thirds = call.eventsOn(rule, key, rule.withinMillis()).stream()
                .filter(event -> event.carriesAny(rule.notSince()))
                .toList();
        return call.history().mostRecent(rule, thirds, key);
    }

    /** The most recent third that is about all, and so on what the call creates, in the window. */
    private static Optional<PastCall> lastThirdOnNew(ThisCall call, Rule.Order rule) {
        return call.eventsOnNew(rule, rule.per(), rule.withinMillis()).stream()
                .filter(event -> event.carriesAny(rule.notSince()))
                .max(PastCall.RECENCY);
    }

    /** The finding on the key when the rule asks for a first; empty if the call is in order. */
    private static Optional<Finding> after(ThisCall call, Rule.Order rule, Key key) {
        List<PastCall> firsts = call.history().didHappenOn(key).stream()
                .filter(event -> event.did(rule.after().orElseThrow()))
                .filter(event -> event.reservedWithin(rule.withinMillis(), call.now()))
                .toList();
        if (firsts.isEmpty()) {
            return Optional.of(missing(call, rule, Optional.of(key), lastThird(call, rule, key)));
        }
        List<PastCall> thirds = call.history().mayHaveHappenedOn(rule, key).stream()
                .filter(event -> event.carriesAny(rule.notSince()))
                .toList();
        boolean stands = firsts.stream()
                .anyMatch(first ->
                        thirds.stream().allMatch(third -> third == first || third.surelyBefore(first.number())));
        if (stands) {
            return Optional.empty();
        }
        List<PastCall> others =
                thirds.stream().filter(third -> third != firsts.getLast()).toList();
        PastCall latest = call.history().mostRecent(rule, others, key).orElseThrow();
        return Optional.of(
                outOfOrder(call, rule, Optional.of(key), latest, rule.after().orElseThrow()));
    }

    /** The finding that the first is missing; if there was a third, with the stricter of what either leads to. */
    private static Finding missing(ThisCall call, Rule.Order rule, Optional<Key> key, Optional<PastCall> third) {
        Tier tier = call.tierOf(rule);
        return call.of(
                rule,
                tier,
                FindingCode.OUT_OF_ORDER,
                third.isPresent() ? tier.stricter() : tier.onMissing(),
                key,
                Optional.empty(),
                third.stream()
                        .map(event -> new Witness(event.number(), name(rule.notSince())))
                        .toList(),
                rule.after().orElseThrow());
    }

    private static Finding outOfOrder(
            ThisCall call, Rule.Order rule, Optional<Key> key, PastCall third, String detail) {
        Tier tier = call.tierOf(rule);
        List<Witness> witnesses = List.of(new Witness(third.number(), name(rule.notSince())));
        return call.of(
                rule, tier, FindingCode.OUT_OF_ORDER, tier.onConflict(), key, Optional.empty(), witnesses, detail);
    }

    /**
     * The open calls that are in order and may take effect after this one. A call relies on what it creates itself only
     * when there is to be no third at all, because a first was never there.
     */
    private static Optional<Finding> reliedUpon(ThisCall call, Rule.Order rule, Optional<Key> key) {
        Stream<PastCall> on = key.isEmpty()
                ? call.eventsOnNew(rule, rule.per(), rule.withinMillis()).stream()
                : rule.after().isPresent()
                        ? call.history().calls.values().stream().filter(event -> isAbout(event, key.get()))
                        : call.eventsOn(rule, key.get(), rule.withinMillis()).stream();
        List<PastCall> relying = on.filter(event -> event.open() && event.carriesAny(rule.marks()))
                .toList();
        if (relying.isEmpty()) {
            return Optional.empty();
        }
        Tier tier = relying.stream()
                .map(event -> call.tierOf(rule, event.reserved.facts()))
                .max(Comparator.comparing(Tier::onConflict).thenComparing(Tier::rank))
                .orElseThrow();
        Outcome outcome = rule.after().isPresent() ? Outcome.DENY : tier.onConflict();
        List<Witness> witnesses = List.of(new Witness(relying.getFirst().number(), name(rule.marks())));
        return Optional.of(call.of(rule, tier, FindingCode.RELIED_UPON, outcome, key, Optional.empty(), witnesses, ""));
    }

    /** Returns whether the event has the key among its own, or all of its kind; for the key of all, whether it has any. */
    private static boolean isAbout(PastCall event, Key key) {
        return event.names(key)
                || event.names(Wildcard.of(key.kind()))
                || (Wildcard.is(key) && event.isOnSome(key.kind()));
    }

    /** The name of what an event counts for: the mark, or the marks of which any counts. */
    private static String name(Set<String> marks) {
        return String.join("|", new TreeSet<>(marks));
    }
}
