package dev.interlock.engine.plan;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.plan.PlanConstraint.AtMost;
import dev.interlock.engine.plan.PlanConstraint.Source;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A rule of kind {@code wall}: steps on different datasets of one class are done by independent parties. */
final class PlanWalls {

    /** The class of labels, and of objects that have none. */
    private static final String ONE_CLASS = "";

    private final PlanRules rules;
    private final Rule.Wall rule;
    private final PlanKeys keys;
    /** By class and step: the datasets that it touches. */
    private final Map<String, Map<Integer, Set<String>>> touched = new TreeMap<>();

    PlanWalls(PlanRules rules, Rule.Wall rule) {
        this.rules = rules;
        this.rule = rule;
        this.keys = rules.keys();
    }

    void derive() {
        for (int step : keys.carrying(rule.datasets().marks())) {
            switch (rule.datasets()) {
                case Rule.Datasets.Labels labels -> {
                    for (String label : labels.labels()) {
                        if (rules.plan().steps().get(step).marks().contains(label)) {
                            touch(ONE_CLASS, step, label);
                        }
                    }
                    history(step, Scopes.WHOLE_DOMAIN);
                }
                case Rule.Datasets.Objects objects -> objects(step, objects);
            }
        }
        touched.forEach(this::apart);
    }

    private void objects(int step, Rule.Datasets.Objects objects) {
        rules.missingKeys(rule, objects.between(), Set.of(step));
        for (Key dataset : keys.of(step, objects.between())) {
            if (objects.conflictClass().isEmpty()) {
                touch(ONE_CLASS, step, dataset.toString());
                history(step, Scopes.WHOLE_DOMAIN);
                continue;
            }
            String kind = objects.conflictClass().get();
            List<Key> classes = keys.above(dataset, kind);
            if (classes.isEmpty() && rules.open(step)) {
                rules.caveat(rule, "it is not known which `" + kind + "` `" + dataset + "` belongs to");
            }
            for (Key its : classes) {
                touch(its.toString(), step, dataset.toString());
                history(step, its);
            }
        }
    }

    /** Adds a caveat for what parties may have touched before, which lies on the class, whatever the dataset was. */
    private void history(int step, Key on) {
        if (rules.conflicts(rule, step)) {
            rules.past(rule, on);
        }
    }

    private void touch(String ofClass, int step, String dataset) {
        touched.computeIfAbsent(ofClass, c -> new TreeMap<>())
                .computeIfAbsent(step, s -> new TreeSet<>())
                .add(dataset);
    }

    private void apart(String ofClass, Map<Integer, Set<String>> bySteps) {
        List<Integer> steps = new ArrayList<>(bySteps.keySet());
        for (int step : steps) {
            Set<String> own = bySteps.getOrDefault(step, Set.of());
            if (!rules.conflicts(rule, step)) {
                continue;
            }
            String id = rules.plan().steps().get(step).id();
            if (own.size() > 1) {
                rules.constraints.add(new PlanConstraint.Never(
                        source(ofClass, own),
                        step,
                        "`" + id + "` is on both sides of a wall: " + String.join(", ", own)));
                continue;
            }
            for (int other : steps) {
                Set<String> theirs = bySteps.getOrDefault(other, Set.of());
                boolean differ = theirs.size() > 1 || !theirs.equals(own);
                boolean told = other < step && rules.conflicts(rule, other) && theirs.size() == 1;
                if (other != step && differ && !rules.order().surely(step, other) && !bothTold(told, step, other)) {
                    Set<Integer> pivots = new TreeSet<>(Set.of(step));
                    if (mutual(step, other)) {
                        pivots.add(other);
                    }
                    rules.constraints.add(new AtMost(
                            source(ofClass, own), List.of(Set.of(step), Set.of(other)), pivots, 1, level(step)));
                }
            }
        }
    }

    /** Returns whether the constraint of the pair was added already, from the other side. */
    private boolean bothTold(boolean told, int step, int other) {
        return told && mutual(other, step);
    }

    /** Returns whether either may come last, and both have the same level. */
    private boolean mutual(int step, int other) {
        return rules.conflicts(rule, step)
                && rules.conflicts(rule, other)
                && !rules.order().surely(step, other)
                && !rules.order().surely(other, step)
                && level(step).equals(level(other));
    }

    private List<String> level(int step) {
        return rules.level(
                rule.independence(), rules.tier(rule, rules.plan().steps().get(step)));
    }

    private Source source(String ofClass, Set<String> own) {
        return new Source(rule.id(), ofClass.isEmpty() ? own.iterator().next() : ofClass);
    }
}
