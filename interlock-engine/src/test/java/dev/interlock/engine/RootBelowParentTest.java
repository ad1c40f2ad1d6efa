package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Below another, an agent is of the other's chain whatever it is registered as, and acts for both owners. */
class RootBelowParentTest {

    private static final Key VENDOR = new Key("vendor", "42");
    private static final Level CHAIN = new Level("another-chain", List.of(Attributes.CHAIN));

    private final Caller planner = agent("planner", "pat");
    private final Caller executor = agent("executor", "sam");

    private static Rule separate(Level level, int atMost, String... duties) {
        return new Rule.Separate(
                TestDomain.head("R"),
                Arrays.stream(duties).map(Set::of).toList(),
                "vendor",
                OptionalLong.empty(),
                atMost,
                Optional.of(level));
    }

    /** A task of the agent below one of the starter. */
    private static long below(Office office, Caller starter, Caller agent) {
        long parent = office.open(starter, "any");
        var opened = office.ask(new Command.OpenTask(
                starter,
                OptionalLong.of(parent),
                agent,
                "any",
                "sha-256:2",
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty()));
        return ((Answer.Done) opened).number();
    }

    private Answer pay(Office office) {
        return office.call(executor, below(office, planner, executor), "erp/vendor.pay", VENDOR);
    }

    private static AttributeValue owner(Office office) {
        return ((Event.CallDecided) office.last()).actor().get(Attributes.OWNER);
    }

    @Test
    void aRootIsOfTheChainThatItWasStartedIn() {
        var office = new Office(separate(CHAIN, 1, "vendor.create", "vendor.pay"));
        office.done(planner, "erp/vendor.create", VENDOR);
        Finding finding = ((Answer.Hold) pay(office)).findings().getFirst();
        assertThat(finding.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
        assertThat(finding.attribute()).contains(Attributes.CHAIN);
        assertThat(office.call(executor, "erp/vendor.pay", VENDOR))
                .as("in a task of its own")
                .isInstanceOf(Answer.Permit.class);
    }

    @Test
    void itHasBothOwnersAndAThirdOneApproves() {
        var office = new Office(separate(Office.OWNER, 1, "vendor.create", "vendor.pay"));
        office.done(planner, "erp/vendor.create", VENDOR);
        long task = below(office, planner, executor);
        var held = (Answer.Hold) office.call(executor, task, "erp/vendor.pay", VENDOR);
        assertThat(owner(office)).isEqualTo(AttributeValue.known(List.of("pat", "sam")));
        assertThat(held.findings().getFirst().attribute()).contains(Attributes.OWNER);
        for (String owner : List.of("pat", "sam")) {
            var refused = (Answer.Refused)
                    office.ask(new Command.AnswerHold(held.hold(), person(owner, "controls"), true, "mine"));
            assertThat(refused.code()).isEqualTo(RefusalCode.NOT_INDEPENDENT);
            refused = (Answer.Refused)
                    office.ask(new Command.AnswerHold(held.hold(), person("clerk", owner), true, "my owner's"));
            assertThat(refused.code()).isEqualTo(RefusalCode.NOT_INDEPENDENT);
        }
        office.restart();
        office.ask(new Command.AnswerHold(held.hold(), person("vera", "controls"), true, "looked at"));
        assertThat(office.call(executor, task, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whatEitherOwnerDidCounts() {
        for (String owner : List.of("pat", "sam", "third")) {
            var office = new Office(separate(Office.OWNER, 1, "vendor.create", "vendor.pay"));
            office.done(agent("clerk", owner), "erp/vendor.create", VENDOR);
            assertThat(pay(office)).isInstanceOf(owner.equals("third") ? Answer.Permit.class : Answer.Hold.class);
        }
    }

    @Test
    void whatItDidCountsForBothOwners() {
        for (String owner : List.of("pat", "sam", "third")) {
            var office = new Office(separate(Office.OWNER, 1, "vendor.edit", "vendor.pay"));
            var permit = (Answer.Permit) pay(office);
            for (boolean open : List.of(true, false)) {
                Answer edit = office.call(agent("clerk", owner), "erp/vendor.edit", VENDOR);
                assertThat(edit).isInstanceOf(owner.equals("third") ? Answer.Permit.class : Answer.Hold.class);
                if (open) {
                    office.ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of())));
                    office.restart();
                }
            }
        }
    }

    @Test
    void eachOwnerIsCountedAlone() {
        var office = new Office(separate(Office.OWNER, 2, "vendor.check", "vendor.edit", "vendor.pay"));
        office.done(agent("one", "pat"), "erp/vendor.check", VENDOR);
        office.done(agent("other", "sam"), "erp/vendor.edit", VENDOR);
        var permit = (Answer.Permit) pay(office);
        office.ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of())));
        assertThat(office.call(agent("one", "pat"), "erp/vendor.edit", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void aCallLiesOnTheKeyOfEachOwner() {
        var limit = new Rule.Limit(
                TestDomain.head("R"), "vendor.pay", "owner", OptionalLong.of(1), new TreeMap<>(), OptionalLong.empty());
        for (String owner : List.of("pat", "sam", "third")) {
            var office = new Office(limit);
            assertThat(pay(office)).isInstanceOf(Answer.Permit.class);
            assertThat(office.call(agent("clerk", owner), "erp/vendor.pay", VENDOR))
                    .isInstanceOf(owner.equals("third") ? Answer.Permit.class : Answer.Hold.class);
        }
    }

    @Test
    void amongManyPartiesNoneHidesAnother() {
        var office = new Office(separate(Office.OWNER, 1, "vendor.edit", "vendor.pay"));
        for (int i = 0; i < 20; i++) {
            office.done(agent("clerk-" + i, "owner-" + i), "erp/vendor.edit", VENDOR);
        }
        Caller late = agent("late", "owner-3");
        assertThat(office.call(late, below(office, planner, late), "erp/vendor.pay", VENDOR))
                .isInstanceOf(Answer.Hold.class);
        assertThat(pay(office)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whereAnOwnerIsGoneNothingIsDoneForIt() {
        var office = new Office();
        long task = below(office, planner, executor);
        office.ask(new AgentCommand.OwnerGone("sam", List.of(), person("vera", "controls"), "left"));
        var denied = (Answer.Deny) office.call(executor, task, "erp/vendor.pay", VENDOR);
        assertThat(denied.findings().getFirst().code()).isEqualTo(FindingCode.OWNER_GONE);
    }
}
