package dev.interlock.properties.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.plan.Party;
import dev.interlock.engine.plan.PlanConstraint;
import dev.interlock.engine.plan.PlanConstraint.Source;
import dev.interlock.engine.plan.PlanProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Small plans near the threshold, with all that makes them hard: unknown values, several attributes, steps that are done. */
final class RandomPlans {

    static final List<String> ATTRIBUTES = List.of("owner", "origin", "model");

    final PlanProblem problem;
    final List<Party> parties = new ArrayList<>();
    private final Random random;
    private final List<PlanConstraint> constraints = new ArrayList<>();
    private final int steps;

    RandomPlans(long seed) {
        this(seed, 0);
    }

    /** @param crowd further parties, most of which may do one thing */
    RandomPlans(long seed, int crowd) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.steps = between(2, 7);
        int count = between(2, 7);
        int plain = between(0, 3);
        for (int p = 0; p < count; p++) {
            parties.add(party("p" + p, plain));
        }
        for (int p = count; p < count + crowd; p++) {
            Party one = party("p" + p, plain);
            Set<String> may = new HashSet<>(one.may());
            may.removeIf(duty -> random.nextInt(3) > 0);
            parties.add(new Party(one.name(), may, one.attributes(), random.nextBoolean()));
        }
        List<PlanProblem.Step> all = new ArrayList<>();
        for (int s = 0; s < steps; s++) {
            Optional<Party> done = Optional.empty();
            if (random.nextInt(8) == 0) {
                done = Optional.of(
                        random.nextBoolean() ? parties.get(random.nextInt(count)) : party("p" + between(0, 9), plain));
            }
            all.add(new PlanProblem.Step("s" + s, Set.of("d" + random.nextInt(4)), done));
        }
        int rules = between(1, 6);
        for (int r = 0; r < rules; r++) {
            constraints.add(constraint(r, plain));
        }
        this.problem = new PlanProblem(all, constraints);
    }

    private int between(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    /** @param plain 0: every value is known */
    private Party party(String name, int plain) {
        Set<String> may = new HashSet<>();
        for (int d = 0; d < 4; d++) {
            if (random.nextInt(5) < 3) {
                may.add("d" + d);
            }
        }
        Map<String, AttributeValue> vector = new HashMap<>();
        for (String attribute : ATTRIBUTES) {
            int kind = plain == 0 ? 9 : random.nextInt(10);
            if (kind == 0) {
                vector.put(attribute, AttributeValue.notApplicable());
            } else if (kind > 1) {
                vector.put(attribute, AttributeValue.known(random.nextInt(9) == 0 ? "p0" : "v" + random.nextInt(3)));
            }
        }
        return new Party(name, may, vector, true);
    }

    private List<String> level(int plain) {
        if (plain == 1) {
            return List.of("owner");
        }
        List<String> level = new ArrayList<>();
        ATTRIBUTES.forEach(attribute -> {
            if (random.nextInt(3) == 0) {
                level.add(attribute);
            }
        });
        return level;
    }

    private Set<Integer> some(int count) {
        Set<Integer> chosen = new HashSet<>();
        while (chosen.size() < Math.min(count, steps)) {
            chosen.add(random.nextInt(steps));
        }
        return chosen;
    }

    private PlanConstraint constraint(int number, int plain) {
        var source = new Source("R" + number, "vendor/1");
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> PlanConstraint.AtMost.independent(source, some(between(2, 4)), level(plain));
            case 3, 4, 5 -> {
                List<Set<Integer>> entries = new ArrayList<>();
                Set<Integer> all = new HashSet<>();
                int count = between(2, 4);
                for (int e = 0; e < count; e++) {
                    Set<Integer> entry = some(between(1, 2));
                    entries.add(entry);
                    all.addAll(entry);
                }
                all.removeIf(step -> random.nextInt(5) == 0);
                yield new PlanConstraint.AtMost(source, entries, all, between(1, 2), level(plain));
            }
            case 6 -> new PlanConstraint.Same(source, some(2), "agent");
            case 7 -> new PlanConstraint.Same(source, some(between(2, 3)), ATTRIBUTES.get(random.nextInt(2)));
            case 8 -> {
                Set<Integer> candidates = some(between(2, 4));
                int step = candidates.iterator().next();
                candidates.remove(step);
                yield new PlanConstraint.Quorum(source, step, candidates, between(1, candidates.size()), level(plain));
            }
            default -> {
                List<Integer> pair = List.copyOf(some(2));
                yield new PlanConstraint.NotAnswerable(source, pair.get(0), pair.get(1));
            }
        };
    }
}
