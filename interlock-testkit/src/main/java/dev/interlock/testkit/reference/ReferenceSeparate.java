package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
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
        if (call.hasNoKey(rule.per())) {
            return List.of(call.notEvaluable(rule, rule.per()));
        }
        if (call.hasOnlyNewKey(rule.per())) {
            return conflict(call, rule, Optional.empty(), List.of()).stream().toList();
        }
        List<Finding> findings = new ArrayList<>();
        for (Key key : call.keys().ofKind(rule.per())) {
            List<PastCall> events = call.history().mayHaveHappenedOn(key).stream()
                    .filter(event -> event.within(rule.withinMillis(), call.now()))
                    .toList();
            conflict(call, rule, Optional.of(key), events).ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<Finding> conflict(
            ThisCall call, Rule.Separate rule, Optional<Key> key, List<PastCall> events) {
        Level level = rule.independence().orElse(call.tierOf(rule).independence());
        List<String> attributes = new ArrayList<>(Attributes.ALWAYS);
        attributes.addAll(level.attributes());
        for (String attribute : attributes) {
            AttributeValue value = call.actor().get(attribute);
            if (value instanceof AttributeValue.NotApplicable) {
                continue;
            }
            List<PastCall> ofTheParty = events.stream()
                    .filter(event -> !AttributeValue.surelyDiffer(event.actor().get(attribute), value))
                    .toList();
            Optional<List<Witness>> witnesses = tooMany(call, rule, ofTheParty);
            if (witnesses.isPresent()) {
                return Optional.of(call.of(
                        rule,
                        Code.DUTY_CONFLICT,
                        call.tierOf(rule).onConflict(),
                        key,
                        Optional.of(attribute),
                        witnesses.get(),
                        ""));
            }
        }
        return Optional.empty();
    }

    /** The witnesses, if the call and the party's events cover more entries than the rule allows. */
    private static Optional<List<Witness>> tooMany(ThisCall call, Rule.Separate rule, List<PastCall> events) {
        int covered = 0;
        for (Set<String> entry : rule.entries()) {
            if (call.facts().carriesAny(entry)) {
                covered++;
            }
        }
        List<Witness> witnesses = new ArrayList<>();
        for (Set<String> entry : rule.entries()) {
            if (covered > rule.atMost() || call.facts().carriesAny(entry)) {
                continue;
            }
            Optional<PastCall> latest =
                    events.stream().filter(event -> event.carriesAny(entry)).max(PastCall.RECENCY);
            if (latest.isPresent()) {
                covered++;
                witnesses.add(new Witness(latest.get().number(), name(entry)));
            }
        }
        return covered > rule.atMost() ? Optional.of(witnesses) : Optional.empty();
    }

    /** What the event counts for: the mark, or the marks of which any counts. */
    private static String name(Set<String> entry) {
        return String.join("|", new TreeSet<>(entry));
    }
}
