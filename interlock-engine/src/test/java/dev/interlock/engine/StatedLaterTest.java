package dev.interlock.engine;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.agent;
import static dev.interlock.engine.RuleStage.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two people who have no part in it say later what was unknown of an agent: its recorded calls count with that value. */
class StatedLaterTest {

    private static RuleStage separate() {
        return new RuleStage(new Rule.Separate(
                head(), List.of(Set.of(OPEN), Set.of(CLOSE)), "client", OptionalLong.empty(), 1, Optional.empty()));
    }

    private static RuleStage wall() {
        var clients = new Rule.Datasets.Objects(Set.of(OPEN), "client", Optional.empty());
        return new RuleStage(new Rule.Wall(head(), clients, OptionalLong.empty(), Optional.of(RuleStage.OWNER)));
    }

    private static Link owner(String value) {
        return new Link.Unknown("owner", "nemo", value);
    }

    private static Caller owned(String name, String owner) {
        return agent(name, AttributeValue.known(owner));
    }

    private static List<Finding> closing(RuleStage stage, Caller by, String client) {
        return stage.call(by, CLOSE).on(client).risk("high").findings();
    }

    @Test
    void aKeyIsFreeForWhoIsIndependentOfTheTrueValueAndNotForOthers() {
        RuleStage stage = separate();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        stage.call(stage.nemo, OPEN).on("client/2").risk("high").inFlight();
        assertThat(closing(stage, stage.cleo, "client/1")).hasSize(1);
        assertThat(stage.link(owner("one"))).as("it completes nothing").isEmpty();
        assertThat(closing(stage, stage.cleo, "client/1")).isEmpty();
        assertThat(closing(stage, stage.ada, "client/1"))
                .as("of the owner one, too")
                .hasSize(1);
        assertThat(closing(stage, stage.ada, "client/2")).singleElement().satisfies(finding -> {
            assertThat(finding.attribute()).hasValue("owner");
            assertThat(finding.unknown()).isEmpty();
        });
        assertThat(closing(stage, stage.cleo, "client/2")).isEmpty();
    }

    @Test
    void itIsAboutWhatWasRecordedUpToThenAlsoOverARestart() {
        RuleStage stage = separate();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        stage.link(owner("one"));
        stage.call(stage.nemo, OPEN).on("client/2").risk("high").done();
        stage.restart();
        assertThat(closing(stage, stage.cleo, "client/2"))
                .as("recorded later, and still unknown")
                .hasSize(1);
        assertThat(closing(stage, stage.cleo, "client/1")).isEmpty();
        stage.restart();
        stage.call(stage.nemo, OPEN).on("client/3").risk("high").done();
        assertThat(closing(stage, owned("dora", "three"), "client/3")).hasSize(1);
    }

    @Test
    void whoElseIsUnknownStaysUnknownAmongManyParties() {
        RuleStage stage = separate();
        Caller other = agent("nobody", AttributeValue.unknown());
        stage.call(other, OPEN).on("client/1").risk("high").done();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        stage.call(stage.nemo, OPEN).on("client/2").risk("high").done();
        for (int i = 0; i < 20; i++) {
            for (String client : List.of("client/1", "client/2")) {
                stage.call(owned("a-" + i, "o-" + i), OPEN)
                        .on(client)
                        .risk("high")
                        .done();
            }
        }
        stage.restart();
        stage.link(owner("one"));
        assertThat(closing(stage, stage.cleo, "client/2")).isEmpty();
        assertThat(closing(stage, stage.ada, "client/2")).hasSize(1);
        assertThat(closing(stage, stage.cleo, "client/1")).hasSize(1);
        stage.link(new Link.Unknown("owner", "nobody", "one"));
        assertThat(closing(stage, stage.cleo, "client/1")).isEmpty();
    }

    @Test
    void aWallStandsWhereTheTrueValueIs() {
        RuleStage stage = wall();
        Caller other = agent("nobody", AttributeValue.unknown());
        stage.call(other, OPEN).on("client/1").risk("high").done();
        stage.call(stage.nemo, OPEN).on("client/2").risk("note").done();
        stage.link(new Link.Unknown("owner", "nobody", "one"));
        assertThat(stage.call(stage.cleo, OPEN).on("client/1").risk("high").findings())
                .as("nemo was on the other side, and is still unknown")
                .hasSize(1);
        stage.link(owner("one"));
        assertThat(stage.call(stage.cleo, OPEN).on("client/1").risk("high").findings())
                .isEmpty();
        assertThat(stage.call(owned("ann", "one"), OPEN)
                        .on("client/1")
                        .risk("high")
                        .findings())
                .as("of the owner of nemo")
                .hasSize(1);
    }

    @Test
    void aBindingHoldsForThePartyThatItWas() {
        var stage = new RuleStage(new Rule.Bind(head(), Set.of(OPEN), "client", OptionalLong.empty(), "owner"));
        Caller other = agent("nobody", AttributeValue.unknown());
        stage.call(other, OPEN).on("client/1").risk("note").done();
        for (int i = 0; i < 3; i++) {
            stage.call(stage.nemo, OPEN).on("client/1").risk("note").done();
            stage.call(stage.nemo, OPEN).on("client/2").risk("note").done();
        }
        stage.link(owner("two"));
        assertThat(stage.call(stage.cleo, OPEN).on("client/2").risk("high").findings())
                .isEmpty();
        assertThat(stage.call(stage.ada, OPEN).on("client/2").risk("high").findings())
                .hasSize(1);
        assertThat(stage.call(stage.cleo, OPEN).on("client/1").risk("high").findings())
                .as("somebody else is still unknown")
                .hasSize(1);
    }

    @Test
    void whatWasDoneMeetsARequirementThen() {
        var stage = new RuleStage(new Rule.Require(
                head(),
                CLOSE,
                List.of(new Rule.Done(OPEN, "client", Optional.of(RuleStage.OWNER), 1, false)),
                Optional.empty(),
                Set.of()));
        stage.call(stage.nemo, OPEN).on("client/1").done();
        assertThat(closing(stage, stage.cleo, "client/1")).hasSize(1);
        stage.link(owner("one"));
        assertThat(closing(stage, stage.cleo, "client/1")).isEmpty();
    }

    @Test
    void aPersonCanSayThenWhatCameOfACall() {
        RuleStage stage = separate();
        long call = stage.call(stage.nemo, OPEN).on("client/1").risk("high").inFlight();
        stage.settle(call, new dev.interlock.engine.event.Settlement.Unknown("no answer"));
        var failed = new dev.interlock.engine.event.Settlement.Failed("looked");
        Answer refused = stage.ask(new Command.ReconcileCall(call, Office.person("rita", "audit"), failed, "looked"));
        assertThat(((Answer.Refused) refused).code()).isEqualTo(RefusalCode.NOT_INDEPENDENT);
        stage.link(owner("one"));
        stage.reconcile(call, failed);
    }

    @Test
    void openHoldsOfTheAgentAreClosed() {
        var office = new Office(Office.approval());
        var held = (Answer.Hold)
                office.call(agent("clerk", AttributeValue.unknown()), "erp/vendor.pay", Key.parse("vendor/1"));
        office.done(agent("clerk", AttributeValue.unknown()), "erp/vendor.edit", Key.parse("vendor/1"));
        var proposed = (Answer.Done) office.ask(new Command.ProposeLink(
                new Link.Unknown("owner", "clerk", "finance"), Office.person("rita", "audit"), "found out"));
        office.ask(new Command.AnswerLink(proposed.number(), Office.person("carl", "control"), true, "is so"));
        assertThat(((Event.LinkAnswered) office.last()).voided()).containsExactly(held.hold());
    }

    @Test
    void nobodyWhoHasAPartInItSaysIt() {
        RuleStage stage = separate();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        var rita = Office.person("rita", "audit");
        for (Caller part :
                List.of(Office.person("one", "board"), Office.person("otto", "one"), Office.person("nemo", "board"))) {
            assertThat(stage.ask(new Command.ProposeLink(owner("one"), part, "so it was")))
                    .as(part.name())
                    .isInstanceOfSatisfying(
                            Answer.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo(RefusalCode.NOT_INDEPENDENT));
        }
        var proposed = (Answer.Done) stage.ask(new Command.ProposeLink(owner("one"), rita, "so it was"));
        for (Caller part : List.of(Office.person("otto", "one"), Office.person("ruth", "audit"), rita)) {
            assertThat(stage.ask(new Command.AnswerLink(proposed.number(), part, true, "")))
                    .as(part.name())
                    .isInstanceOfSatisfying(
                            Answer.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo(RefusalCode.NOT_INDEPENDENT));
        }
        assertThat(stage.ask(new Command.AnswerLink(proposed.number(), Office.person("carl", "control"), true, "")))
                .isInstanceOf(Answer.Done.class);
    }

    @Test
    void whatIsKnownProvenOrNotRecordedIsNotStated() {
        RuleStage stage = separate();
        stage.call(stage.ada, OPEN).on("client/1").risk("high").done();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        for (Link link : List.of(
                new Link.Unknown("owner", "ada", "two"),
                new Link.Unknown("owner", "nobody", "two"),
                new Link.Unknown("runtime", "nemo", "two"),
                new Link.Unknown("agent", "nemo", "two"),
                new Link.Unknown("owner", "nemo", ""))) {
            assertThat(stage.ask(new Command.ProposeLink(link, Office.person("rita", "audit"), "so it was")))
                    .as(link.toString())
                    .isInstanceOfSatisfying(
                            Answer.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo(RefusalCode.ARGUMENT_INVALID));
        }
        stage.link(owner("one"));
        assertThat(stage.ask(new Command.ProposeLink(owner("two"), Office.person("rita", "audit"), "no, two")))
                .as("it is known now")
                .isInstanceOf(Answer.Refused.class);
    }

    @Test
    void theNamesOfAnAgentAreOne() {
        RuleStage stage = separate();
        Caller other = agent("nobody", AttributeValue.unknown());
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        stage.call(other, OPEN).on("client/1").risk("high").done();
        for (int i = 0; i < 20; i++) {
            stage.call(owned("a-" + i, "o-" + i), OPEN)
                    .on("client/1")
                    .risk("high")
                    .done();
        }
        stage.link(new Link.Values("agent", "nemo", "nobody"));
        stage.link(owner("one"));
        assertThat(closing(stage, stage.cleo, "client/1")).isEmpty();
        assertThat(closing(stage, stage.ada, "client/1")).hasSize(1);
    }

    private static void assertRefused(Answer answer, RefusalCode code) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void whoOwnsTheAgentInAnythingElseThatIsKnownOfItHasAPartInIt() {
        RuleStage stage = separate();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        var otto = Office.person("otto", "board");
        var mended = Optional.of(owned("nemo", "otto"));
        assertRefused(
                stage.ask(new Command.ProposeLink(owner("one"), otto, "so it was", mended)),
                RefusalCode.NOT_INDEPENDENT);
        var proposed =
                (Answer.Done) stage.ask(new Command.ProposeLink(owner("one"), Office.person("rita", "audit"), "found"));
        assertRefused(
                stage.ask(new Command.AnswerLink(proposed.number(), otto, true, "", mended)),
                RefusalCode.NOT_INDEPENDENT);
        stage.call(owned("nina", "otto"), OPEN).on("client/2").risk("high").done();
        stage.link(new Link.Values("agent", "nemo", "nina"));
        assertRefused(
                stage.ask(new Command.AnswerLink(proposed.number(), otto, true, "")), RefusalCode.NOT_INDEPENDENT);
        assertThat(stage.ask(
                        new Command.AnswerLink(proposed.number(), Office.person("carl", "control"), true, "", mended)))
                .isInstanceOf(Answer.Done.class);
    }

    /** A value in another spelling would be independent of everybody, even of the party that it means. */
    @Test
    void aKnownValueIsWrittenAsItIsKnown() {
        RuleStage stage = separate();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        stage.call(stage.ada, OPEN).on("client/2").risk("high").done();
        var rita = Office.person("rita", "audit");
        for (String value : List.of("One", "one ", " two", "\tone", "Ada")) {
            assertRefused(
                    stage.ask(new Command.ProposeLink(owner(value), rita, "so it was")), RefusalCode.ARGUMENT_INVALID);
        }
        assertRefused(
                stage.ask(new Command.ProposeLink(
                        owner("Three"), rita, "so it was", Optional.of(owned("nemo", "three")))),
                RefusalCode.ARGUMENT_INVALID);
        assertThat(stage.ask(new Command.ProposeLink(owner("Three"), rita, "so it was")))
                .isInstanceOf(Answer.Done.class);
    }

    /** A statement that waited for long would cover what the agent did since, of which its author knew nothing. */
    @Test
    void whatWasSaidLongAgoIsNotConfirmed() {
        RuleStage stage = separate();
        stage.call(stage.nemo, OPEN).on("client/1").risk("high").done();
        var rita = Office.person("rita", "audit");
        var carl = Office.person("carl", "control");
        var old = (Answer.Done) stage.ask(new Command.ProposeLink(owner("one"), rita, "so it was"));
        stage.now += 86_400_000;
        stage.restart();
        stage.call(stage.nemo, OPEN).on("client/2").risk("high").done();
        assertRefused(stage.ask(new Command.AnswerLink(old.number(), carl, true, "")), RefusalCode.PROPOSAL_EXPIRED);
        assertThat(stage.ask(new Command.AnswerLink(old.number(), carl, false, "too old")))
                .isInstanceOf(Answer.Done.class);
        stage.link(owner("one"));
        assertThat(closing(stage, stage.cleo, "client/2")).isEmpty();
    }
}
