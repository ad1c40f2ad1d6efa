package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The roles of a call in a rule, as a set of bits; none where its marks mean nothing to the rule. */
class RolesTest {

    private static void mean(Rule rule, long roles, String... marks) {
        Monitor monitor = new Desk(rule).monitor("R");
        assertThat(monitor.rule()).isSameAs(rule);
        assertThat(monitor.roles(List.of(marks)))
                .as(String.join(" and ", marks))
                .isEqualTo(roles);
    }

    @Test
    void aForbiddenMarkOrADutyToBindIsOneRole() {
        for (Rule rule : List.of(
                new Rule.Forbid(Desk.head("R"), Set.of("open", "pay"), false),
                new Rule.Bind(Desk.head("R"), Set.of("open", "pay"), "client", OptionalLong.empty(), "owner"))) {
            mean(rule, 1, "open");
            mean(rule, 1, "read", "pay");
            mean(rule, 0, "read");
            mean(rule, 0);
        }
    }

    @Test
    void eachEntryIsOneRole() {
        var rule = new Rule.Separate(
                Desk.head("R"),
                List.of(Set.of("open"), Set.of("check", "sign"), Set.of("pay", "open")),
                "client",
                OptionalLong.empty(),
                1,
                Optional.empty());
        mean(rule, 0b101, "open");
        mean(rule, 0b010, "sign", "check");
        mean(rule, 0b110, "sign", "pay");
        mean(rule, 0, "read");
    }

    @Test
    void whatNeedsWhatVoidsAndWhatDoesEachItemAreRolesOfTheirOwn() {
        var rule = new Rule.Require(
                Desk.head("R"),
                "sign",
                List.of(
                        new Rule.Done("check", "client", Optional.empty(), 1, false),
                        new Rule.Done("read", "client", Optional.empty(), 1, false)),
                Optional.empty(),
                Set.of("edit", "read"));
        mean(rule, 0b0001, "sign");
        mean(rule, 0b0010, "edit");
        mean(rule, 0b0100, "check");
        mean(rule, 0b1010, "read");
        mean(rule, 0, "pay");
    }
}
