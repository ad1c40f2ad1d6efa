package dev.interlock.server.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people read of a finding, and what the agent reads: no more than it needs. */
class FindingWordsTest {

    private static final FindingWords WORDS = new FindingWords(Bundle.of("test", "sha-256:0")
            .withRules(List.of(new Rule.Forbid(
                    new Rule.Head("R", "A title", Optional.empty(), false, List.of()), Set.of("x"), false)))
            .build());

    private static Finding finding(
            FindingCode code, String key, String attribute, String detail, Witness... witnesses) {
        return new Finding(
                "R",
                code,
                Outcome.DENY,
                key.isEmpty() ? Optional.empty() : Optional.of(Key.parse(key)),
                attribute.isEmpty() ? Optional.empty() : Optional.of(attribute),
                List.of(witnesses),
                Optional.empty(),
                detail);
    }

    @Test
    void aBrokenBindingNamesTheOtherCallToPeopleOnly() {
        Witness opened = new Witness(7, "case.close|case.open");
        assertThat(WORDS.forPeople(finding(FindingCode.BINDING_BROKEN, "case/1", "agent", "", opened)))
                .isEqualTo("R (A title): another agent already did `case.close` or `case.open` (c-7) on case/1");
        assertThat(WORDS.reason(finding(FindingCode.BINDING_BROKEN, "case/1", "owner", "", opened)))
                .startsWith("a party with a different or unknown owner already did ");
        assertThat(WORDS.reason(finding(FindingCode.BINDING_BROKEN, "case/1", "runtime", "", opened)))
                .startsWith("another running instance already did ");
        assertThat(WORDS.reason(finding(FindingCode.BINDING_BROKEN, "case/1", "chain", "", opened)))
                .startsWith("a different or unknown delegation chain already did ");
        assertThat(WORDS.forAgent(finding(FindingCode.BINDING_BROKEN, "case/1", "owner", "", opened)))
                .contains("on case/1", "that party must also make this call")
                .doesNotContain("c-7", "owner");
    }

    @Test
    void whatIsAboutAllIsSaidToBe() {
        Witness created = new Witness(7, "role.create");
        assertThat(WORDS.forPeople(finding(FindingCode.DUTY_CONFLICT, "role/*", "agent", "", created)))
                .isEqualTo("R (A title): the same agent already did `role.create` (c-7) on every role");
        assertThat(WORDS.forAgent(finding(FindingCode.REQUIREMENT_MISSING, "role/*", "", "role.approve")))
                .contains("`role.approve` must be done first on every role");
    }

    @Test
    void theElementsOfAListAreNamedToEverybody() {
        Finding missing = finding(FindingCode.REQUIREMENT_MISSING, "invoice/7", "", "invoice.match");
        assertThat(WORDS.forAgent(missing.about(List.of(3)))).endsWith(" (element 3 of the list)");
        assertThat(WORDS.forPeople(missing.about(List.of(0, 2)))).endsWith(" (elements 0, 2 of the list)");
        assertThat(WORDS.reason(missing.about(List.of(0, 2)))).endsWith(" (elements 0, 2 of the list)");
        assertThat(missing.about(IntStream.range(0, 20).boxed().toList()).elements())
                .hasSize(Finding.MOST_ELEMENTS);
    }

    @Test
    void aCrossedWallNamesTheOtherSideToPeopleOnly() {
        Witness other = new Witness(7, "label/bank-b");
        assertThat(WORDS.forPeople(finding(FindingCode.WALL_CROSSED, "sector/1", "agent", "", other)))
                .isEqualTo("R (A title): the same agent was on the other side of the wall with `label/bank-b` (c-7)"
                        + " on sector/1");
        assertThat(WORDS.reason(finding(FindingCode.WALL_CROSSED, "", "owner", "", other)))
                .startsWith("a party with the same or an unknown owner was ");
        assertThat(WORDS.reason(finding(FindingCode.WALL_CROSSED, "sector/1", "runtime", "")))
                .isEqualTo("this call alone is on both sides of the wall on sector/1");
        assertThat(WORDS.forAgent(finding(FindingCode.WALL_CROSSED, "sector/1", "owner", "", other)))
                .contains("on sector/1", "an independent party must do it")
                .doesNotContain("c-7", "owner", "bank-b");
    }

    @Test
    void peopleAreToldWhatNobodyRegisteredOfWhomAndWhereToSetIt() {
        Witness created = new Witness(7, "vendor.create");
        Finding own = finding(FindingCode.DUTY_CONFLICT, "vendor/1", "origin", "", created)
                .restingOn(List.of(UnknownAttribute.ofCaller("origin")));
        assertThat(WORDS.forPeople(own)).contains("the origin of the caller is not registered", "write `origin:`");
        assertThat(WORDS.forPeople(own, "clerk", call -> "payer"))
                .contains("the origin of clerk is not registered")
                .doesNotContain("payer");
        Finding others = finding(FindingCode.WALL_CROSSED, "vendor/1", "host", "", created)
                .restingOn(List.of(UnknownAttribute.of(7, "host")));
        assertThat(WORDS.forPeople(others))
                .contains("the host of the party that made c-7", "`attributes: {host: ...}`");
        assertThat(WORDS.reason(others, "clerk", call -> "payer"))
                .contains("the host of payer", "interlock link unknown");
        Finding proven = finding(FindingCode.DUTY_CONFLICT, "vendor/1", "runtime", "", created)
                .restingOn(List.of(UnknownAttribute.of(7, "runtime")));
        assertThat(WORDS.forPeople(proven)).contains("`identity:`").doesNotContain("link unknown");
        Finding bound = finding(FindingCode.BINDING_BROKEN, "vendor/1", "origin", "", created)
                .restingOn(List.of(UnknownAttribute.ofCaller("origin")));
        assertThat(WORDS.forPeople(bound))
                .contains("no one is known to have the same one")
                .doesNotContain("independent");
    }

    @Test
    void anAgentIsAskedForNoIndependentPartyWhereThereIsNone() {
        Witness created = new Witness(7, "vendor.create");
        for (FindingCode code : List.of(
                FindingCode.DUTY_CONFLICT,
                FindingCode.WALL_CROSSED,
                FindingCode.BINDING_BROKEN,
                FindingCode.CLOSING_NOT_INDEPENDENT)) {
            for (UnknownAttribute unknown :
                    List.of(UnknownAttribute.ofCaller("origin"), UnknownAttribute.of(7, "origin"))) {
                Finding finding =
                        finding(code, "vendor/1", "origin", "", created).restingOn(List.of(unknown));
                assertThat(WORDS.forAgent(finding))
                        .as(code.text())
                        .contains("is not registered")
                        .doesNotContain("an independent party", "that party has to make", "origin", "c-7");
            }
        }
    }

    @Test
    void nobodyIsAskedForAnApprovalThatNobodyCanGive() {
        var need = new Need(Optional.of("approvers"), 1, "line", List.of("origin", "owner"), 3_600_000);
        var approval = new Finding(
                "R",
                FindingCode.APPROVAL_REQUIRED,
                Outcome.HOLD,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(need),
                "");
        Finding inVain = approval.restingOn(List.of(UnknownAttribute.ofCaller("origin")));
        assertThat(UnknownWords.nobodyCanApprove(inVain)).isTrue();
        assertThat(WORDS.forAgent(inVain)).contains("no one can").doesNotContain("an independent person");
        assertThat(WORDS.forPeople(inVain)).contains("until then no one can approve it");
        assertThat(UnknownWords.nobodyCanApprove(approval)).isFalse();
        assertThat(UnknownWords.nobodyCanApprove(approval.restingOn(List.of(UnknownAttribute.ofCaller("model")))))
                .as("no approver has a model")
                .isFalse();
        assertThat(WORDS.forAgent(approval)).contains("an independent person must approve");
    }

    @Test
    void whatIsForbiddenIsForbiddenToAll() {
        assertThat(WORDS.forAgent(finding(FindingCode.FORBIDDEN, "", "", "")))
                .isEqualTo("R (A title): the rule forbids this call, whoever makes it")
                .isEqualTo(WORDS.forPeople(finding(FindingCode.FORBIDDEN, "", "", "")));
    }

    @Test
    void aConditionThatErredIsNoMissingObject() {
        assertThat(WORDS.forAgent(finding(FindingCode.NOT_EVALUABLE, "", "", "condition")))
                .contains("the rule's condition cannot be evaluated");
        assertThat(WORDS.forAgent(finding(FindingCode.NOT_EVALUABLE, "", "", "vendor")))
                .contains("needs the call's `vendor`");
    }
}
