package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A duty that a rule wants done before a call.
 *
 * @param index the place among the items of the rule
 * @param withinMillis the longest time since it was done; empty: no limit
 * @param voidedByItself whether doing the duty once more voids that it was done
 */
record Need(
        Rule rule,
        int index,
        String trigger,
        String duty,
        String per,
        OptionalLong withinMillis,
        Optional<Level> independence,
        int count,
        boolean voidedByItself) {

    static List<Need> of(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate -> List.of();
            case Rule.Limit limit -> List.of();
            case Rule.Bind bind -> List.of();
            case Rule.Forbid forbid -> List.of();
            case Rule.Flow flow -> List.of();
            case Rule.FirstUse use -> List.of();
            case Rule.Unusual unusual -> List.of();
            case Rule.Wall wall -> List.of();
            case Rule.Order order ->
                order.after().stream()
                        .flatMap(first -> order.marks().stream()
                                .sorted()
                                .map(mark -> new Need(
                                        rule,
                                        0,
                                        mark,
                                        first,
                                        order.per(),
                                        order.withinMillis(),
                                        Optional.empty(),
                                        1,
                                        false)))
                        .toList();
            case Rule.Require require -> {
                List<Need> needs = new ArrayList<>();
                for (Rule.Done done : require.done()) {
                    needs.add(new Need(
                            rule,
                            needs.size(),
                            require.trigger(),
                            done.duty(),
                            done.per(),
                            done.withinMillis(),
                            done.apart(),
                            done.count(),
                            require.voidAfter().contains(done.duty())));
                }
                yield needs;
            }
        };
    }
}
