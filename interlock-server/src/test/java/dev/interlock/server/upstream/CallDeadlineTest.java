package dev.interlock.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Until;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An exchange that runs on the thread of its caller is ended from elsewhere when nobody waits for it any more. */
class CallDeadlineTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(5);

    private final CountDownLatch ended = new CountDownLatch(1);

    private void endedFor(CallDeadline.Guard guard, String why) throws InterruptedException {
        assertThat(ended.await(2, TimeUnit.MINUTES)).isTrue();
        assertThat(guard.over().orElseThrow().why()).isEqualTo(why);
    }

    @Test
    void whenItsTimeIsUp() throws Exception {
        try (var deadline = new CallDeadline(SHORT, LONG, new Cancellation());
                CallDeadline.Guard guard = deadline.guard(ended::countDown)) {
            endedFor(guard, "no answer within 5 ms");
            assertThat(guard.over().orElseThrow().byCaller()).isFalse();
        }
    }

    @Test
    void whenAnEarlierDeadlineComesAfterALaterOne() throws Exception {
        try (var later = new CallDeadline(LONG, LONG, new Cancellation());
                CallDeadline.Guard patient = later.guard(() -> {});
                var earlier = new CallDeadline(SHORT, LONG, new Cancellation());
                CallDeadline.Guard guard = earlier.guard(ended::countDown)) {
            endedFor(guard, "no answer within 5 ms");
            assertThat(patient.over()).isEmpty();
        }
    }

    @Test
    void whenItsStreamFallsSilent() throws Exception {
        try (var deadline = new CallDeadline(LONG, SHORT, new Cancellation());
                CallDeadline.Guard guard = deadline.guard(ended::countDown)) {
            assertThat(guard.over()).isEmpty(); // as long as it is no stream
            deadline.heard();
            endedFor(guard, "the server's stream was silent for 5 ms");
        }
    }

    @Test
    void whenTheCallerGivesItUp() throws Exception {
        var cancellation = new Cancellation();
        try (var deadline = new CallDeadline(LONG, LONG, cancellation);
                CallDeadline.Guard guard = deadline.guard(ended::countDown)) {
            cancellation.cancel("enough");
            endedFor(guard, CallDeadline.BY_CALLER);
            assertThat(guard.over().orElseThrow().byCaller()).isTrue();
        }
    }

    @Test
    void whenTheCallerHadGivenItUpBefore() throws Exception {
        var cancellation = new Cancellation();
        cancellation.cancel("enough");
        try (var deadline = new CallDeadline(LONG, LONG, cancellation);
                CallDeadline.Guard guard = deadline.guard(ended::countDown)) {
            endedFor(guard, CallDeadline.BY_CALLER);
        }
    }

    @Test
    void theTimeInWhichTheCallerIsAskedDoesNotCount() throws Exception {
        try (var deadline = new CallDeadline(SHORT, LONG, new Cancellation());
                var other = new CallDeadline(SHORT.multipliedBy(10), LONG, new Cancellation())) {
            deadline.pause();
            var otherEnded = new CountDownLatch(1);
            try (CallDeadline.Guard guard = deadline.guard(ended::countDown);
                    CallDeadline.Guard longer = other.guard(otherEnded::countDown)) {
                assertThat(otherEnded.await(2, TimeUnit.MINUTES)).isTrue();
                assertThat(guard.over()).isEmpty();
                deadline.resume();
                endedFor(guard, "no answer within 5 ms");
                assertThat(longer.over()).isPresent();
            }
        }
    }

    @Test
    void whatHasEndedIsNotEndedAgain() {
        var cancellation = new Cancellation();
        try (var deadline = new CallDeadline(LONG, LONG, cancellation)) {
            deadline.guard(ended::countDown).close();
            cancellation.cancel("enough");
            assertThat(ended.getCount()).isOne();
            // The next exchange under the same deadline has a guard of its own.
            var next = new CountDownLatch(1);
            try (CallDeadline.Guard guard = deadline.guard(next::countDown)) {
                Until.holds(() -> guard.over().isPresent() && next.getCount() == 0);
            }
        }
    }
}
