package dev.interlock.bench.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.plan.Parties;
import dev.interlock.engine.plan.Party;
import dev.interlock.engine.plan.PlanConstraint;
import dev.interlock.engine.plan.PlanConstraint.AtMost;
import dev.interlock.engine.plan.PlanConstraint.Source;
import dev.interlock.engine.plan.PlanProblem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Random parties and plans near the threshold. Owners are few and each covers some of the duties, so that whether a plan of
 * independent steps can be carried out is open however many parties there are.
 */
final class PlanInstances {

    static final List<String> ATTRIBUTES = List.of("owner", "model");
    private static final int DUTIES = 40;
    private static final int MODELS = 6;

    /** What makes one party dependent on another. */
    enum Family {
        /** One attribute of which every value is known. */
        TRANSITIVE,
        /** Two attributes, which do not nest; some values are unknown. */
        INTRANSITIVE
    }

    private final Random random;
    private final Family family;
    private final List<List<String>> covered = new ArrayList<>();

    /** @param k steps of the plans: owners are about half as many */
    PlanInstances(long seed, Family family, int k) {
        this.random = new Random(seed);
        this.family = family;
        for (int owner = 0; owner < k / 2; owner++) {
            List<String> duties = new ArrayList<>();
            for (int duty = 0; duty < DUTIES; duty++) {
                if (random.nextInt(100) < 45) {
                    duties.add("duty-" + duty);
                }
            }
            covered.add(duties);
        }
    }

    List<Party> parties(int count) {
        List<Party> parties = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            parties.add(party(number));
        }
        return parties;
    }

    /** A party of this name, with an owner, a model and up to three duties at random. */
    Party party(int number) {
        int owner = random.nextInt(covered.size());
        Set<String> may = new HashSet<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            may.add(covered.get(owner).get(random.nextInt(covered.get(owner).size())));
        }
        Map<String, AttributeValue> vector = new HashMap<>();
        vector.put("owner", AttributeValue.known("owner-" + owner));
        if (family == Family.TRANSITIVE || random.nextInt(20) > 0) {
            vector.put("model", AttributeValue.known("model-" + random.nextInt(MODELS)));
        }
        return new Party("party-" + number, may, vector, false);
    }

    static Parties grouped(List<Party> parties) {
        var grouped = new Parties(ATTRIBUTES);
        parties.forEach(grouped::add);
        return grouped;
    }

    /** Independent pairs and bounds of three of five, at a density at which about half of the plans can be carried out. */
    PlanProblem plan(int k) {
        List<Integer> duties = new ArrayList<>();
        for (int duty = 0; duty < DUTIES; duty++) {
            duties.add(duty);
        }
        Collections.shuffle(duties, random);
        List<PlanProblem.Step> steps = new ArrayList<>();
        for (int step = 0; step < k; step++) {
            steps.add(new PlanProblem.Step("step-" + step, Set.of("duty-" + duties.get(step)), Optional.empty()));
        }
        double density = 0.35 + random.nextDouble() * 0.4;
        List<PlanConstraint> constraints = new ArrayList<>();
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < a; b++) {
                if (random.nextDouble() < density) {
                    constraints.add(AtMost.independent(source(constraints), Set.of(a, b), level()));
                }
            }
        }
        for (int bound = 0; bound < k / 2; bound++) {
            Set<Integer> five = new HashSet<>();
            while (five.size() < 5) {
                five.add(random.nextInt(k));
            }
            List<Set<Integer>> entries = new ArrayList<>();
            five.forEach(step -> entries.add(Set.of(step)));
            constraints.add(new AtMost(source(constraints), entries, five, 3, level()));
        }
        return new PlanProblem(steps, constraints);
    }

    private List<String> level() {
        return switch (family) {
            case TRANSITIVE -> List.of("owner");
            case INTRANSITIVE ->
                switch (random.nextInt(10)) {
                    case 0 -> List.of("owner", "model");
                    case 1, 2, 3 -> List.of();
                    default -> List.of("owner");
                };
        };
    }

    private static Source source(List<PlanConstraint> before) {
        return new Source("R-" + before.size(), "domain/all");
    }
}
