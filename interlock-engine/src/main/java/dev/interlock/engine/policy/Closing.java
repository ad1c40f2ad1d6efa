package dev.interlock.engine.policy;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The closing of keys by the option {@code until} of a rule: a call with the mark {@code until} on a key ends what the rule's
 * calls may do there.
 *
 * @param until mark of the calls that close a key
 * @param marks marks of the calls that a closed key takes no more of; whoever made one of them is a holder of the key
 * @param per kind of the key
 * @param independence level in which the party that closes a key has to be independent of its holders; empty: that of the tier
 */
public record Closing(String until, Set<String> marks, String per, Optional<Level> independence) {

    /** The closing of a rule that has the option. */
    public static Optional<Closing> of(Rule rule) {
        if (rule.head().until().isEmpty()) {
            return Optional.empty();
        }
        String until = rule.head().until().get();
        return switch (rule) {
            case Rule.Separate separate -> {
                Set<String> marks = new TreeSet<>();
                separate.entries().forEach(marks::addAll);
                yield Optional.of(new Closing(until, marks, separate.per(), separate.independence()));
            }
            case Rule.Limit limit -> Optional.of(new Closing(until, Set.of(limit.of()), limit.per(), Optional.empty()));
            case Rule.Order order -> Optional.of(new Closing(until, order.marks(), order.per(), Optional.empty()));
            case Rule.Bind bind -> Optional.of(new Closing(until, bind.duties(), bind.per(), Optional.empty()));
            // Rules of these kinds are not about a key that could be closed.
            case Rule.Require require -> Optional.empty();
            case Rule.Wall wall -> Optional.empty();
            case Rule.Forbid forbid -> Optional.empty();
            case Rule.Flow flow -> Optional.empty();
            case Rule.FirstUse use -> Optional.empty();
            case Rule.Unusual unusual -> Optional.empty();
        };
    }
}
