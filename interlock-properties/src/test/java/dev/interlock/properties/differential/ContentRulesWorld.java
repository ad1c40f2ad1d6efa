package dev.interlock.properties.differential;

import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.World.ToolShape;
import dev.interlock.testkit.generate.WorldGenerator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Generated worlds with rules on what a call carries and reaches, and no others: what else stops calls would keep destinations and amounts
 * from becoming known.
 */
final class ContentRulesWorld {

    private ContentRulesWorld() {}

    /** A world with a rule of the kind {@code flow} and one of the kind {@code first-use}. */
    static World onContent(long seed) {
        Random random = new Random(seed);
        World world = WorldGenerator.world(seed);
        return with(world, tiers(world, random), List.of(flow(random), firstUse(random)));
    }

    /** A world with a rule of the kind {@code unusual}, whose mildest tier only records, so that amounts become usual. */
    static World onAmounts(long seed) {
        Random random = new Random(seed);
        World world = WorldGenerator.world(seed);
        Map<String, Tier> tiers = tiers(world, random);
        tiers.replaceAll((name, tier) -> tier.rank() == 0 ? tier(tier, Outcome.RECORD) : tier);
        return with(world, tiers, List.of(unusual(world, random)));
    }

    /** A world in which many people may approve calls of every tier, and a rule accepts destinations that they approved so. */
    static World onContacts(long seed) {
        Random random = new Random(seed);
        World world = WorldGenerator.world(seed);
        Level level = world.bundle().tiers().values().iterator().next().independence();
        Map<String, Tier> tiers = tiers(world, random);
        tiers.replaceAll((name, tier) -> new Tier(name, tier.rank(), level, Outcome.HOLD, Outcome.HOLD));
        Rule approval = new Rule.Require(
                head("R-approval", random),
                oneOf(random, World.DUTIES.toArray(String[]::new)),
                List.of(),
                Optional.of(Approval.DEFAULT),
                Set.of());
        Rule flow = new Rule.Flow(
                head("R-flow", random),
                marks(random),
                Provenance.UNTRUSTED,
                Set.of(Origin.INSTRUCTION, Origin.CONTACT),
                random.nextBoolean());
        return with(world, tiers, List.of(flow, approval));
    }

    private static World with(World world, Map<String, Tier> tiers, List<Rule> rules) {
        return new World(
                world.seed(),
                world.bundle().but().withTiers(tiers).withRules(rules).build(),
                world.agents(),
                world.persons(),
                world.verifiers(),
                world.tools());
    }

    private static Map<String, Tier> tiers(World world, Random random) {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        world.bundle().tiers().forEach((name, tier) -> tiers.put(name, tier(tier, oneOf(random, Outcome.values()))));
        return tiers;
    }

    private static Tier tier(Tier tier, Outcome outcome) {
        return new Tier(tier.name(), tier.rank(), tier.independence(), outcome, outcome);
    }

    private static Rule flow(Random random) {
        return new Rule.Flow(
                head("R-flow", random),
                marks(random),
                Provenance.UNTRUSTED,
                random.nextBoolean() ? Rule.Flow.DEFAULT : Set.of(oneOf(random, Origin.values())),
                random.nextBoolean());
    }

    private static Rule firstUse(Random random) {
        OptionalLong within = window(random);
        boolean counts = within.isEmpty() && random.nextBoolean();
        return new Rule.FirstUse(
                head("R-first", random),
                marks(random),
                random.nextInt(5) == 0 ? Set.of(World.PAYEE) : Set.of(),
                !counts && random.nextBoolean(),
                counts || random.nextInt(4) > 0 ? Optional.empty() : Optional.of(Provenance.UNTRUSTED),
                counts || random.nextInt(3) > 0
                        ? Set.of()
                        : Set.of(Origin.INSTRUCTION, oneOf(random, Origin.FIELD, Origin.OWN, Origin.MADE)),
                oneOf(random, Scopes.OWNER, Scopes.OWNER, Scopes.DOMAIN, Scopes.CHAIN, Scopes.AGENT),
                within,
                counts
                        ? Optional.of(new Rule.FirstUse.Rate(1 + random.nextInt(3), oneOf(random, 60L, 300L, 1_500L)))
                        : Optional.empty());
    }

    /** A rule on the marks of tools that have an amount; other marks in a few worlds. */
    private static Rule unusual(World world, Random random) {
        Set<String> marks = world.tools().stream()
                .filter(ToolShape::amount)
                .flatMap(tool -> tool.marks().stream())
                .collect(Collectors.toSet());
        return new Rule.Unusual(
                head("R-unusual", random),
                marks.isEmpty() || random.nextInt(10) == 0 ? marks(random) : marks,
                new BigDecimal(oneOf(random, "1", "1.5", "20")),
                oneOf(random, 1, 1, 1, 2, 3),
                oneOf(random, Scopes.DOMAIN, Scopes.DOMAIN, Scopes.DOMAIN, Scopes.OWNER, Scopes.CHAIN, Scopes.AGENT),
                window(random),
                random.nextInt(3) > 0
                        ? Set.of()
                        : Set.of(Origin.INSTRUCTION, oneOf(random, Origin.FIELD, Origin.TRUSTED, Origin.NAMED_RECORD)));
    }

    private static OptionalLong window(Random random) {
        return random.nextBoolean() ? OptionalLong.of(oneOf(random, 60L, 300L, 1_500L)) : OptionalLong.empty();
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
