package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code per: origin}: what is done on the instructions of one author, by whatever agents of whatever owners. */
class PerOriginTest {

    private static final Key VENDOR = new Key("vendor", "42");

    private final Office office = new Office(new Rule.Limit(
            TestDomain.head("R"), "vendor.pay", "origin", OptionalLong.of(1), new TreeMap<>(), OptionalLong.empty()));

    private Answer pay(String author, String agent, String owner) {
        Caller payer = agent(agent, owner);
        var opened = office.ask(new Command.OpenTask(
                person(author, "staff"),
                OptionalLong.empty(),
                payer,
                "any",
                "sha-256:2",
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty()));
        return office.call(payer, ((Answer.Done) opened).number(), "erp/vendor.pay", VENDOR);
    }

    @Test
    void oneAuthorHasOneBudgetWhoeverActs() {
        assertThat(pay("ann", "one", "treasury")).isInstanceOf(Answer.Permit.class);
        assertThat(pay("ann", "two", "sales")).isInstanceOf(Answer.Hold.class);
        assertThat(pay("bob", "two", "sales")).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whereNobodyKnowsTheAuthorItCannotBeTold() {
        assertThat(office.call(agent("one", "treasury"), "erp/vendor.pay", VENDOR))
                .isInstanceOf(Answer.Deny.class);
    }
}
