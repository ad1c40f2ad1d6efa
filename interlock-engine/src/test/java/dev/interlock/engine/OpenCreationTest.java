package dev.interlock.engine;

import static dev.interlock.engine.LateLinks.agent;
import static dev.interlock.engine.LateLinks.facts;
import static dev.interlock.engine.LateLinks.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A badge belongs to many roles. While a call that creates one is open, nobody can tell to which roles a badge belongs that is no more
 * than a name; that it is named beside another role does not get round the rules about the first.
 */
class OpenCreationTest {

    private static final Key SYSTEM = new Key("system", "s");

    private final Caller ada = agent("ada", "finance");
    private final Caller bob = agent("bob", "sales");
    private final LateLinks domain = new LateLinks(LateLinks.separate("role"));

    @BeforeEach
    void adaCreatedOneRoleAndBobAnother() {
        domain.settle(domain.creating(ada, "s"), role("x"));
        domain.settle(domain.creating(bob, "s"), role("y"));
    }

    private static Key badge(String name) {
        return new Key("badge", name);
    }

    private Answer.Verdict creatingBadge(Key... of) {
        return domain.call(bob, badgeFacts(List.of(of), List.of()));
    }

    private static CallFacts badgeFacts(List<Key> of, List<Key> from) {
        return facts("file.read", List.of(), List.of("badge"), of, from);
    }

    /** Ada uses the badge, and says that it is one of bob's role. */
    private Answer.Verdict adaUses(Key badge) {
        return domain.on(ada, "role.use", badge, role("y"));
    }

    private static void assertRoleUnknown(Answer.Verdict verdict) {
        assertThat(verdict).isInstanceOf(Answer.Deny.class);
        assertThat(verdict.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
            assertThat(finding.detail()).isEqualTo("role");
        });
    }

    private static void assertPermitted(Answer.Verdict verdict) {
        assertThat(verdict).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void whileABadgeIsInTheMakingItsRoleIsUnknownAndThenItsHistoryCounts() {
        var creating = creatingBadge(SYSTEM, role("x"));
        assertRoleUnknown(adaUses(badge("1")));
        domain.restart();
        assertRoleUnknown(adaUses(badge("1")));
        domain.settle(creating, badge("1"));
        Finding conflict = adaUses(badge("1")).findings().getFirst();
        assertThat(conflict.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
        assertThat(conflict.key()).contains(role("x"));
    }

    @Test
    void anUnknownOutcomeLeavesItOpen() {
        var creating = creatingBadge(SYSTEM, role("x"));
        domain.ask(new Command.SettleCall(creating.call(), new Settlement.Unknown("no answer")));
        assertRoleUnknown(adaUses(badge("1")));
    }

    @Test
    void whatIsOnlyToBelongToTheBadgeIsInDoubtAsWell() {
        creatingBadge(SYSTEM, role("x"));
        assertRoleUnknown(domain.call(
                ada, facts("role.use", List.of(role("y")), List.of("role"), List.of(badge("1"), SYSTEM), List.of())));
    }

    @Test
    void aCopyBelongsWhereItsOriginalDoes() {
        domain.settle(creatingBadge(SYSTEM, role("x")), badge("original"));
        var copying = domain.call(bob, badgeFacts(List.of(SYSTEM), List.of(badge("original"))));
        assertPermitted(copying);
        assertRoleUnknown(adaUses(badge("copy")));
    }

    @Test
    void aTaskAboutOneRoleDoesNotReachTheBadge() {
        long aboutRole = domain.open(bob, "one", role("y"));
        var read = facts("file.read", List.of(badge("1")), List.of(), List.of(), List.of());
        assertPermitted(domain.call(bob, aboutRole, read));
        creatingBadge(SYSTEM, role("x"));
        assertThat(domain.call(bob, aboutRole, read).findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.OUTSIDE_OBJECTS);
    }

    @Test
    void afterAFailureOrUnderAnotherNameNothingIsInDoubt() {
        var failing = creatingBadge(SYSTEM, role("x"));
        domain.ask(new Command.SettleCall(failing.call(), new Settlement.Failed("refused")));
        assertPermitted(adaUses(badge("1")));
        domain.settle(creatingBadge(SYSTEM, role("x")), badge("2"));
        assertPermitted(adaUses(badge("3")));
    }

    @Test
    void whatWasThereBeforeIsInNoDoubt() {
        domain.done(bob, "file.read", badge("old"));
        creatingBadge(SYSTEM, role("x"));
        assertPermitted(adaUses(badge("old")));
    }

    @Test
    void whatAnotherCallCreatedMeanwhileIsInNoDoubtButWhatItOnlyWroteIs() {
        creatingBadge(SYSTEM, role("x"));
        domain.settle(creatingBadge(SYSTEM, role("y")), badge("2"));
        assertPermitted(adaUses(badge("2")));
        domain.done(bob, "file.read", badge("3"));
        assertRoleUnknown(adaUses(badge("3")));
    }

    @Test
    void otherTypesAreInNoDoubt() {
        creatingBadge(SYSTEM);
        assertPermitted(adaUses(badge("1")));
        creatingBadge(SYSTEM, role("x"));
        assertPermitted(domain.on(ada, "role.use", role("z")));
        assertPermitted(domain.on(ada, "file.read", badge("1"), role("y")));
    }

    @Test
    void whoeverContinuesTheCreationIsNotHinderedByIt() {
        long task = domain.open(bob, "any");
        var both = facts(
                "role.use", List.of(badge("1"), role("x")), List.of("badge"), List.of(role("x"), SYSTEM), List.of());
        var first = domain.call(bob, task, both);
        assertPermitted(first);
        assertRoleUnknown(domain.call(bob, task, both));
        assertPermitted((Answer.Verdict)
                domain.ask(new Command.DecideCall(bob, OptionalLong.of(task), both, OptionalLong.of(first.call()))));
    }

    @Test
    void theTypesAboveTheOwnerAreInDoubtToo() {
        Rule perSector = new Rule.Separate(
                RuleStage.head(),
                List.of(Set.of(RuleStage.OPEN), Set.of(RuleStage.CLOSE)),
                "sector",
                OptionalLong.empty(),
                1,
                Optional.empty());
        RuleStage stage = new RuleStage(perSector);
        stage.call(stage.ada, RuleStage.CLOSE).on("file/1", "sector/other").done();
        stage.call(stage.ben, RuleStage.OTHER).creates("file", "client/c").inFlight();
        assertThat(stage.call(stage.ada, RuleStage.CLOSE)
                        .on("file/2", "sector/other")
                        .findings())
                .extracting(Finding::detail)
                .containsExactly("sector");
        assertThat(stage.call(stage.ada, RuleStage.CLOSE)
                        .on("file/1", "sector/other")
                        .findings())
                .isEmpty();
    }
}
