package dev.interlock.properties.differential;

import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.WorldGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * A generated world with a rule of the kind {@code flow} and one of the kind {@code first-use}, and no others: what else stops calls would
 * keep destinations from becoming known.
 */
final class ContentRulesWorld {

    private ContentRulesWorld() {}

    static World world(long seed) {
        World world = WorldGenerator.world(seed);
        Random random = new Random(seed);
        Map<String, Tier> tiers = new LinkedHashMap<>();
        world.bundle().tiers().forEach((name, tier) -> {
            Outcome outcome = oneOf(random, Outcome.values());
            tiers.put(name, new Tier(name, tier.rank(), tier.independence(), outcome, outcome));
        });
        List<Rule> rules = List.of(
                new Rule.Flow(
                        head("R-flow", random),
                        marks(random),
                        Provenance.UNTRUSTED,
                        random.nextBoolean() ? Rule.Flow.DEFAULT : Set.of(oneOf(random, Origin.values())),
                        random.nextBoolean()),
                new Rule.FirstUse(
                        head("R-first", random),
                        marks(random),
                        random.nextInt(5) == 0 ? Set.of(World.PAYEE) : Set.of(),
                        oneOf(random, Scopes.OWNER, Scopes.OWNER, Scopes.DOMAIN, Scopes.CHAIN, Scopes.AGENT),
                        random.nextBoolean()
                                ? OptionalLong.of(oneOf(random, 60L, 300L, 1_500L))
                                : OptionalLong.empty()));
        return new World(
                seed,
                world.bundle().but().withTiers(tiers).withRules(rules).build(),
                world.agents(),
                world.persons(),
                world.verifiers(),
                world.tools());
    }

    private static Rule.Head head(String id, Random random) {
        return new Rule.Head(id, "generated", Optional.empty(), random.nextInt(8) == 0, List.of());
    }

    private static Set<String> marks(Random random) {
        List<String> marks = new ArrayList<>(World.MARKS);
        Collections.shuffle(marks, random);
        return Set.copyOf(marks.subList(0, 2 + random.nextInt(4)));
    }

    @SafeVarargs
    private static <T> T oneOf(Random random, T... all) {
        return all[random.nextInt(all.length)];
    }
}
