package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.OpenGate;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.CallOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever drains waits for all calls that were let in, and for no others, as often as he likes. */
class InFlightTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final CallAnswer DONE = new CallAnswer.Relayed(Json.object(), Json.object());
    private static final CallContext CALL = new CallContext(
            "erp", "pay", Json.object(), Optional.empty(), Optional.empty(), Revision.modern(), Optional.empty());
    private static final AuthenticatedCaller ANN = Gateway.caller("ann");
    private static final Forwarder NOTHING = (receipt, continuation) -> new CallOutcome.Unknown("not forwarded");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch entered = new CountDownLatch(3);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private interface Body {
        CallAnswer call() throws InterruptedException;
    }

    private static InFlight around(Body body) {
        return new InFlight(new OpenGate() {
            @Override
            public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
                try {
                    return body.call();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private static CallAnswer call(InFlight inFlight) {
        return inFlight.call(ANN, CALL, NOTHING);
    }

    @Test
    void drainingWaitsForCallsUnderWayAndTurnsAwayNewOnes() throws Exception {
        InFlight inFlight = around(() -> {
            entered.countDown();
            go.await();
            return DONE;
        });
        List<Future<CallAnswer>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(threads.submit(() -> call(inFlight)));
        }
        entered.await();
        assertThat(inFlight.drain(Duration.ZERO)).as("patience is over").isEqualTo(3);
        Future<Integer> drained = threads.submit(() -> inFlight.drain(LONG));
        Future<Integer> again = threads.submit(() -> inFlight.drain(LONG));
        for (int i = 0; i < 10; i++) {
            assertThat(call(inFlight))
                    .isInstanceOfSatisfying(
                            CallAnswer.Denied.class,
                            denied -> assertThat(denied.code()).isEqualTo("unavailable"));
        }
        assertThat(drained).isNotDone();
        go.countDown();
        assertThat(drained.get()).isZero();
        assertThat(again.get()).isZero();
        for (var call : calls) {
            assertThat(call.get()).isSameAs(DONE);
        }
        assertThat(inFlight.drain(LONG)).isZero();
        assertThat(call(inFlight)).isInstanceOf(CallAnswer.Denied.class);
    }

    @Test
    void aCallThatThrowsIsOver() {
        InFlight inFlight = around(() -> {
            throw new IllegalStateException("bug");
        });
        try {
            call(inFlight);
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("bug");
        }
        assertThat(inFlight.drain(LONG)).isZero();
    }

    @Test
    void noCallIsUnderWayWhenDrainingIsOver() throws Exception {
        for (int round = 0; round < 300; round++) {
            InFlight inFlight = around(() -> {
                inside.incrementAndGet();
                Thread.yield();
                inside.decrementAndGet();
                return DONE;
            });
            List<Future<?>> callers = new ArrayList<>();
            for (int c = 0; c < 6; c++) {
                callers.add(threads.submit(() -> {
                    while (call(inFlight) instanceof CallAnswer.Relayed) {
                        Thread.yield();
                    }
                }));
            }
            assertThat(inFlight.drain(LONG)).isZero();
            assertThat(inside).as("calls inside after the drain").hasValue(0);
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
    }
}
