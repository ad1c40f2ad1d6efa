package dev.interlock.policy.reach;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A combination of duties that one party must not be able to do, as a rule says it.
 *
 * @param entries the entries of the combination, each a set of marks of which any counts
 * @param most the most entries that one party may do
 * @param level the level in which parties differ; empty: that of the tier of the call
 */
record Combination(Rule rule, List<Set<String>> entries, int most, String per, Optional<Level> level) {

    static List<Combination> of(List<Rule> rules) {
        List<Combination> all = new ArrayList<>();
        for (Rule rule : rules) {
            switch (rule) {
                case Rule.Separate separate ->
                    all.add(new Combination(
                            rule, separate.entries(), separate.atMost(), separate.per(), separate.independence()));
                case Rule.Require require ->
                    // A party that can do a duty, and also the one that has to be done before by somebody independent,
                    // checks itself.
                    require.done().stream()
                            .filter(done -> done.independence().isPresent())
                            .forEach(done -> all.add(new Combination(
                                    rule,
                                    List.of(Set.of(done.duty()), Set.of(require.trigger())),
                                    1,
                                    done.per(),
                                    done.independence())));
                case Rule.Limit limit -> {}
                case Rule.Bind bind -> {}
                case Rule.Order order -> {}
                case Rule.Wall wall -> {}
                case Rule.Forbid forbid -> {}
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
            }
        }
        return all;
    }
}
