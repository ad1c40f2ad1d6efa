package dev.interlock.properties.differential;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.World.ToolShape;
import dev.interlock.testkit.generate.WorldGenerator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A generated world in which much happens and nobody is like another, so that late links have something to complete: what
 * breaks a rule is mostly recorded, tools act on few objects, and each agent has values of its own.
 */
final class LateLinkWorld {

    private LateLinkWorld() {}

    static World world(long seed) {
        World world = WorldGenerator.world(seed);
        Bundle bundle = world.bundle();
        Map<String, Tier> tiers = new LinkedHashMap<>();
        bundle.tiers()
                .forEach((name, tier) -> tiers.put(
                        name,
                        new Tier(
                                name,
                                tier.rank(),
                                tier.independence(),
                                seed % 4 == 0 ? tier.onConflict() : Outcome.RECORD,
                                Outcome.RECORD)));
        List<ToolShape> shapes = new ArrayList<>();
        SortedMap<String, Tool> tools = new TreeMap<>();
        for (ToolShape shape : world.tools()) {
            ToolShape on = onVendors(shape);
            shapes.add(on);
            tools.put(on.name(), new Tool(on.name(), on.marks(), false));
        }
        SortedMap<String, Intent> intents = new TreeMap<>(bundle.intents());
        intents.replaceAll((name, intent) -> wide(intent));
        List<Rule> rules = new ArrayList<>(
                bundle.rules().stream().filter(LateLinkWorld::canBeEvaluated).toList());
        for (String per : List.of("vendor", "owner")) {
            rules.add(new Rule.Limit(
                    new Rule.Head("R-limit-" + per, "generated", Optional.empty(), false, List.of()),
                    "vendor.edit",
                    per,
                    seed % 2 == 0 ? OptionalLong.of(2) : OptionalLong.empty(),
                    seed % 2 == 0 ? new TreeMap<>() : new TreeMap<>(Map.of("EUR", BigDecimal.valueOf(150))),
                    seed % 5 == 0 ? OptionalLong.of(1_500) : OptionalLong.empty()));
        }
        rules.add(new Rule.Separate(
                new Rule.Head("R-vendor", "generated", Optional.empty(), false, List.of()),
                List.of(Set.of("vendor.create"), Set.of("vendor.edit", "audit.read"), Set.of("invoice.match")),
                "vendor",
                OptionalLong.empty(),
                seed % 3 == 0 ? 2 : 1,
                Optional.of(bundle.levels().get(seed % 2 == 0 ? "l5" : "l2"))));
        var bind = new Rule.Head("R-bind", "generated", Optional.empty(), false, List.of());
        rules.add(new Rule.Bind(
                seed % 3 == 0 ? bind.withUntil("payment.release") : bind,
                Set.of("vendor.create", "vendor.edit", "invoice.match"),
                seed % 2 == 0 ? "owner" : "vendor",
                seed % 5 == 0 ? OptionalLong.of(1_500) : OptionalLong.empty(),
                seed % 4 == 0 ? "model" : "agent"));
        for (String duty : List.of("audit.read", "payment.release")) {
            rules.add(new Rule.Wall(
                    new Rule.Head("R-wall-" + duty, "generated", Optional.empty(), false, List.of()),
                    new Rule.Datasets.Objects(Set.of(duty), "vendor", Optional.empty()),
                    seed % 2 == 0 ? OptionalLong.of(300) : OptionalLong.empty(),
                    Optional.of(bundle.levels().get("l5"))));
        }
        List<Caller> agents = new ArrayList<>();
        for (int i = 0; i < world.agents().size(); i++) {
            agents.add(unlikeOthers(world.agents().get(i), i));
        }
        return new World(
                seed,
                bundle.but()
                        .withTools(tools)
                        .withTiers(tiers)
                        .withIntents(intents)
                        .withRules(rules)
                        .withBreakGlass(Optional.empty())
                        .withApprovals(ApprovalLimits.DEFAULT)
                        .build(),
                agents,
                world.persons(),
                world.verifiers(),
                shapes);
    }

    /** Every call acts on a vendor; other objects it may not have. */
    private static boolean canBeEvaluated(Rule rule) {
        Set<String> never = Set.of("invoice", "payment");
        return switch (rule) {
            case Rule.Separate separate -> !never.contains(separate.per());
            case Rule.Limit limit -> !never.contains(limit.per());
            case Rule.Require require -> require.done().stream().noneMatch(done -> never.contains(done.per()));
            case Rule.Bind bind -> !never.contains(bind.per());
            case Rule.Order order -> !never.contains(order.per());
            case Rule.Wall wall ->
                switch (wall.datasets()) {
                    case Rule.Datasets.Labels labels -> true;
                    case Rule.Datasets.Objects objects ->
                        objects.between().equals("vendor")
                                && objects.conflictClass().isEmpty();
                };
            case Rule.Forbid forbid -> false;
            case Rule.Flow flow -> false;
            case Rule.FirstUse use -> false;
            case Rule.Unusual unusual -> false;
        };
    }

    private static ToolShape onVendors(ToolShape shape) {
        return new ToolShape(
                shape.name(),
                shape.marks(),
                false,
                shape.creates().isEmpty() ? List.of("vendor") : shape.on(),
                shape.creates(),
                shape.related(),
                Set.of(),
                true,
                true,
                shape.risk(),
                true,
                false,
                shape.derives(),
                new TreeSet<>(),
                new TreeSet<>());
    }

    private static Intent wide(Intent intent) {
        Set<String> all = Set.copyOf(World.DUTIES);
        return new Intent(
                intent.name(), intent.goal(), all, new TreeMap<>(), 1_000_000, 1_000_000, 200, Optional.empty(), all);
    }

    private static Caller unlikeOthers(Caller agent, int number) {
        SortedMap<String, AttributeValue> attributes = new TreeMap<>(agent.attributes());
        attributes.replaceAll((name, value) -> value instanceof AttributeValue.Known
                ? AttributeValue.known(name.substring(0, 1) + "-" + number)
                : value);
        return new Caller(
                agent.name(), agent.name() + "#1", false, true, attributes, agent.groups(), Optional.of("any"));
    }
}
