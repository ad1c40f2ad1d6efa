package dev.interlock.properties.differential;

import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.generate.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A generated world in which requirements are met as often as not: nothing else stands in the way of a call, and all that happens is on
 * few vendors, or counts in the whole domain. In worlds with every kind of rule hardly any requirement ever is.
 */
final class RequirementWorld {

    private RequirementWorld() {}

    static World world(long seed) {
        World world = LateLinkWorld.world(seed);
        Outcome missing = seed % 3 == 0 ? Outcome.DENY : seed % 3 == 1 ? Outcome.HOLD : Outcome.RECORD;
        Map<String, Tier> tiers = new LinkedHashMap<>();
        world.bundle()
                .tiers()
                .forEach((name, tier) ->
                        tiers.put(name, new Tier(name, tier.rank(), tier.independence(), Outcome.RECORD, missing)));
        Optional<Level> level =
                seed % 4 == 0 ? Optional.of(world.bundle().levels().get("l1")) : Optional.empty();
        String per = seed % 3 == 0 ? "vendor" : Scopes.DOMAIN;
        List<Rule> rules = List.of(
                rule(
                        "R-several",
                        "payment.prepare",
                        new Rule.Done("vendor.edit", per, Optional.empty(), 2, seed % 5 == 0),
                        seed % 2 == 0),
                rule(
                        "R-within",
                        "invoice.match",
                        new Rule.Done(
                                "vendor.edit",
                                per,
                                level,
                                seed % 7 == 0 ? 2 : 1,
                                seed % 5 == 1,
                                OptionalLong.of(seed % 2 == 0 ? 60 : 500)),
                        seed % 6 == 0));
        return new World(
                seed,
                world.bundle().but().withTiers(tiers).withRules(rules).build(),
                world.agents(),
                world.persons(),
                world.verifiers(),
                world.tools());
    }

    private static Rule rule(String id, String trigger, Rule.Done done, boolean voided) {
        return new Rule.Require(
                new Rule.Head(id, "generated", Optional.empty(), false, List.of()),
                trigger,
                List.of(done),
                Optional.empty(),
                voided ? Set.of("vendor.create") : Set.of());
    }
}
