package dev.interlock.engine;

import static dev.interlock.engine.LateLinks.agent;
import static dev.interlock.engine.LateLinks.facts;
import static dev.interlock.engine.LateLinks.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made from an object stays in its family: nobody gets round a rule by a copy. */
class LineageTest {

    private final Caller ada = agent("ada", "finance");
    private final Caller bob = agent("bob", "sales");
    private final LateLinks domain = new LateLinks(LateLinks.separate("role"));

    private static Finding only(Answer.Verdict verdict) {
        assertThat(verdict.findings()).hasSize(1);
        return verdict.findings().getFirst();
    }

    @Test
    void whoeverCreatedTheOriginalDoesNotUseTheCopy() {
        long create = domain.settle(domain.creating(ada, "s"), role("x"));
        domain.settle(domain.copying(bob, role("x"), "s"), role("y"));
        domain.restart();
        Finding found = only(domain.on(ada, "role.use", role("y")));
        assertThat(found.key()).contains(role("x"));
        assertThat(found.witnesses()).containsExactly(new Witness(create, "role.create"));
        assertThat(domain.on(bob, "role.use", role("y"))).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void copiesOfCopiesMeetAtTheRoot() {
        domain.settle(domain.creating(bob, "s"), role("x"));
        for (String[] copy : List.of(new String[] {"x", "y"}, new String[] {"y", "z"}, new String[] {"x", "sibling"})) {
            domain.settle(domain.copying(bob, role(copy[0]), "s"), role(copy[1]));
        }
        domain.done(ada, "role.grant", role("z"));
        Finding found = only(domain.on(ada, "role.use", role("sibling")));
        assertThat(found.key()).contains(role("x"));
    }

    @Test
    void whereTheOriginalBelongsSaysNothingAboutTheCopy() {
        domain.settle(domain.creating(bob, "one"), role("x"));
        var copy = domain.copying(bob, role("x"), "two");
        assertThat(copy).isInstanceOf(Answer.Permit.class);
        domain.settle(copy, role("y"));
        assertThat(domain.on(bob, "file.read", role("y"))).isInstanceOf(Answer.Permit.class);
        var nowhere = domain.call(bob, facts("file.read", List.of(), List.of("role"), List.of(), List.of(role("x"))));
        domain.settle(nowhere, role("z"));
        assertThat(domain.state.keys().relations(domain.state.keys().find(role("z"))))
                .isEmpty();
    }

    @Test
    void aTaskAboutTheCopyIsNotAboutTheOriginalNorTheOtherWayRound() {
        domain.settle(domain.creating(bob, "s"), role("x"));
        domain.settle(domain.copying(bob, role("x"), "s"), role("y"));
        long aboutCopy = domain.open(bob, "one", role("y"));
        var read = facts("file.read", List.of(role("y")), List.of(), List.of(), List.of());
        assertThat(domain.call(bob, aboutCopy, read)).isInstanceOf(Answer.Permit.class);
        long aboutOriginal = domain.open(bob, "one", role("x"));
        assertThat(only(domain.call(bob, aboutOriginal, read)).code()).isEqualTo(FindingCode.OUTSIDE_OBJECTS);
        var copyAgain =
                facts("file.read", List.of(), List.of("role"), List.of(new Key("system", "s")), List.of(role("y")));
        assertThat(only(domain.call(bob, aboutOriginal, copyAgain)).code()).isEqualTo(FindingCode.OUTSIDE_OBJECTS);
        assertThat(domain.call(bob, aboutCopy, copyAgain)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whileACopyIsInTheMakingNobodyKnowsWhatTheNameOfItMeans() {
        domain.settle(domain.creating(ada, "s"), role("x"));
        domain.done(bob, "file.read", role("old"));
        var copying = domain.copying(bob, role("x"), "s");
        domain.restart();
        Finding guess = only(domain.on(ada, "role.use", role("y")));
        assertThat(guess.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
        assertThat(domain.on(ada, "role.use", role("old"))).isInstanceOf(Answer.Permit.class);
        domain.settle(copying, role("z"));
        assertThat(domain.on(ada, "role.use", role("y"))).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void aCopyIsNotMadeUnderANameThatSomebodyGuessed() {
        domain.settle(domain.creating(ada, "s"), role("x"));
        var guess = domain.on(ada, "role.use", role("y"));
        assertThat(guess).isInstanceOf(Answer.Permit.class);
        var copying = domain.call(
                bob,
                facts("role.grant", List.of(), List.of("role"), List.of(new Key("system", "s")), List.of(role("x"))));
        // whatever the rules say of it
        assertThat(copying).isInstanceOf(Answer.Deny.class);
        assertThat(copying.findings()).anySatisfy(finding -> {
            assertThat(finding.rule()).isEmpty();
            assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
            assertThat(finding.detail()).isEqualTo("role");
        });
    }

    @Test
    void theHistoryOfTheOriginalIsThatOfTheCopyForLimitsToo() {
        Rule limit = LateLinks.limit("role", 2);
        var limited = new LateLinks(limit);
        limited.settle(limited.creating(bob, "s"), role("x"));
        limited.settle(limited.copying(bob, role("x"), "s"), role("y"));
        limited.done(bob, "role.use", role("y"));
        limited.done(ada, "role.use", role("y"));
        Finding found = only(limited.on(bob, "role.use", role("x")));
        assertThat(found.code()).isEqualTo(FindingCode.LIMIT_EXCEEDED);
        assertThat(found.key()).isEqualTo(Optional.of(role("x")));
    }

    @Test
    void copiesOfCopiesDoNotMakeDecisionsEverSlower() {
        domain.settle(domain.creating(bob, "s"), role("0"));
        int copies = 0;
        Answer.Verdict verdict = domain.copying(bob, role("0"), "s");
        while (verdict instanceof Answer.Permit && copies < 1_100) {
            copies++;
            domain.settle(verdict, role(Integer.toString(copies)));
            verdict = domain.copying(bob, role(Integer.toString(copies)), "s");
        }
        assertThat(copies).isEqualTo(999); // and the system
        assertThat(only(verdict).code()).isEqualTo(FindingCode.ARGUMENT_INVALID);
        assertThat(domain.on(ada, "file.read", role("998"))).isInstanceOf(Answer.Permit.class);
    }
}
