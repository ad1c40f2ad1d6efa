package dev.interlock.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.decide.ContactLookup;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Sha256;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.Actors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A destination is a verified contact after a call that registered it was approved by an independent person, and succeeded. */
class VerifiedContactsTest {

    private static final String PAYEE = "sha-256:d1";

    /** Each call that creates a client waits for a person; at its own tier another agent's owner would do. */
    private final RuleStage stage = new RuleStage(new Rule.Require(
            RuleStage.head(),
            RuleStage.CREATE,
            List.of(),
            Optional.of(new Approval(Optional.empty(), 1, Optional.empty(), 3_600_000)),
            Set.of()));

    private int clients;

    private static ContactChanges registering(String... digests) {
        return new ContactChanges(new TreeSet<>(Arrays.asList(digests)), false, new TreeSet<>());
    }

    private static ContactChanges removing(String... digests) {
        return new ContactChanges(new TreeSet<>(), true, new TreeSet<>(Arrays.asList(digests)));
    }

    private RuleStage.Call create(String... digests) {
        return stage.call(stage.ada, RuleStage.CREATE).creates("client").changing(registering(digests));
    }

    /** The call as it is made after a person has approved it. */
    private static long approved(RuleStage stage, RuleStage.Call call) {
        var held = (Answer.Hold) call.ask();
        stage.approve(held.hold());
        return call.inFlight();
    }

    private long registered(String... digests) {
        long call = approved(stage, create(digests));
        stage.succeed(call, "client/" + ++clients);
        return call;
    }

    private OptionalLong contact(Caller of) {
        return contact(of, PAYEE);
    }

    private OptionalLong contact(Caller of, String digest) {
        return contact(of, "low", "money.pay", digest);
    }

    /** The contact that a call in a tier, with a mark, reaches. */
    private OptionalLong contact(Caller of, String tier, String mark, String digest) {
        CallFacts facts = CallFacts.builder("pay", "sha-256:1", tier)
                .marks(new TreeSet<>(Set.of(mark)))
                .build();
        return ContactLookup.call(stage.state, Actors.outside(of), facts, digest);
    }

    @Test
    void countsForAllAgentsOfItsOwnerAndForNoOthers() {
        assertThat(contact(stage.ada)).isEmpty();
        long call = registered(PAYEE);
        assertThat(contact(stage.ada)).hasValue(call);
        assertThat(contact(stage.ben)).hasValue(call);
        assertThat(contact(stage.cleo)).as("another owner").isEmpty();
        assertThat(contact(stage.nemo)).as("an owner that nobody knows").isEmpty();
        assertThat(contact(stage.ada, "sha-256:d2")).isEmpty();
        stage.restarted();
        assertThat(contact(stage.ben)).hasValue(call);
    }

    @Test
    void aCallThatNobodyApprovedRegistersNoContact() {
        create(PAYEE).risk("note").done("client/1");
        assertThat(contact(stage.ada)).isEmpty();
    }

    @Test
    void aCallThatDidNotSucceedRegistersNoContact() {
        var outcomes = List.of(
                new Settlement.Failed("refused"),
                new Settlement.Unknown("no answer"),
                new Settlement.Existed(List.of(Key.parse("client/9")), List.of()));
        for (Settlement outcome : outcomes) {
            long call = approved(stage, create(PAYEE).upserts());
            assertThat(contact(stage.ada)).as("in flight").isEmpty();
            stage.settle(call, outcome);
            assertThat(contact(stage.ada)).as(outcome.toString()).isEmpty();
        }
    }

    @Test
    void anUnknownOutcomeThatTurnsOutAsASuccessDoes() {
        long call = approved(stage, create(PAYEE));
        stage.settle(call, new Settlement.Unknown("no answer"));
        stage.restarted();
        stage.reconcile(call, new Settlement.Succeeded(List.of(Key.parse("client/1"))));
        assertThat(contact(stage.ada)).hasValue(call);
    }

    @Test
    void anApproverWhoIsIndependentOnlyAtAMilderLevelVouchesForNothing() {
        RuleStage.Call call = create(PAYEE);
        var held = (Answer.Hold) call.ask();
        assertThat(stage.answer(held.hold(), RuleStage.person("olaf", "one"))).isInstanceOf(Answer.Done.class);
        call.done("client/1");
        assertThat(contact(stage.ada)).isEmpty();
    }

    @Test
    void countsForNoCallOfAHigherTier() {
        long call = registered(PAYEE);
        assertThat(contact(stage.ada, "note", "money.pay", PAYEE)).hasValue(call);
        for (String tier : List.of("middle", "high", "a tier that the bundle does not have")) {
            assertThat(contact(stage.ada, tier, "money.pay", PAYEE)).as(tier).isEmpty();
        }
        long higher = approved(stage, create(PAYEE).risk("middle"));
        stage.succeed(higher, "client/" + ++clients);
        stage.restarted();
        assertThat(contact(stage.ada, "middle", "money.pay", PAYEE)).hasValue(higher);
        assertThat(contact(stage.ada, "high", "money.pay", PAYEE)).isEmpty();
        registered(PAYEE);
        assertThat(contact(stage.ada, "middle", "money.pay", PAYEE))
                .as("although it was registered in a lower tier, too")
                .hasValue(higher);
    }

    @Test
    void countsForCallsWithOneOfItsMarksAlone() {
        var changes = new ContactChanges(
                new TreeSet<>(Set.of(PAYEE)),
                new TreeSet<>(Set.of("mail.send")),
                false,
                new TreeSet<>(),
                new TreeSet<>());
        long call = approved(
                stage, stage.call(stage.ada, RuleStage.CREATE).creates("client").changing(changes));
        stage.succeed(call, "client/" + ++clients);
        stage.restarted();
        assertThat(contact(stage.ada, "low", "mail.send", PAYEE)).hasValue(call);
        assertThat(contact(stage.ada, "low", "money.pay", PAYEE)).isEmpty();
    }

    @Test
    void aMachineVouchesForNoDestination() {
        var answers = List.of(true, false).stream()
                .map(machine -> new Event.HoldAnswered(
                        3,
                        2,
                        true,
                        Actors.outside(RuleStage.person("pat", "audit")),
                        new TreeSet<>(),
                        "",
                        new AnswerContext(false, machine, Optional.empty(), List.of())))
                .map(VerifiedContacts.Approval::of)
                .map(Optional::isPresent);
        assertThat(answers).containsExactly(false, true);
    }

    @Test
    void anApproverWhoTurnsOutToBeTheOwnerVouchesForNothing() {
        registered(PAYEE);
        stage.link(new Link.Values("owner", "pat", "one"));
        assertThat(contact(stage.ada)).isEmpty();
    }

    @Test
    void aCallThatRemovesItEndsItByItsDestinationOrByItsId() {
        for (String named : List.of(PAYEE, Sha256.digest("2"))) {
            registered(PAYEE);
            assertThat(contact(stage.ada)).isPresent();
            stage.call(stage.ada, RuleStage.OPEN)
                    .changing(removing("sha-256:d2"))
                    .done();
            assertThat(contact(stage.ada)).as("another one").isPresent();
            stage.call(stage.cleo, RuleStage.OPEN).changing(removing(named)).done();
            assertThat(contact(stage.ada)).as("of another owner").isPresent();
            long removal = stage.call(stage.ben, RuleStage.OPEN)
                    .changing(removing(named))
                    .inFlight();
            assertThat(contact(stage.ada)).as("it may be gone by now").isEmpty();
            stage.fail(removal);
            assertThat(contact(stage.ada)).isEmpty();
        }
    }

    @Test
    void aCallOfWhichNobodyKnowsWhatItRemovesEndsAllOfItsOwner() {
        registered(PAYEE);
        stage.call(stage.cleo, RuleStage.OPEN).changing(removing()).done();
        assertThat(contact(stage.ada)).isPresent();
        stage.call(stage.ada, RuleStage.OPEN).changing(removing()).done();
        assertThat(contact(stage.ada)).isEmpty();
    }

    @Test
    void aRemovalByAnIdEndsTheContactsWhoseIdsNobodyTold() {
        var pay = stage.call(stage.ada, RuleStage.CREATE).changing(registering(PAYEE));
        long call = approved(stage, pay);
        stage.succeed(call);
        stage.call(stage.ada, RuleStage.OPEN).changing(removing("sha-256:7")).done();
        assertThat(contact(stage.ada)).isEmpty();

        stage.succeed(approved(stage, stage.call(stage.ada, RuleStage.CREATE).changing(registering(PAYEE))));
        assertThat(contact(stage.ada)).isPresent();
        registered("sha-256:d2");
        assertThat(contact(stage.ada)).as("still").isPresent();
        stage.call(stage.ada, RuleStage.OPEN).changing(removing("sha-256:d2")).done();
        assertThat(contact(stage.ada)).as("another one was named").isPresent();
    }

    private void without(String... objects) {
        stage.succeed(approved(
                stage, stage.call(stage.ada, RuleStage.CREATE).on(objects).changing(registering(PAYEE))));
        assertThat(contact(stage.ada)).isPresent();
    }

    @Test
    void theObjectsThatACallIsAboutAreNotTheIdsOfItsContacts() {
        without("client/1");
        stage.call(stage.ada, RuleStage.OPEN).changing(removing("sha-256:7")).done();
        assertThat(contact(stage.ada)).isEmpty();

        without("client/1");
        stage.call(stage.ada, RuleStage.OPEN)
                .changing(removing(Sha256.digest("1")))
                .done();
        assertThat(contact(stage.ada)).as("one may be its id").isEmpty();
    }

    @Test
    void aRemovalThatNamesAKnownContactAndAnotherEndsThoseWithoutIds() {
        for (String known : List.of("sha-256:d2", Sha256.digest("1"))) {
            without();
            clients = 0;
            registered("sha-256:d2");
            long removal = stage.call(stage.ben, RuleStage.OPEN)
                    .changing(removing(known, "sha-256:7"))
                    .inFlight();
            stage.restarted();
            assertThat(contact(stage.ada)).isEmpty();
            without();
            stage.succeed(removal);
            assertThat(contact(stage.ada)).as("it may have been made only now").isEmpty();
        }
    }

    @Test
    void theIdOfAnotherContactMayBeThatOfOneWithoutIds() {
        without();
        clients = 0;
        registered("sha-256:d2");
        stage.call(stage.ada, RuleStage.OPEN)
                .changing(removing(Sha256.digest("1")))
                .done();
        assertThat(contact(stage.ada)).isEmpty();
    }

    @Test
    void aRemovalByAnAddressMeansThatContactHoweverItIsWritten() {
        without();
        registered("sha-256:d2");
        var changes = new ContactChanges(
                new TreeSet<>(),
                new TreeSet<>(),
                true,
                new TreeSet<>(Set.of("sha-256:d2")),
                new TreeSet<>(Set.of("sha-256:D2")));
        long removal = stage.call(stage.ada, RuleStage.OPEN).changing(changes).inFlight();
        assertThat(contact(stage.ada, "sha-256:d2")).isEmpty();
        stage.restarted();
        stage.succeed(removal);
        assertThat(contact(stage.ada)).isPresent();
    }

    @Test
    void anIdThatLooksLikeADestinationIsFoundAsItIsWritten() {
        registered(PAYEE);
        var changes = new ContactChanges(
                new TreeSet<>(),
                new TreeSet<>(),
                true,
                new TreeSet<>(Set.of("sha-256:canonical")),
                new TreeSet<>(Set.of(Sha256.digest("" + clients))));
        stage.call(stage.ada, RuleStage.OPEN).changing(changes).done();
        assertThat(contact(stage.ada)).isEmpty();
    }

    @Test
    void aChangedContactKeepsTheIdOfItsObject() {
        for (boolean object : List.of(true, false)) {
            var changes = new ContactChanges(
                    new TreeSet<>(Set.of(PAYEE)), true, new TreeSet<>(Set.of(object ? Sha256.digest("1") : PAYEE)));
            stage.succeed(approved(
                    stage,
                    stage.call(stage.ada, RuleStage.CREATE).on("client/1").changing(changes)));
            stage.restarted();
            assertThat(contact(stage.ada)).isPresent();
            stage.call(stage.ada, RuleStage.OPEN)
                    .changing(removing("sha-256:7"))
                    .done();
            assertThat(contact(stage.ada).isPresent()).isEqualTo(object);
        }
    }

    @Test
    void aRemovalThatWasMadePastInterlockEndsItWhoeverMadeIt() {
        registered(PAYEE);
        stage.call(stage.cleo, RuleStage.OPEN).changing(removing(PAYEE)).observed();
        assertThat(contact(stage.ada)).isEmpty();
    }

    @Test
    void aRemovalThatMayComeAfterTheRegistrationEndsIt() {
        long registering = approved(stage, create(PAYEE));
        stage.call(stage.ben, RuleStage.OPEN).changing(removing("sha-256:d2")).done();
        stage.succeed(registering, "client/" + ++clients);
        assertThat(contact(stage.ada)).as("its id was not known yet").isEmpty();

        long removal =
                stage.call(stage.ben, RuleStage.OPEN).changing(removing(PAYEE)).inFlight();
        registered(PAYEE);
        assertThat(contact(stage.ada)).isPresent();
        stage.succeed(removal);
        assertThat(contact(stage.ada)).isEmpty();
    }

    @Test
    void aChangedContactIsTheNewOneAlone() {
        registered(PAYEE);
        var changes = new ContactChanges(
                new TreeSet<>(Set.of("sha-256:d2")), true, new TreeSet<>(Set.of(Sha256.digest("1"))));
        RuleStage.Call change =
                stage.call(stage.ada, RuleStage.CREATE).creates("client").changing(changes);
        long call = approved(stage, change);
        stage.succeed(call, "client/2");
        assertThat(contact(stage.ada)).isEmpty();
        assertThat(contact(stage.ada, "sha-256:d2")).hasValue(call);
        stage.call(stage.ada, RuleStage.OPEN)
                .changing(removing(Sha256.digest("1")))
                .done();
        assertThat(contact(stage.ada, "sha-256:d2"))
                .as("by the id under which it was changed")
                .isEmpty();
    }

    private Answer withdraw(long call, Caller by) {
        return stage.ask(new Command.WithdrawContact(call, by, "the account was closed"));
    }

    private void isRefused(RefusalCode code, Answer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void aPersonWithdrawsAllThatOneCallRegistered() {
        long other = registered(PAYEE);
        long call = registered(PAYEE, "sha-256:d2");
        assertThat(withdraw(call, RuleStage.person("olaf", "one"))).isEqualTo(new Answer.Done(call));
        assertThat(stage.recorded.getLast().event())
                .isEqualTo(new ContactWithdrawn(call, "olaf", "the account was closed"));
        for (int restarts = 0; restarts < 2; restarts++) {
            assertThat(contact(stage.ada)).as("as another call registered it").hasValue(other);
            assertThat(contact(stage.ada, "sha-256:d2")).isEmpty();
            isRefused(RefusalCode.CONTACT_UNKNOWN, withdraw(call, RuleStage.person("pat", "audit")));
            stage.restarted();
        }
        withdraw(other, RuleStage.person("pat", "audit"));
        assertThat(contact(stage.ada)).isEmpty();
        assertThat(contact(stage.ben)).isEmpty();
        assertThat(registered(PAYEE))
                .as("registered again")
                .isEqualTo(contact(stage.ada).orElseThrow());
    }

    @Test
    void aCallWhoseOutcomeIsStillToComeIsWithdrawnAsWell() {
        for (boolean unknown : List.of(false, true)) {
            long call = approved(stage, create(PAYEE));
            if (unknown) {
                stage.settle(call, new Settlement.Unknown("no answer"));
            }
            withdraw(call, RuleStage.person("pat", "audit"));
            stage.restarted();
            var succeeded = new Settlement.Succeeded(List.of(Key.parse("client/" + ++clients)));
            if (unknown) {
                stage.reconcile(call, succeeded);
            } else {
                stage.settle(call, succeeded);
            }
            assertThat(contact(stage.ada)).as("unknown: " + unknown).isEmpty();
        }
    }

    @Test
    void onlyPeopleWithdrawAndOnlyContacts() {
        long call = registered(PAYEE);
        isRefused(RefusalCode.NOT_ALLOWED, withdraw(call, stage.ada));
        long plain = create(PAYEE).risk("note").done("client/" + ++clients);
        isRefused(RefusalCode.CONTACT_UNKNOWN, withdraw(plain, RuleStage.person("pat", "audit")));
        assertThat(contact(stage.ada)).hasValue(call);
    }

    @Test
    void anOwnerHasNoMoreThanSoMany() {
        String[] many = IntStream.range(0, VerifiedContacts.MOST)
                .mapToObj(i -> "sha-256:" + i)
                .toArray(String[]::new);
        registered(many);
        registered(PAYEE);
        assertThat(contact(stage.ada)).as("there is no room").isEmpty();
        assertThat(contact(stage.ada, many[7])).isPresent();
        stage.restarted();
        stage.call(stage.ada, RuleStage.OPEN).changing(removing(many[7])).done();
        registered(PAYEE);
        assertThat(contact(stage.ada)).isPresent();
    }
}
