package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ready is a domain that could record the next decision: found out where nobody has decided anything for a while. */
class ReadinessTest {

    private static final Caller ANN = Rig.agent("ann", "payables");

    private Rig rig;
    private long task;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void open() throws IOException {
        rig = new Rig();
        task = Rig.task(rig.domain, ANN);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private boolean readyNow() {
        return rig.domain.ready(Duration.ZERO);
    }

    @Test
    void aMediumThatFailsWhileNobodyAsksIsFoundOut() {
        assertThat(readyNow()).isTrue();
        long size = rig.domain.ledger().size();
        rig.store.all(Fate.FULL);
        assertThat(readyNow()).isFalse();
        assertThat(rig.domain.ready()).as("believed for a moment").isFalse();
        rig.store.all(Fate.WELL);
        assertThat(readyNow()).isTrue();
        assertThat(rig.domain.ready()).isTrue();
        assertThat(rig.domain.ledger().size()).as("nothing is recorded for it").isEqualTo(size);
    }

    @Test
    void whereReadingWorksAndWritingDoesNotItIsNotReady() {
        rig.store.all(Fate.FULL);
        assertThatThrownBy(() -> rig.call(ANN, task, Rig.pay("7"))).isInstanceOf(UnavailableException.class);
        assertThat(rig.domain.<Integer>query(state -> state.tasks().active().size()))
                .as("can be looked at")
                .isEqualTo(1);
        assertThat(rig.domain.ready()).isFalse();
        assertThat(readyNow()).isFalse();
        rig.store.all(Fate.WELL);
        assertThat(rig.call(ANN, task, Rig.pay("7"))).isInstanceOf(Answer.Permit.class);
        assertThat(rig.domain.ready()).isTrue();
    }

    @Test
    void aMediumThatDoesNotAnswerIsNotReady() throws Exception {
        var stuck = new CountDownLatch(1);
        var there = new CountDownLatch(1);
        rig.store.beforeAppend(() -> {
            there.countDown();
            try {
                stuck.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread caller = Thread.ofVirtual().start(() -> rig.call(ANN, task, Rig.pay("7")));
        there.await();
        assertThat(readyNow()).as("answered all the same").isFalse();
        stuck.countDown();
        caller.join();
        assertThat(readyNow()).isTrue();
    }

    @Test
    void aDomainThatIsClosedIsNotReady() throws IOException {
        rig.domain.close();
        assertThat(readyNow()).isFalse();
    }
}
