package dev.interlock.testkit.generate;

import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Rules that are made to be about keys of several kinds. */
final class PairedRules {

    private final Dice dice;
    private final SortedSet<String> kinds = new TreeSet<>();

    PairedRules(Dice dice) {
        this.dice = dice;
    }

    /** The kinds with the pairs that rules were made to be about and that have a part among them; now and then without one. */
    SortedSet<String> with(SortedSet<String> all) {
        SortedSet<String> more = new TreeSet<>(all);
        kinds.stream()
                .filter(pair -> KeyPair.parts(pair).stream().anyMatch(all::contains))
                .filter(pair -> dice.percent(90))
                .forEach(more::add);
        return more;
    }

    /** The rule, per a pair in half of all cases. */
    Rule of(Rule rule) {
        if (dice.percent(50)) {
            return rule;
        }
        return switch (rule) {
            case Rule.Separate r ->
                new Rule.Separate(r.head(), r.entries(), pair(), r.withinMillis(), r.atMost(), r.independence());
            case Rule.Require r ->
                new Rule.Require(
                        r.head(),
                        r.trigger(),
                        r.done().stream()
                                .map(d -> new Rule.Done(
                                        d.duty(), pair(), d.independence(), d.count(), d.usedOnce(), d.withinMillis()))
                                .toList(),
                        r.approval(),
                        r.voidAfter());
            case Rule.Limit r -> new Rule.Limit(r.head(), r.of(), pair(), r.maxCount(), r.maxSum(), r.withinMillis());
            case Rule.Bind r -> new Rule.Bind(r.head(), r.duties(), pair(), r.withinMillis(), r.same());
            case Rule.Order r -> new Rule.Order(r.head(), r.marks(), r.after(), pair(), r.withinMillis(), r.notSince());
            case Rule.Forbid r -> r;
            case Rule.Flow r -> r;
            case Rule.FirstUse r -> r;
            case Rule.Unusual r -> r;
            case Rule.Wall r -> r;
        };
    }

    private String pair() {
        var parts = new TreeSet<>(
                List.of(dice.oneOf(World.TYPES), dice.percent(40) ? World.PAYEE : dice.oneOf(World.TYPES)));
        if (parts.size() < 2) {
            parts.add(World.PAYEE);
        }
        String pair = String.join("+", parts);
        kinds.add(pair);
        return pair;
    }
}
