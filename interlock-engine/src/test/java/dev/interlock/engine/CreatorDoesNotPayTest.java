package dev.interlock.engine;

import static dev.interlock.engine.TestDomain.agent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The story of the whole, on the engine alone: whoever creates a vendor does not pay it. */
class CreatorDoesNotPayTest {

    private static final Level OWNER = new Level("another-owner", List.of("owner"));
    private static final CallFacts CREATION =
            TestDomain.facts("erp/create_vendor", Set.of("vendor.create"), List.of(), List.of("vendor"), "high");

    private final TestDomain domain = new TestDomain(bundle(), 1_000);

    private static Bundle bundle() {
        var tiers = Map.of("high", new Tier("high", 0, OWNER, Outcome.HOLD, Outcome.HOLD));
        var create = new Tool("erp/create_vendor", new TreeSet<>(Set.of("vendor.create")), false);
        var pay = new Tool("erp/pay", new TreeSet<>(Set.of("payment.release")), false);
        var vendor = new ObjectType("vendor", new TreeMap<String, Cardinality>());
        var rule = new Rule.Separate(
                TestDomain.head("AP-01"),
                List.of(Set.of("vendor.create"), Set.of("payment.release")),
                "vendor",
                OptionalLong.empty(),
                1,
                Optional.empty());
        return Bundle.of("test", "sha-256:0")
                .withTools(new TreeMap<>(Map.of(create.name(), create, pay.name(), pay)))
                .withTypes(new TreeMap<>(Map.of("vendor", vendor)))
                .withLevels(new TreeMap<>(Map.of(OWNER.name(), OWNER)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(
                        Map.of("any", TestDomain.anything(Set.of("vendor.create", "payment.release"), 900_000, 40))))
                .withRules(List.of(rule))
                .build();
    }

    private static Caller person(String name) {
        return new Caller(
                name,
                "token-" + name,
                true,
                true,
                new TreeMap<>(),
                new TreeSet<>(Set.of("approvers")),
                Optional.empty());
    }

    private static CallFacts payment(Key vendor) {
        return TestDomain.facts("erp/pay", Set.of("payment.release"), List.of(vendor), List.of(), "high");
    }

    private long create(Caller agent, Key vendor) {
        var permit = (Answer.Permit)
                domain.ask(new Command.DecideCall(agent, OptionalLong.of(domain.open(agent, "any")), CREATION));
        domain.ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of(vendor))));
        return permit.call();
    }

    private Answer pay(Caller agent, Key vendor) {
        return domain.ask(new Command.DecideCall(agent, OptionalLong.of(domain.open(agent, "any")), payment(vendor)));
    }

    @Test
    void creatorIsHeldWithTheCreationAsWitness() {
        Key vendor = new Key("vendor", "42");
        long created = create(agent("clerk", "finance"), vendor);

        var held = (Answer.Hold) pay(agent("payer", "finance"), vendor);

        assertThat(held.findings()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
            assertThat(f.attribute()).contains("owner");
            assertThat(f.witnesses()).containsExactly(new Witness(created, "vendor.create"));
        });
    }

    @Test
    void anotherOwnerIsPermitted() {
        Key vendor = new Key("vendor", "42");
        create(agent("clerk", "finance"), vendor);
        assertThat(pay(agent("payer", "treasury"), vendor)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void creationInFlightCounts() {
        Caller clerk = agent("clerk", "finance");
        domain.ask(new Command.DecideCall(clerk, OptionalLong.of(domain.open(clerk, "any")), CREATION));
        assertThat(pay(clerk, new Key("vendor", "43"))).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void approvalLetsTheSameCallThroughOnce() {
        Key vendor = new Key("vendor", "42");
        Caller clerk = agent("clerk", "finance");
        create(clerk, vendor);
        long task = domain.open(clerk, "any");
        var call = new Command.DecideCall(clerk, OptionalLong.of(task), payment(vendor));
        var held = (Answer.Hold) domain.ask(call);
        assertThat(domain.ask(new Command.AnswerHold(held.hold(), person("finance"), true, "")))
                .isInstanceOfSatisfying(
                        Answer.Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.NOT_INDEPENDENT));
        assertThat(domain.ask(new Command.AnswerHold(held.hold(), person("vera"), true, "")))
                .isInstanceOf(Answer.Done.class);

        var permit = (Answer.Permit) domain.ask(call);
        domain.ask(new Command.SettleCall(permit.call(), new Settlement.Failed("refused")));

        assertThat(permit.excepted()).isEqualTo(held.findings());
        assertThat(domain.ask(call)).isInstanceOf(Answer.Hold.class);
    }
}
