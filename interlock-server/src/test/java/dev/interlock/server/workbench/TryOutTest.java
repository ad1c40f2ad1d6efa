package dev.interlock.server.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.server.fixture.Until;
import dev.interlock.server.http.server.Refusal;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The threads on which bundles are tried out: two at a time, and none for ever. */
class TryOutTest {

    private static final long LONG = 600_000;

    private static int status(TryOut tries, Callable<?> work) {
        try {
            tries.of(work);
            return 200;
        } catch (Refusal e) {
            return e.status();
        }
    }

    @Test
    void whatIsTriedIsAnswered() throws Exception {
        try (var tries = new TryOut(LONG)) {
            assertThat(tries.of(() -> 7)).isEqualTo(7);
            assertThatThrownBy(() -> tries.of(() -> {
                        throw new Refusal(400, Refusal.INVALID, "no");
                    }))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("no");
            assertThatThrownBy(() -> tries.of(() -> {
                        throw new IllegalStateException("a bug");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(status(tries, () -> {
                        throw new StackOverflowError();
                    }))
                    .isEqualTo(422);
        }
    }

    @Test
    void noMoreThanTwoAreAtWork() throws Exception {
        try (var tries = new TryOut(LONG)) {
            var begun = new CountDownLatch(2);
            var end = new CountDownLatch(1);
            Callable<Boolean> waits = () -> {
                begun.countDown();
                end.await();
                return true;
            };
            Thread first = Thread.ofVirtual().start(() -> status(tries, waits));
            Thread second = Thread.ofVirtual().start(() -> status(tries, waits));
            begun.await();
            assertThat(status(tries, () -> true)).isEqualTo(503);
            end.countDown();
            first.join();
            second.join();
            Until.holds(() -> status(tries, () -> true) == 200);
        }
    }

    @Test
    void whatTakesTooLongIsGivenUp() throws Exception {
        try (var tries = new TryOut(20)) {
            var interrupted = new CountDownLatch(1);
            assertThat(status(tries, () -> {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                        return true;
                    }))
                    .isEqualTo(422);
            interrupted.await();
        }
    }

    @Test
    void whatGoesOnKeepsItsPlace() throws Exception {
        try (var tries = new TryOut(20)) {
            var end = new CountDownLatch(1);
            var at = new AtomicReference<>(Thread.currentThread());
            Callable<Boolean> stubborn = () -> {
                at.set(Thread.currentThread());
                while (end.getCount() > 0) {
                    Until.pause();
                }
                return true;
            };
            assertThat(status(tries, stubborn)).isEqualTo(422);
            assertThat(status(tries, stubborn)).isEqualTo(422);
            assertThat(status(tries, () -> true)).isEqualTo(503);
            end.countDown();
            Until.holds(() -> status(tries, () -> true) == 200);
            assertThat(at.get()).isNotEqualTo(Thread.currentThread());
        }
    }
}
