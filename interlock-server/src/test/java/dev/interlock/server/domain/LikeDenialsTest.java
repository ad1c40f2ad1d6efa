package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Like denials: one of them is recorded in full, the others of its minute are counted. */
@Timeout(120)
class LikeDenialsTest {

    private static final Caller ANN = Rig.agent("ann", "payables");
    private static final Caller BEN = Rig.agent("ben", "payables");

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private final Rig rig;
    private final long task;
    private final List<Answer.Deny> heard = new ArrayList<>();

    LikeDenialsTest() throws IOException {
        rig = new Rig();
        task = rig.open(ANN);
        rig.succeed(rig.call(ANN, task, Rig.create()), "vendor/1");
        rig.domain.watch(new Watch() {
            @Override
            public void counted(Answer.Deny denial) {
                heard.add(denial);
            }
        });
    }

    @AfterEach
    void theStateIsTheFold() throws IOException {
        assertThat(rig.state()).isEqualTo(rig.fold());
        rig.close();
    }

    private Answer.Deny denied(Caller agent, long in, CallFacts facts) {
        return (Answer.Deny) rig.call(agent, in, facts);
    }

    private Answer.Deny denied() {
        return denied(ANN, task, Rig.pay("1"));
    }

    private List<Long> inFull() throws IOException {
        return rig.events().stream()
                .filter(Event.CallDenied.class::isInstance)
                .map(event -> ((Event.CallDenied) event).call())
                .toList();
    }

    private List<AgentEvent.DenialsCounted> counted() throws IOException {
        return rig.events().stream()
                .filter(AgentEvent.DenialsCounted.class::isInstance)
                .map(AgentEvent.DenialsCounted.class::cast)
                .toList();
    }

    @Test
    void oneAMinuteIsRecordedAndTheOthersAreCounted() throws IOException {
        Answer.Deny first = denied();
        for (int i = 0; i < 4; i++) {
            assertThat(denied()).isEqualTo(first);
        }
        assertThat(inFull()).containsExactly(first.call());
        assertThat(counted()).isEmpty();
        assertThat(heard).hasSize(4).allMatch(first::equals);
        rig.clock.addAndGet(60_000);
        Answer.Deny next = denied();
        assertThat(next.call()).isNotEqualTo(first.call());
        assertThat(inFull()).containsExactly(first.call(), next.call());
        assertThat(counted()).containsExactly(new AgentEvent.DenialsCounted(first.call(), 4));
    }

    @Test
    void whoeverIsCountedHasTheReceiptOfTheOneThatIsRecorded() {
        Reply first = rig.domain.ask(Rig.call0(ANN, task, Rig.pay("1")));
        Reply other = rig.domain.ask(Rig.call0(ANN, task, Rig.pay("1")));
        assertThat(other.receipt()).isSameAs(first.receipt());
        assertThat(other.events()).isEmpty();
    }

    @Test
    void onOtherKeysSomeAreRecordedInFullAndTheRestIsCounted() throws IOException {
        Answer.Deny latest = denied();
        for (int i = 1; i < LikeDenials.VARIANTS + 5; i++) {
            rig.succeed(rig.call(ANN, task, Rig.create()), "vendor/" + (i + 1));
            Answer.Deny other = denied(ANN, task, Rig.pay("" + (i + 1)));
            assertThat(other.findings()).as("each says what it rests on").isNotEqualTo(latest.findings());
            assertThat(other.call() == latest.call()).as("vendor " + (i + 1)).isEqualTo(i >= LikeDenials.VARIANTS);
            latest = other;
        }
        assertThat(inFull()).hasSize(LikeDenials.VARIANTS);
        rig.clock.addAndGet(60_000);
        rig.domain.ask(new Command.Tick());
        assertThat(counted()).containsExactly(new AgentEvent.DenialsCounted(latest.call(), 5));
    }

    @Test
    void thoseOfOneBatchToo() throws IOException {
        Command pay = Rig.call0(ANN, task, Rig.pay("1"));
        List<BatchResult> came = rig.domain
                .askTogether(Rig.bundle("one").digest(), List.of(pay, pay, pay))
                .orElseThrow();
        assertThat(came)
                .extracting(each -> ((BatchResult.Answered) each).reply().receipt())
                .extracting(Receipt::index)
                .containsOnly(inFull().getFirst());
        assertThat(inFull()).hasSize(1);
    }

    @Test
    void theCountIsRecordedWhenTheMinuteIsOverAndWhenTheServerStops() throws IOException {
        long first = denied().call();
        denied();
        rig.clock.addAndGet(60_000);
        rig.domain.ask(new Command.Tick());
        assertThat(counted()).containsExactly(new AgentEvent.DenialsCounted(first, 1));
        long second = denied().call();
        denied();
        denied();
        rig.restart();
        assertThat(counted())
                .containsExactly(new AgentEvent.DenialsCounted(first, 1), new AgentEvent.DenialsCounted(second, 2));
        assertThat(denied().call()).as("a process knows those that it recorded").isGreaterThan(second);
    }

    @Test
    void othersAreRecordedInFull() throws IOException {
        long other = rig.open(BEN);
        denied();
        denied(BEN, other, Rig.facts("erp/none", Rig.marks(), List.of(), List.of()));
        denied(BEN, task, Rig.pay("1"));
        denied(ANN, 9_999, Rig.pay("1"));
        denied(ANN, other, Rig.pay("1"));
        assertThat(inFull()).as("by party, tool and reason").hasSize(5);
    }

    @Test
    void anotherTaskIsAnotherAttempt() throws IOException {
        Answer.Deny first = denied();
        Answer.Deny again = denied(ANN, rig.open(ANN), Rig.pay("1"));
        assertThat(inFull()).containsExactly(first.call(), again.call());
    }

    /** Attempts of a stolen instance are not lost among those of the one that it was stolen from. */
    @Test
    void anotherInstanceIsAnotherAttempt() throws IOException {
        Answer.Deny first = denied();
        var other = new Caller(
                ANN.name(), "token-other", false, true, ANN.attributes(), ANN.groups(), ANN.implicitIntent());
        Answer.Deny again = denied(other, task, Rig.pay("1"));
        assertThat(denied(other, task, Rig.pay("1"))).isEqualTo(again);
        assertThat(inFull()).containsExactly(first.call(), again.call());
    }

    /** Anybody can think of names of tools. */
    @Test
    void toolsThatThereAreNotAreAllAlike() throws IOException {
        for (int i = 0; i < 5; i++) {
            denied(ANN, task, Rig.facts("erp/none-" + i, Rig.marks(), List.of(), List.of()));
        }
        assertThat(inFull()).hasSize(1);
    }

    @Test
    void whatIsAskedUnderAKeyIsRecordedInFull() throws IOException {
        for (int i = 0; i < 3; i++) {
            var asking = new Asking("mesh", 60_000, Optional.of(new ExternalRequest.Request("key-" + i, "sha-256:1")));
            rig.domain.ask(new Command.DecideCall(
                    ANN,
                    OptionalLong.of(task),
                    Rig.pay("1"),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.of(asking)));
        }
        assertThat(inFull()).hasSize(3);
    }

    @Test
    void oneThatCouldNotBeRecordedIsLikeNone() throws IOException {
        rig.store.next(FaultyStore.Fate.FULL);
        assertThatThrownBy(this::denied).isInstanceOf(UnavailableException.class);
        Answer.Deny first = denied();
        assertThat(denied()).isEqualTo(first);
        assertThat(inFull()).containsExactly(first.call());
    }

    @Test
    void anotherBundleDeniesAnew() throws IOException {
        Answer.Deny first = denied();
        rig.propose("two");
        rig.activate("two", () -> {});
        assertThat(denied().call()).isGreaterThan(first.call());
        rig.propose("one");
        rig.activate("one", () -> {});
    }

    @Test
    void thereIsABoundToWhatIsKnown() {
        var denials = new LikeDenials();
        for (int i = 0; i < 10_001; i++) {
            denials.recorded(like(i), i, 0);
        }
        assertThat(denials.count(like(9_999), 59_999)).isNotNull();
        assertThat(denials.count(like(10_000), 1)).as("beyond the bound").isNull();
        assertThat(denials.due(60_000)).containsExactly(new AgentEvent.DenialsCounted(9_999, 1));
        denials.recorded(like(10_000), 10_002, 60_000);
        assertThat(denials.count(like(10_000), 60_001)).isNotNull();
    }

    private static LikeDenials.Like like(int number) {
        return new LikeDenials.Like("sha-256:one", "ann", "erp/pay-" + number, "duty-conflict AP-01", "vendor/1");
    }
}
