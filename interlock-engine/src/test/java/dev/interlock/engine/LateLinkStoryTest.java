package dev.interlock.engine;

import static dev.interlock.engine.LateLinks.agent;
import static dev.interlock.engine.LateLinks.person;
import static dev.interlock.engine.LateLinks.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.HoldState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is found out late rewrites no decision, and counts from then on. */
class LateLinkStoryTest {

    private final Caller ada = agent("ada", "finance");
    private final Caller bob = agent("bob", "accounting");
    private final Caller eve = agent("eve", "sales");
    private final LateLinks domain = new LateLinks(LateLinks.separate("role"));

    private static RefusalCode refused(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).code();
    }

    private static Finding only(Answer.Verdict verdict) {
        assertThat(verdict.findings()).hasSize(1);
        return verdict.findings().getFirst();
    }

    @Test
    void aRenamedOwnerCompletesAConflictThatIsReportedAndNotUndone() {
        long grant = domain.done(ada, "role.grant", role("x"));
        long use = domain.done(bob, "role.use", role("x"));
        domain.done(eve, "trace.erase", role("x"));
        Event.LinkAnswered link = domain.owners("finance", "accounting");

        assertThat(link.latent())
                .containsExactly(new Finding(
                        "S",
                        FindingCode.DUTY_CONFLICT,
                        Outcome.RECORD,
                        Optional.of(role("x")),
                        Optional.of("owner"),
                        List.of(new Witness(grant, "role.grant"), new Witness(use, "role.use")),
                        Optional.empty(),
                        "accounting"));
        assertThat(domain.owners("sales", "elsewhere").latent()).isEmpty();
    }

    @Test
    void openCallsCountAmongWhatMayHaveHappened() {
        domain.on(ada, "role.grant", role("x"));
        domain.on(bob, "role.use", role("x"));
        assertThat(domain.owners("finance", "accounting").latent()).hasSize(1);
    }

    @Test
    void linkedValuesAreOneFromThenOnAlsoAfterARestart() {
        domain.done(ada, "role.grant", role("x"));
        domain.owners("accounting", "books");
        domain.restart();
        assertThat(domain.on(bob, "role.use", role("x"))).isInstanceOf(Answer.Permit.class);
        assertThat(domain.owners("books", "finance").latent()).hasSize(1);
        domain.restart();
        Finding found = only(domain.on(agent("new", "books"), "role.use", role("x")));
        assertThat(found.attribute()).contains("owner");
    }

    @Test
    void aConflictThatWasThereBeforeIsNotLatent() {
        domain.done(ada, "role.grant", role("x"));
        var held = domain.on(agent("other", "finance"), "role.use", role("x"));
        domain.ask(new Command.AnswerHold(((Answer.Hold) held).hold(), person("carl", "control"), true, ""));
        CallAgain.permit(domain, held);
        domain.done(bob, "role.use", role("x"));
        assertThat(domain.owners("finance", "accounting").latent()).isEmpty();
    }

    /** The same call once more, in its task. */
    private static final class CallAgain {
        static void permit(LateLinks domain, Answer.Verdict held) {
            var event = (Event.CallHeld) domain.recorded.get((int) held.call()).event();
            var again = domain.call(agent("other", "finance"), event.task(), event.facts());
            assertThat(again).isInstanceOf(Answer.Permit.class);
            domain.settle(again);
        }
    }

    @Test
    void keysOfLinkedValuesAreOneKey() {
        var limited = new LateLinks(LateLinks.sum("owner", 40));
        limited.done(ada, "role.use", role("a"));
        limited.done(ada, "role.use", role("b"));
        limited.done(bob, "role.use", role("c"));
        var open = limited.on(bob, "role.use", role("d"));
        assertThat(limited.owners("finance", "accounting").latent()).isEmpty();
        limited.restart();
        limited.settle(open);
        Finding found = only(limited.on(ada, "role.use", role("e")));
        assertThat(found.key()).contains(new Key("owner", "accounting"));
        assertThat(found.detail()).isEqualTo("50 EUR");
        assertThat(found.witnesses()).hasSize(4);
    }

    @Test
    void aLimitThatIsExceededTogetherIsLatent() {
        var limited = new LateLinks(LateLinks.limit("owner", 2));
        limited.done(ada, "role.use", role("a"));
        limited.done(bob, "role.use", role("c"));
        var failing = limited.on(bob, "role.use", role("d"));
        Event.LinkAnswered link = limited.owners("finance", "accounting");
        assertThat(link.latent()).hasSize(1);
        assertThat(link.latent().getFirst().code()).isEqualTo(FindingCode.LIMIT_EXCEEDED);
        assertThat(link.latent().getFirst().detail()).isEqualTo("3");
        limited.ask(new Command.SettleCall(failing.call(), new Settlement.Failed("refused")));
        assertThat(limited.on(ada, "role.use", role("e")).findings().getFirst().detail())
                .isEqualTo("3");
    }

    @Test
    void aCopyMadeElsewhereBringsItsHistoryAlong() {
        domain.settle(domain.creating(eve, "s"), role("x"));
        long grant = domain.done(ada, "role.grant", role("x"));
        long use = domain.done(ada, "role.use", role("y"));
        Event.LinkAnswered link = domain.copies(role("y"), role("x"));
        assertThat(link.latent()).hasSize(1);
        assertThat(link.latent().getFirst().key()).contains(role("x"));
        assertThat(link.latent().getFirst().witnesses())
                .containsExactly(new Witness(grant, "role.grant"), new Witness(use, "role.use"));
        domain.restart();
        assertThat(only(domain.on(ada, "trace.erase", role("x"))).key()).contains(role("x"));
        assertThat(domain.on(bob, "trace.erase", role("y"))).isInstanceOf(Answer.Permit.class);
        assertThat(only(domain.on(bob, "role.use", role("x"))).code()).isEqualTo(FindingCode.DUTY_CONFLICT);
    }

    @Test
    void whatACallOnTheCopyIsStillDoingCountsOnTheOriginal() {
        domain.settle(domain.creating(eve, "s"), role("x"));
        domain.on(ada, "role.use", role("y"));
        domain.copies(role("y"), role("x"));
        Finding found = only(domain.on(ada, "role.grant", role("x")));
        assertThat(found.key()).contains(role("x"));
    }

    @Test
    void whatWasDoneElsewhereMeetsNoRequirementButVoidsOne() {
        var reviewed = new LateLinks(LateLinks.reviewed("role.grant"));
        reviewed.settle(reviewed.creating(eve, "s"), role("x"));
        reviewed.done(eve, "role.review", role("y"));
        reviewed.copies(role("y"), role("x"));
        assertThat(only(reviewed.on(ada, "role.use", role("x"))).code()).isEqualTo(FindingCode.REQUIREMENT_MISSING);

        reviewed.done(eve, "role.review", role("x"));
        assertThat(reviewed.on(ada, "role.use", role("x"))).isInstanceOf(Answer.Permit.class);

        reviewed.done(eve, "role.review", role("p"));
        var voiding = reviewed.on(eve, "role.grant", role("q"));
        reviewed.copies(role("q"), role("p"));
        assertThat(only(reviewed.on(ada, "role.use", role("p"))).code()).isEqualTo(FindingCode.REQUIREMENT_MISSING);
        reviewed.ask(new Command.SettleCall(voiding.call(), new Settlement.Failed("refused")));
        assertThat(reviewed.on(ada, "role.use", role("p"))).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void linksThatSayNothingOrContradictTheRecordAreRefused() {
        domain.settle(domain.creating(eve, "s"), role("x"));
        domain.settle(domain.copying(eve, role("x"), "s"), role("y"));
        assertThat(refused(propose(new Link.Objects(role("x"), role("y")))))
                .isEqualTo(RefusalCode.RELATION_CONTRADICTED);
        assertThat(refused(propose(new Link.Objects(role("y"), role("x"))))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(propose(new Link.Objects(role("x"), role("x"))))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
        Key other = new Key("system", "t");
        assertThat(refused(propose(new Link.Objects(role("x"), other)))).isEqualTo(RefusalCode.RELATION_CONTRADICTED);
        assertThat(refused(propose(new Link.Objects(other, role("x"))))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(propose(new Link.Objects(new Key("owner", "a"), new Key("owner", "b")))))
                .isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(propose(new Link.Values("owner", "a", "a")))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(propose(new Link.Values("owner", "a", "")))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
        assertThat(refused(propose(new Link.Values("owner", "a", "b\n")))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
        domain.link(new Link.Objects(new Key("badge", "b"), role("x")));
        domain.settle(domain.creating(eve, "t"), role("w"));
        assertThat(refused(propose(new Link.Objects(new Key("badge", "b"), role("w")))))
                .isEqualTo(RefusalCode.RELATION_CONTRADICTED);
        assertThat(refused(propose(new Link.Objects(new Key("badge", "b"), other))))
                .isEqualTo(RefusalCode.RELATION_CONTRADICTED);
        domain.owners("a", "b");
        domain.owners("b", "c");
        assertThat(refused(propose(new Link.Values("owner", "c", "a")))).isEqualTo(RefusalCode.ARGUMENT_INVALID);
    }

    private Answer propose(Link link) {
        return domain.ask(new Command.ProposeLink(link, person("rita", "audit"), "found out"));
    }

    @Test
    void whatIsBeingCreatedIsNotLinkedYet() {
        var creating = domain.creating(eve, "s");
        assertThat(refused(propose(new Link.Objects(role("y"), role("x"))))).isEqualTo(RefusalCode.RELIED_UPON);
        domain.settle(creating, role("x"));
        assertThat(domain.copies(role("y"), role("x")).latent()).isEmpty();
    }

    @Test
    void anObjectBelongsWhereItIsLinkedTo() {
        var system = new LateLinks(LateLinks.separate("system"));
        assertThat(only(system.on(ada, "role.use", role("x"))).code()).isEqualTo(FindingCode.NOT_EVALUABLE);
        system.link(new Link.Objects(role("x"), new Key("system", "s")));
        assertThat(system.on(ada, "role.use", role("x"))).isInstanceOf(Answer.Permit.class);
        assertThat(only(system.on(ada, "role.grant", role("x"))).key()).contains(new Key("system", "s"));
    }

    @Test
    void onePersonProposesAnotherConfirms() {
        Link link = new Link.Values("owner", "a", "b");
        assertThat(refused(domain.ask(new Command.ProposeLink(link, ada, "")))).isEqualTo(RefusalCode.NOT_ALLOWED);
        long number = domain.propose(link);
        assertThat(refused(answer(number + 100, person("carl", "control")))).isEqualTo(RefusalCode.LINK_UNKNOWN);
        assertThat(refused(answer(number, ada))).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(refused(answer(number, person("rita", "audit")))).isEqualTo(RefusalCode.NOT_INDEPENDENT);
        assertThat(refused(answer(number, person("ruth", "audit")))).isEqualTo(RefusalCode.NOT_INDEPENDENT);
        domain.restart();
        assertThat(domain.state.linkTable().proposals()).hasSize(1);
        assertThat(answer(number, person("carl", "control"))).isEqualTo(new Answer.Done(number));
        assertThat(refused(answer(number, person("carl", "control")))).isEqualTo(RefusalCode.LINK_UNKNOWN);

        long second = domain.propose(new Link.Values("owner", "b", "c"));
        domain.ask(new Command.AnswerLink(second, person("rita", "audit"), false, "no"));
        assertThat(domain.state.links().same("owner", "b", "c")).isFalse();
        assertThat(domain.state.links().same("owner", "a", "b")).isTrue();
    }

    private Answer answer(long link, Caller by) {
        return domain.ask(new Command.AnswerLink(link, by, true, ""));
    }

    @Test
    void anApprovalThatReliedOnTheDifferenceIsVoid() {
        domain.done(ada, "role.grant", role("x"));
        long hold = ((Answer.Hold) domain.on(ada, "role.use", role("x"))).hold();
        domain.done(eve, "role.grant", role("z"));
        long other = ((Answer.Hold) domain.on(eve, "role.use", role("z"))).hold();
        domain.ask(new Command.AnswerHold(hold, person("mona", "accounting"), true, ""));
        domain.ask(new Command.AnswerHold(other, person("mona", "accounting"), true, ""));
        Event.LinkAnswered link = domain.owners("finance", "accounting");
        assertThat(link.voided()).containsExactly(hold);
        assertThat(domain.state.holds().status(hold)).isEqualTo(HoldState.Status.VOIDED);
        assertThat(refused(domain.ask(new Command.AnswerHold(hold, person("carl", "control"), true, ""))))
                .isEqualTo(RefusalCode.HOLD_CLOSED);
        var event = (Event.CallHeld) domain.recorded.get((int) hold).event();
        assertThat(domain.call(ada, event.task(), event.facts())).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void aHeldCallThatGainsAnObjectIsAnotherCall() {
        domain.settle(domain.creating(eve, "s"), role("x"));
        domain.done(ada, "role.grant", role("y"));
        long hold = ((Answer.Hold) domain.on(ada, "role.use", role("y"))).hold();
        long unconcerned = domain.on(bob, "role.grant", role("z")).call();
        assertThat(domain.copies(role("y"), role("x")).voided()).containsExactly(hold);
        assertThat(unconcerned).isNotEqualTo(hold);
    }

    @Test
    void aPersonUnderAnotherNameIsTheSamePerson() {
        domain.done(ada, "role.grant", role("x"));
        long hold = ((Answer.Hold) domain.on(ada, "role.use", role("x"))).hold();
        domain.link(new Link.Values("agent", "finance", "robert"));
        assertThat(refused(domain.ask(new Command.AnswerHold(hold, person("robert", "control"), true, ""))))
                .isEqualTo(RefusalCode.NOT_INDEPENDENT);
    }
}
