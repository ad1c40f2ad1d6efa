package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Calls in flight, guessed names, and what nobody recorded: a permit stays right whatever takes effect first. */
class InFlightTest {

    private static final Level NAME = new Level("another-name", List.of());
    private static final Level OWNER = new Level("another-owner", List.of("owner"));
    private static final Key VENDOR = new Key("vendor", "42");

    private final Caller clerk = agent("clerk", true, "finance");
    private final Caller payer = agent("payer", true, "finance");
    private final TestDomain domain = new TestDomain(bundle(), 1_000);

    private static Bundle bundle() {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        tiers.put("low", new Tier("low", 0, NAME, Outcome.HOLD, Outcome.HOLD));
        tiers.put("high", new Tier("high", 1, OWNER, Outcome.DENY, Outcome.DENY));
        Set<String> duties = Set.of("vendor.create", "vendor.edit", "payment.release");
        TreeMap<String, Tool> tools = new TreeMap<>();
        duties.forEach(duty -> tools.put(duty, new Tool(duty, new TreeSet<>(Set.of(duty)), false)));
        TreeMap<String, ObjectType> types = new TreeMap<>();
        types.put("vendor", new ObjectType("vendor", new TreeMap<>()));
        types.put("payment", new ObjectType("payment", new TreeMap<>(Map.of("vendor", Cardinality.ONE))));
        Rule separate = new Rule.Separate(
                TestDomain.head("S"),
                List.of(Set.of("vendor.create", "vendor.edit"), Set.of("payment.release")),
                "vendor",
                OptionalLong.empty(),
                1,
                Optional.empty());
        Rule limit = new Rule.Limit(
                TestDomain.head("L"),
                "vendor.edit",
                "vendor",
                OptionalLong.of(1),
                new TreeMap<>(),
                OptionalLong.empty());
        Intent intent = TestDomain.anything(duties, 900_000, 40);
        return Bundle.of("test", "sha-256:0")
                .withTools(tools)
                .withTypes(types)
                .withLevels(new TreeMap<>(Map.of(NAME.name(), NAME, OWNER.name(), OWNER)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of("any", intent)))
                .withRules(List.of(separate, limit))
                .build();
    }

    private static Caller agent(String name, boolean root, String owner) {
        return new Caller(
                name,
                "token-" + name,
                false,
                root,
                new TreeMap<>(Map.of("owner", AttributeValue.known(owner))),
                new TreeSet<>(),
                Optional.empty());
    }

    private Answer.Verdict call(Caller agent, String duty, String risk, List<Key> objects, List<String> creates) {
        CallFacts facts = TestDomain.facts(duty, Set.of(duty), objects, creates, risk);
        long task = domain.open(agent, "any");
        return (Answer.Verdict) domain.ask(new Command.DecideCall(agent, OptionalLong.of(task), facts));
    }

    private Answer.Verdict create(Caller agent) {
        return call(agent, "vendor.create", "low", List.of(), List.of("vendor"));
    }

    @Test
    void openCallOfAStricterTierIsNotOvertaken() {
        var release = call(payer, "payment.release", "high", List.of(VENDOR), List.of());

        // By its own tier the edit needs another name only, and has it.
        var edit = call(clerk, "vendor.edit", "low", List.of(VENDOR), List.of());

        assertThat(edit).isInstanceOf(Answer.Deny.class);
        assertThat(edit.findings()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
            assertThat(f.attribute()).contains("owner");
            assertThat(f.witnesses()).containsExactly(new Witness(release.call(), "payment.release"));
        });
    }

    @Test
    void settledCallOfAStricterTierIsNoHindrance() {
        var release = call(payer, "payment.release", "high", List.of(VENDOR), List.of());
        domain.ask(new Command.SettleCall(release.call(), new Settlement.Succeeded(List.of())));
        assertThat(call(clerk, "vendor.edit", "low", List.of(VENDOR), List.of()))
                .isInstanceOf(Answer.Permit.class);
    }

    @Test
    void limitIsAsStrictAsTheStrictestCallInFlight() {
        call(payer, "vendor.edit", "high", List.of(VENDOR), List.of());
        assertThat(call(clerk, "vendor.edit", "low", List.of(VENDOR), List.of()))
                .isInstanceOf(Answer.Deny.class);
    }

    @Test
    void nameGuessedBeforeTheCreationCounts() {
        call(clerk, "payment.release", "low", List.of(VENDOR), List.of());
        var creation = create(clerk);
        assertThat(creation).isInstanceOf(Answer.Hold.class);
        assertThat(creation.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.key()).contains(VENDOR));
    }

    @Test
    void creationOfWhatExistedHasCreatedNothing() {
        var first = create(clerk);
        domain.ask(new Command.SettleCall(first.call(), new Settlement.Succeeded(List.of(VENDOR))));
        var second = create(clerk);
        domain.ask(new Command.SettleCall(second.call(), new Settlement.Succeeded(List.of(VENDOR))));
        assertThat(domain.state.openCall(second.call())).isEmpty();
    }

    @Test
    void whoeverAdministersAloneReconcilesBelowTheStrictestTier() {
        Caller owner =
                new Caller("finance", "token-finance", true, false, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        for (String tier : List.of("low", "high")) {
            var release = call(payer, "payment.release", tier, List.of(new Key("vendor", tier)), List.of());
            domain.ask(new Command.SettleCall(release.call(), new Settlement.Unknown("no answer")));
            Settlement nothing = new Settlement.Failed("not there");
            assertThat(domain.ask(new Command.ReconcileCall(release.call(), owner, nothing, "looked")))
                    .isInstanceOf(Answer.Refused.class);
            domain.ask(new Command.ReconcileCall(release.call(), owner, nothing, "looked", true));
            assertThat(domain.state.openCall(release.call()).isPresent()).isEqualTo(tier.equals("high"));
        }
    }

    @Test
    void vendorNamedBesideAnUnknownPaymentSaysNothing() {
        List<Key> objects = List.of(new Key("payment", "9"), VENDOR);
        var release = call(payer, "payment.release", "low", objects, List.of());
        assertThat(release).isInstanceOf(Answer.Deny.class);
        assertThat(release.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.code()).isEqualTo(FindingCode.NOT_EVALUABLE));
    }

    @Test
    void subAgentOfAnotherOwnerHasBoth() {
        long above = domain.open(clerk, "any");
        long same = domain.open(clerk, OptionalLong.of(above), agent("helper", false, "finance"), "any");
        long other = domain.open(clerk, OptionalLong.of(above), agent("stranger", false, "treasury"), "any");
        long root = domain.open(clerk, OptionalLong.of(above), agent("guest", true, "treasury"), "any");
        assertThat(domain.state.tasks().get(same).owner()).isEqualTo(AttributeValue.known("finance"));
        for (long below : new long[] {other, root}) {
            assertThat(domain.state.tasks().get(below).owner())
                    .isEqualTo(AttributeValue.known(List.of("finance", "treasury")));
        }
        assertThat(domain.state.tasks().get(root).chain())
                .isEqualTo(domain.state.tasks().get(above).chain());
    }

    @Test
    void longestLifeOfATaskRunsFromItsOpening() {
        Caller person =
                new Caller("vera", "token-vera", true, false, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        long task = domain.open(clerk, "any");
        domain.now += 400_000;
        assertThat(domain.ask(amend(task, person, 900_000)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.OUTSIDE_INTENT));
        assertThat(domain.ask(amend(task, person, 400_000))).isInstanceOf(Answer.Done.class);
    }

    private static Command amend(long task, Caller by, long timeMillis) {
        return new Command.AmendTask(
                task, by, Optional.empty(), OptionalLong.of(timeMillis), OptionalInt.empty(), "more time");
    }
}
