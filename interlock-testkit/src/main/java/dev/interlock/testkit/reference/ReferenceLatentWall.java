package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The crossings of a wall by two values that a late link makes one, and that stand on two sides of it. */
final class ReferenceLatentWall {

    private final History history;
    private final Link.Values link;
    private final long now;
    private final Rule.Wall rule;

    private ReferenceLatentWall(History history, Link.Values link, long now, Rule.Wall rule) {
        this.history = history;
        this.link = link;
        this.now = now;
        this.rule = rule;
    }

    static List<Finding> findings(History history, Link link, long now, Rule.Wall rule) {
        return link instanceof Link.Values values
                ? new ReferenceLatentWall(history, values, now, rule).findings()
                : List.of();
    }

    private List<Finding> findings() {
        Level level = rule.independence()
                .orElse(history.tier(rule.head()
                                .risk()
                                .orElse(history.bundle.strictest().name()))
                        .independence());
        boolean compared = Attributes.ALWAYS.contains(link.attribute())
                || level.attributes().contains(link.attribute());
        if (!compared) {
            return List.of();
        }
        SortedSet<String> first = history.links.same(link.attribute(), link.first());
        SortedSet<String> second = history.links.same(link.attribute(), link.second());
        SortedSet<String> both = new TreeSet<>(first);
        both.addAll(second);
        List<Finding> findings = new ArrayList<>();
        for (Optional<Key> ofClass : classes()) {
            List<Witness> witnesses = crossing(ofClass, both);
            if (!witnesses.isEmpty()
                    && crossing(ofClass, first).isEmpty()
                    && crossing(ofClass, second).isEmpty()) {
                findings.add(new Finding(
                        rule.id(),
                        FindingCode.WALL_CROSSED,
                        Outcome.RECORD,
                        ofClass,
                        Optional.of(link.attribute()),
                        witnesses,
                        Optional.empty(),
                        both.first()));
            }
        }
        return findings;
    }

    private List<Optional<Key>> classes() {
        Set<Optional<Key>> classes = new HashSet<>();
        events().forEach(event -> Touch.of(history, event, rule).forEach(touch -> classes.add(touch.conflictClass())));
        return classes.stream()
                .sorted(Comparator.comparing(of -> of.map(Key::toString).orElse("")))
                .toList();
    }

    private List<PastCall> events() {
        return history.calls.values().stream()
                .filter(call -> call.mayHaveHappened() && call.within(rule.withinMillis(), now))
                .filter(call -> call.carriesAny(rule.datasets().marks()))
                .toList();
    }

    /** The most recent event of the party on the class, and the most recent on another dataset. */
    private List<Witness> crossing(Optional<Key> ofClass, SortedSet<String> values) {
        List<PastCall> events = events().stream()
                .filter(event -> switch (event.said().get(link.attribute())) {
                    case AttributeValue.Known known -> values.contains(known.value());
                    case AttributeValue.Several several -> !Collections.disjoint(values, several.values());
                    case AttributeValue.Unknown unknown -> true;
                    case AttributeValue.NotApplicable none -> false;
                })
                .filter(event -> !touches(event, ofClass).isEmpty())
                .sorted(PastCall.RECENCY.reversed())
                .toList();
        if (events.isEmpty()) {
            return List.of();
        }
        List<Touch> latest = touches(events.getFirst(), ofClass);
        for (PastCall event : events) {
            for (Touch touch : touches(event, ofClass)) {
                boolean another = event == events.getFirst()
                        ? latest.size() > 1 && !touch.equals(latest.getFirst())
                        : touch.excludes(latest.getFirst());
                if (another) {
                    return List.of(witness(events.getFirst(), latest.getFirst()), witness(event, touch));
                }
            }
        }
        return List.of();
    }

    private List<Touch> touches(PastCall event, Optional<Key> ofClass) {
        return Touch.of(history, event, rule).stream()
                .filter(touch -> touch.conflictClass().equals(ofClass))
                .toList();
    }

    private Witness witness(PastCall event, Touch touch) {
        return new Witness(
                event.number(),
                switch (rule.datasets()) {
                    case Rule.Datasets.Objects objects -> ReferenceSeparate.name(objects.duties());
                    case Rule.Datasets.Labels labels -> touch.label();
                });
    }
}
