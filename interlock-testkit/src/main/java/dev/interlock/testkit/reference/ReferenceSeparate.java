package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code separate}: no party does more than so many of the listed entries on one key within the window. */
final class ReferenceSeparate {

    private ReferenceSeparate() {}

    static List<Finding> check(ThisCall call, Rule.Separate rule) {
        if (rule.entries().stream().noneMatch(entry -> call.facts().carriesAny(entry))) {
            return List.of();
        }
        if (call.cannotTellKey(rule.per())) {
            return List.of(call.notEvaluable(rule, rule.per()));
        }
        List<Finding> findings = new ArrayList<>();
        if (call.hasOnlyNewKey(rule.per())) {
            List<PastCall> events = call.eventsOnNew(rule, rule.per(), rule.withinMillis());
            findings.addAll(onKey(call, rule, Optional.empty(), events));
        }
        for (Key key : call.withGuessed(rule.per())) {
            findings.addAll(onKey(call, rule, Optional.of(key), call.eventsOn(rule, key, rule.withinMillis())));
        }
        return findings;
    }

    private static List<Finding> onKey(ThisCall call, Rule.Separate rule, Optional<Key> key, List<PastCall> events) {
        List<Finding> onKey = new ArrayList<>();
        last(call, rule, key, events).ifPresent(onKey::add);
        events.stream()
                .filter(PastCall::open)
                .flatMap(open -> before(call, rule, key, open, events).stream())
                .filter(finding -> onKey.stream().noneMatch(told -> tellsAsMuch(told, finding)))
                .forEach(onKey::add);
        return onKey;
    }

    /** Returns whether one finding is stricter than another, or as strict and with the same need. */
    static boolean tellsAsMuch(Finding told, Finding finding) {
        int stricter = told.outcome().compareTo(finding.outcome());
        return stricter > 0 || (stricter == 0 && told.need().equals(finding.need()));
    }

    /** The conflict of the call if it takes effect after all others. */
    private static Optional<Finding> last(ThisCall call, Rule.Separate rule, Optional<Key> key, List<PastCall> events) {
        Tier tier = call.tierOf(rule);
        Set<Integer> own = covered(rule, call.facts());
        for (String attribute : attributes(rule, tier)) {
            for (AttributeValue value : call.party().get(attribute).each()) {
                if (value instanceof AttributeValue.NotApplicable) {
                    continue;
                }
                Optional<List<Witness>> others = exceeding(call, rule, key, own, ofTheParty(events, attribute, value));
                if (others.isPresent()) {
                    return Optional.of(conflict(call, rule, tier, key, attribute, others.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** The conflict of an open call, if it takes effect after all others and this call, and this call has a part in it. */
    private static Optional<Finding> before(
            ThisCall call, Rule.Separate rule, Optional<Key> key, PastCall open, List<PastCall> events) {
        CallFacts facts = open.reserved.facts();
        Tier tier = call.tierOf(rule, facts);
        Set<Integer> own = covered(rule, facts);
        Set<Integer> together = new HashSet<>(covered(rule, call.facts()));
        together.addAll(own);
        boolean takesPart = !own.isEmpty() && own.size() <= rule.atMost() && together.size() > own.size();
        if (!takesPart) {
            return Optional.empty();
        }
        List<PastCall> others = events.stream().filter(event -> event != open).toList();
        for (String attribute : attributes(rule, tier)) {
            for (AttributeValue value : open.actor().get(attribute).each()) {
                if (AttributeValue.surelyDiffer(value, call.party().get(attribute))) {
                    continue;
                }
                Optional<List<Witness>> more =
                        exceeding(call, rule, key, together, ofTheParty(others, attribute, value));
                if (more.isPresent()) {
                    List<Witness> witnesses = new ArrayList<>(more.get());
                    int first = own.stream().min(Integer::compare).orElseThrow();
                    witnesses.add(new Witness(open.number(), name(rule.entries().get(first))));
                    return Optional.of(conflict(call, rule, tier, key, attribute, witnesses));
                }
            }
        }
        return Optional.empty();
    }

    private static Finding conflict(
            ThisCall call,
            Rule.Separate rule,
            Tier tier,
            Optional<Key> key,
            String attribute,
            List<Witness> witnesses) {
        return call.of(
                rule, tier, FindingCode.DUTY_CONFLICT, tier.onConflict(), key, Optional.of(attribute), witnesses, "");
    }

    private static List<String> attributes(Rule.Separate rule, Tier tier) {
        Level level = rule.independence().orElse(tier.independence());
        List<String> attributes = new ArrayList<>(Attributes.ALWAYS);
        attributes.addAll(level.attributes());
        return attributes;
    }

    private static List<PastCall> ofTheParty(List<PastCall> events, String attribute, AttributeValue value) {
        return events.stream()
                .filter(event -> !AttributeValue.surelyDiffer(event.actor().get(attribute), value))
                .toList();
    }

    /** Positions of the entries that a call with these facts covers. */
    private static Set<Integer> covered(Rule.Separate rule, CallFacts facts) {
        Set<Integer> covered = new HashSet<>();
        for (int i = 0; i < rule.entries().size(); i++) {
            if (facts.carriesAny(rule.entries().get(i))) {
                covered.add(i);
            }
        }
        return covered;
    }

    /** The events that it takes besides these entries to cover more than the rule allows, if there are enough. */
    private static Optional<List<Witness>> exceeding(
            ThisCall call, Rule.Separate rule, Optional<Key> key, Set<Integer> own, List<PastCall> events) {
        int covered = own.size();
        List<Witness> witnesses = new ArrayList<>();
        for (int i = 0; i < rule.entries().size(); i++) {
            Set<String> entry = rule.entries().get(i);
            if (covered > rule.atMost() || own.contains(i)) {
                continue;
            }
            List<PastCall> carrying =
                    events.stream().filter(event -> event.carriesAny(entry)).toList();
            Optional<PastCall> latest = key.map(on -> call.history().mostRecent(rule, carrying, on))
                    .orElseGet(() -> History.mostRecent(List.of(carrying)));
            if (latest.isPresent()) {
                covered++;
                witnesses.add(new Witness(latest.get().number(), name(entry)));
            }
        }
        return covered > rule.atMost() ? Optional.of(witnesses) : Optional.empty();
    }

    /** The name of what the event counts for: the mark, or the marks of which any counts. */
    static String name(Set<String> entry) {
        return String.join("|", new TreeSet<>(entry));
    }
}
