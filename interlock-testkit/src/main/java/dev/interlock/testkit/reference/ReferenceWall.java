package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code wall}: a party that touched one dataset of a conflict class touches no other. */
final class ReferenceWall {

    private ReferenceWall() {}

    static List<Finding> check(ThisCall call, Rule.Wall rule) {
        if (!call.facts().carriesAny(rule.datasets().marks())) {
            return List.of();
        }
        Optional<String> missing = missing(call, rule);
        if (missing.isPresent()) {
            return List.of(call.notEvaluable(rule, missing.get()));
        }
        if (Touch.isAll(rule, call)) {
            Rule.Datasets.Objects objects = (Rule.Datasets.Objects) rule.datasets();
            return ofAll(call, rule, Optional.of(Wildcard.of(objects.between())));
        }
        List<Touch> all = Touch.of(call, rule);
        List<Optional<Key>> classes = all.stream()
                .map(Touch::conflictClass)
                .distinct()
                .sorted(Comparator.comparing(of -> of.map(Key::toString).orElse("")))
                .toList();
        List<Finding> findings = new ArrayList<>();
        for (Optional<Key> ofClass : classes) {
            List<Touch> own = all.stream()
                    .filter(touch -> touch.conflictClass().equals(ofClass))
                    .toList();
            findings.addAll(inClass(call, rule, own, key(call, rule, ofClass)));
        }
        return findings;
    }

    private static Optional<String> missing(ThisCall call, Rule.Wall rule) {
        if (!(rule.datasets() instanceof Rule.Datasets.Objects objects)) {
            return Optional.empty();
        }
        List<Key> named = Touch.named(objects, call.keys().objects());
        if (Touch.isAll(rule, call) && !call.unresolved().contains(objects.between())) {
            return Optional.empty();
        }
        boolean creates = call.facts().creates().contains(objects.between());
        if (call.unresolved().contains(objects.between()) || (named.isEmpty() && !creates)) {
            return Optional.of(objects.between());
        }
        Map<Key, SortedSet<Key>> reachable =
                call.history().objects.reachableFromEach(call.keys().objects());
        List<SortedSet<Key>> above = new ArrayList<>();
        named.forEach(dataset -> above.add(reachable.getOrDefault(dataset, new TreeSet<>())));
        List<Element> creators = call.facts().elements().stream()
                .filter(element -> element.creates().contains(objects.between()))
                .toList();
        creators.forEach(
                element -> above.add(Touch.aboveCreated(call.history(), objects, element.related(), reachable)));
        if (creates && creators.isEmpty()) {
            above.add(Touch.aboveCreated(call.history(), objects, call.facts().related(), reachable));
        }
        return above.stream().anyMatch(one -> Touch.classes(objects, one).isEmpty())
                ? objects.conflictClass()
                : Optional.empty();
    }

    /** A call that touches all touches two datasets of a class, and every open call has touched another than one of these. */
    private static List<Finding> ofAll(ThisCall call, Rule.Wall rule, Optional<Key> key) {
        List<Finding> findings = new ArrayList<>();
        Tier tier = call.tierOf(rule);
        attributes(rule, tier).stream()
                .filter(attribute -> !(call.party().get(attribute) instanceof AttributeValue.NotApplicable))
                .findFirst()
                .ifPresent(attribute -> findings.add(crossed(call, rule, tier, key, attribute, List.of())));
        for (PastCall open : call.history().calls.values()) {
            if (open.open()
                    && open.carriesAny(rule.datasets().marks())
                    && (Touch.isAll(rule, open)
                            || !Touch.of(call.history(), open, rule).isEmpty())) {
                before(call, rule, key, List.of(), open)
                        .filter(finding ->
                                findings.stream().noneMatch(told -> ReferenceSeparate.tellsAsMuch(told, finding)))
                        .ifPresent(findings::add);
            }
        }
        return findings;
    }

    private static List<Finding> inClass(ThisCall call, Rule.Wall rule, List<Touch> own, Optional<Key> key) {
        List<PastCall> others = call.history().calls.values().stream()
                .filter(other -> other.mayHaveHappened() && other.within(rule.withinMillis(), call.now()))
                .filter(other -> other.carriesAny(rule.datasets().marks()))
                .filter(other -> Touch.isAll(rule, other)
                        || excluding(call, rule, other, own).isPresent())
                .toList();
        List<Finding> findings = new ArrayList<>();
        last(call, rule, key, own, others).ifPresent(findings::add);
        for (PastCall open : others) {
            if (open.open()) {
                before(call, rule, key, own, open)
                        .filter(finding ->
                                findings.stream().noneMatch(told -> ReferenceSeparate.tellsAsMuch(told, finding)))
                        .ifPresent(findings::add);
            }
        }
        return findings;
    }

    /** The first dataset that the other call touched and that excludes one of the call's own. */
    private static Optional<Touch> excluding(ThisCall call, Rule.Wall rule, PastCall other, List<Touch> own) {
        if (!other.carriesAny(rule.datasets().marks())) {
            return Optional.empty();
        }
        return Touch.of(call.history(), other, rule).stream()
                .filter(touch -> own.stream().anyMatch(touch::excludes))
                .findFirst();
    }

    /** The conflict of the call if it takes effect after all others. */
    private static Optional<Finding> last(
            ThisCall call, Rule.Wall rule, Optional<Key> key, List<Touch> own, List<PastCall> others) {
        Tier tier = call.tierOf(rule);
        for (String attribute : attributes(rule, tier)) {
            AttributeValue value = call.party().get(attribute);
            if (value instanceof AttributeValue.NotApplicable) {
                continue;
            }
            if (own.size() > 1) {
                return Optional.of(crossed(call, rule, tier, key, attribute, List.of()));
            }
            Optional<PastCall> latest = others.stream()
                    .filter(other -> !AttributeValue.surelyDiffer(other.actor().get(attribute), value))
                    .max(PastCall.RECENCY);
            if (latest.isPresent()) {
                List<Witness> witnesses = List.of(witness(call, rule, latest.get(), own));
                return Optional.of(crossed(call, rule, tier, key, attribute, witnesses));
            }
        }
        return Optional.empty();
    }

    /** The conflict of an open call if it takes effect after this one. */
    private static Optional<Finding> before(
            ThisCall call, Rule.Wall rule, Optional<Key> key, List<Touch> own, PastCall open) {
        CallFacts facts = open.reserved.facts();
        Tier tier = call.tierOf(rule, facts);
        return attributes(rule, tier).stream()
                .filter(attribute -> !AttributeValue.surelyDiffer(
                        open.actor().get(attribute), call.party().get(attribute)))
                .findFirst()
                .map(attribute -> crossed(call, rule, tier, key, attribute, List.of(witness(call, rule, open, own))));
    }

    private static Witness witness(ThisCall call, Rule.Wall rule, PastCall other, List<Touch> own) {
        return new Witness(
                other.number(),
                switch (rule.datasets()) {
                    case Rule.Datasets.Objects objects -> String.join("|", new TreeSet<>(objects.duties()));
                    case Rule.Datasets.Labels labels ->
                        excluding(call, rule, other, own).orElseThrow().label();
                });
    }

    /** The class, or where there is none the first dataset that the call names. */
    private static Optional<Key> key(ThisCall call, Rule.Wall rule, Optional<Key> ofClass) {
        return rule.datasets() instanceof Rule.Datasets.Objects objects && ofClass.isEmpty()
                ? Touch.named(objects, call.keys().objects()).stream().findFirst()
                : ofClass;
    }

    private static Finding crossed(
            ThisCall call, Rule.Wall rule, Tier tier, Optional<Key> key, String attribute, List<Witness> witnesses) {
        return call.of(
                rule, tier, FindingCode.WALL_CROSSED, tier.onConflict(), key, Optional.of(attribute), witnesses, "");
    }

    private static List<String> attributes(Rule.Wall rule, Tier tier) {
        Level level = rule.independence().orElse(tier.independence());
        List<String> attributes = new ArrayList<>(Attributes.ALWAYS);
        attributes.addAll(level.attributes());
        return attributes;
    }
}
