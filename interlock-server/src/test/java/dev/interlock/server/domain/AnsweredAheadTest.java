package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.fixture.Background;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plain outcomes are answered before they are durable, and no others are. One that gets lost in between is unknown, before anything
 * else is decided.
 */
class AnsweredAheadTest {

    private static final Settlement LOST = new Settlement.Unknown("its outcome was reported but could not be recorded");
    private static final List<Key> VENDOR = List.of(new Key("vendor", "8"));

    private final Background background = new Background();
    private final Rig rig;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    AnsweredAheadTest() throws IOException {
        rig = new Rig(Ending.bundle());
    }

    @AfterEach
    void close() throws IOException {
        background.close();
        rig.close();
    }

    /** The next append, which waits until it is let go. */
    private final class Held {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        Held() {
            rig.store.beforeAppend(() -> {
                begun.countDown();
                await(go);
            });
        }

        void letGo() {
            go.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Settlement> recorded(long call) throws IOException {
        long durable = rig.domain.query(state -> state.nextSeq());
        assertThat(rig.domain.ledger().size()).isGreaterThanOrEqualTo(durable);
        return Ending.recorded(rig.events(), call);
    }

    @ParameterizedTest
    @EnumSource
    void onlyAPlainOutcomeIsAnsweredAheadOfTheDisk(Ending ending) throws Exception {
        long call = ending.begin(rig.domain);
        long size = rig.store.size();
        var held = new Held();
        Future<Reply> answer = background.submit(() -> ending.end(rig.domain, call));
        if (ending.plain) {
            assertThat(answer.get(2, TimeUnit.MINUTES).answer()).isInstanceOf(Answer.Done.class);
            assertThat(answer.get().receipts())
                    .as("nothing that is not durable has a number")
                    .isEmpty();
            assertThat(answer.get().settlement(call)).contains(ending.told());
        }
        await(held.begun);
        assertThat(answer.isDone()).isEqualTo(ending.plain);
        assertThat(rig.store.size()).isEqualTo(size);
        held.letGo();
        Settlement told = answer.get().settlement(call).orElseThrow();
        assertThat(recorded(call)).as("what was told").contains(told);
        assertThat(rig.state()).isEqualTo(rig.fold());
    }

    @ParameterizedTest
    @EnumSource
    void oneThatCannotBeAppendedIsUnknown(Ending ending) throws Exception {
        long call = ending.begin(rig.domain);
        rig.store.next(Fate.FULL, Fate.FULL);
        if (ending.plain) {
            ending.end(rig.domain, call);
        } else {
            assertThatThrownBy(() -> ending.end(rig.domain, call)).isInstanceOf(UnavailableException.class);
        }
        long next = openedInTheEnd();
        List<Event> events = rig.events();
        assertThat(Ending.recorded(events, call)).isEqualTo(ending.plain ? Optional.of(LOST) : Optional.empty());
        if (ending.plain) {
            assertThat(rig.domain.history().event(next - 1).event())
                    .as("nothing else is decided before it, so that it counts in whatever is")
                    .isEqualTo(new Event.CallSettled(call, LOST));
        } else {
            assertThat(rig.domain.<Boolean>query(state -> state.calls().get(call) != null))
                    .as("whoever knows the outcome tells it again")
                    .isTrue();
        }
        assertThat(rig.state()).isEqualTo(rig.fold());
    }

    @ParameterizedTest
    @EnumSource
    void oneThatWasAppendedAndNotAcknowledgedIsAsItWasTold(Ending ending) throws Exception {
        long call = ending.begin(rig.domain);
        rig.store.next(Fate.UNACKNOWLEDGED);
        if (ending.plain) {
            ending.end(rig.domain, call);
        } else {
            assertThatThrownBy(() -> ending.end(rig.domain, call)).isInstanceOf(UnavailableException.class);
        }
        openedInTheEnd();
        assertThat(recorded(call)).isPresent().get().isNotEqualTo(LOST);
        assertThat(rig.state()).isEqualTo(rig.fold());
    }

    /** Has a task opened, however often the ledger fails before that, and returns its number. */
    private long openedInTheEnd() {
        while (true) {
            try {
                return Ending.task(rig.domain, Ending.agent("carl"), "any");
            } catch (UnavailableException e) {
                assertThat(e).hasMessageContaining("the ledger cannot be written");
            }
        }
    }

    @Test
    void whatNeedsALostSuccessIsNotPermitted() throws IOException {
        Caller ann = Ending.agent("ann");
        long editing = Ending.task(rig.domain, ann, "any");
        long paying = Ending.task(rig.domain, ann, "once");
        CallFacts pay = Ending.facts("erp/pay", VENDOR);
        long edited = Ending.permit(rig.domain, ann, editing, Ending.facts("erp/edit", VENDOR), Optional.empty());
        rig.store.next(Fate.FULL);
        rig.domain.settle(new Command.SettleCall(edited, new Settlement.Succeeded(List.of())));
        Optional<Answer> at = answer(ann, paying, pay);
        // Either it was in the batch that got lost, or it was decided after that: it has no permit from before.
        at.ifPresent(this::assertMissing);
        assertMissing(answer(ann, paying, pay).orElseThrow());
        assertThat(recorded(edited)).contains(LOST);
    }

    private Optional<Answer> answer(Caller caller, long task, CallFacts facts) {
        try {
            return Optional.of(rig.domain
                    .ask(new Command.DecideCall(caller, OptionalLong.of(task), facts))
                    .answer());
        } catch (UnavailableException e) {
            return Optional.empty();
        }
    }

    private void assertMissing(Answer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Deny.class,
                        denied -> assertThat(denied.findings())
                                .extracting(finding -> finding.code())
                                .contains(FindingCode.REQUIREMENT_MISSING));
    }

    @Test
    void whatNeedsASuccessIsPermittedOnceBothAreDurable() throws Exception {
        Caller ann = Ending.agent("ann");
        long editing = Ending.task(rig.domain, ann, "any");
        long paying = Ending.task(rig.domain, ann, "once");
        long edited = Ending.permit(rig.domain, ann, editing, Ending.facts("erp/edit", VENDOR), Optional.empty());
        var held = new Held();
        rig.domain.settle(new Command.SettleCall(edited, new Settlement.Succeeded(List.of())));
        Future<Optional<Answer>> payment =
                background.submit(() -> answer(ann, paying, Ending.facts("erp/pay", VENDOR)));
        await(held.begun);
        assertThat(payment).isNotDone();
        held.letGo();
        assertThat(payment.get().orElseThrow())
                .isInstanceOfSatisfying(
                        Answer.Permit.class,
                        permit -> assertThat(rig.domain.ledger().size()).isGreaterThan(permit.call()));
    }

    @Test
    void oneThatIsLostInARestartIsUnknown() throws Exception {
        long call = Ending.SUCCEEDED.begin(rig.domain);
        rig.store.all(Fate.FULL);
        Ending.SUCCEEDED.end(rig.domain, call);
        assertThatThrownBy(() -> rig.domain.query(state -> state.nextSeq())).isInstanceOf(UnavailableException.class);
        rig.store.all(Fate.WELL);
        rig.restart();
        assertThat(recorded(call))
                .containsInstanceOf(Settlement.Unknown.class)
                .as("a domain that is closed says so itself, or the next start does");
    }

    @Test
    void oneIsDurableThoughNobodyAsksAnythingAfterIt() throws Exception {
        long call = Ending.SUCCEEDED.begin(rig.domain);
        var recorded = new CountDownLatch(1);
        rig.domain.onRecorded(events -> {
            if (events.stream()
                    .anyMatch(one -> one.event() instanceof Event.CallSettled settled && settled.call() == call)) {
                recorded.countDown();
            }
        });
        Ending.SUCCEEDED.end(rig.domain, call);
        await(recorded);
    }

    @Test
    void closingMakesItDurable() throws Exception {
        long call = Ending.SUCCEEDED.begin(rig.domain);
        Ending.SUCCEEDED.end(rig.domain, call);
        rig.restart();
        assertThat(recorded(call)).contains(Ending.SUCCEEDED.told());
    }
}
