package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many doors, one writer: everybody gets an answer, and the record has one order that explains all of them. */
class ConcurrencyTest {

    private static final Caller ANN = Rig.agent("ann", "payables");

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private final Rig rig;
    private final long task;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ConcurrencyTest() throws IOException {
        rig = new Rig();
        task = rig.open(ANN);
    }

    @AfterEach
    void close() throws IOException {
        threads.shutdownNow();
        rig.close();
    }

    /** Holds the writer until the latch is released. */
    private Future<Boolean> holdWriter(CountDownLatch release) throws InterruptedException {
        var held = new CountDownLatch(1);
        Future<Boolean> query = threads.submit(() -> rig.domain.queryWriter(state -> {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return true;
        }));
        held.await();
        return query;
    }

    @Test
    void manyThreadsAgreeWithTheRecord() throws Exception {
        int workers = 12;
        var barrier = new CyclicBarrier(workers);
        List<Future<List<Reply>>> running = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            var random = new Random(42 + w);
            Caller caller = Rig.agent("agent-" + w, "owner-" + w % 3);
            long mine = rig.open(caller);
            running.add(threads.submit(() -> {
                barrier.await();
                var replies = new ArrayList<Reply>();
                for (int i = 0; i < 250; i++) {
                    String vendor = "v" + random.nextInt(40);
                    Reply reply = rig.domain.ask(
                            Rig.call0(caller, mine, random.nextBoolean() ? Rig.create() : Rig.pay(vendor)));
                    replies.add(reply);
                    if (reply.answer() instanceof Answer.Permit permit && random.nextInt(10) > 0) {
                        replies.add(rig.domain.ask(settle(permit, vendor, random)));
                    }
                }
                return replies;
            }));
        }
        var indices = new HashSet<Long>();
        var verdicts = new HashSet<Class<?>>();
        for (var future : running) {
            for (Reply reply : future.get()) {
                verdicts.add(reply.answer().getClass());
                boolean counted =
                        reply.answer() instanceof Answer.Deny && reply.events().isEmpty();
                for (var receipt : reply.receipts()) {
                    assertThat(indices.add(receipt.index()) || counted)
                            .as("one receipt for one entry, but that like denials share one")
                            .isTrue();
                    rig.store.read(
                            receipt.index(),
                            receipt.index() + 1,
                            (index, leaf, opening) -> assertThat(leaf).isEqualTo(receipt.leaf()));
                    assertThat(rig.domain.history().event(receipt.index()).seq())
                            .isEqualTo(receipt.index());
                }
            }
        }
        assertThat(verdicts).contains(Answer.Permit.class, Answer.Deny.class, Answer.Done.class);
        rig.clock.addAndGet(60_000);
        rig.domain.ask(new Command.Tick()); // records how many denials were like others
        assertThat(rig.state()).isEqualTo(rig.fold());
        byte[] before = rig.fold();
        long size = rig.domain.ledger().size();
        rig.domain.close(); // which adds the entry that names a snapshot
        rig.store.reopen();
        State reopened = State.empty(Rig.bundle("one"));
        new LedgerReplayer(rig.store).catchUp(reopened, size);
        assertThat(StateSnapshot.write(reopened)).isEqualTo(before);
    }

    private static Command settle(Answer.Permit permit, String vendor, Random random) {
        return new Command.SettleCall(
                permit.call(),
                switch (random.nextInt(4)) {
                    case 0 -> new Settlement.Failed("refused");
                    case 1 -> new Settlement.Unknown("no answer");
                    default -> new Settlement.Succeeded(List.of(new dev.interlock.engine.model.Key("vendor", vendor)));
                });
    }

    @Test
    void noCallSlipsBetweenTwoBundles() throws Exception {
        rig.succeed(rig.call(ANN, task, Rig.create()), "vendor/1");
        var policy = new AtomicReference<>("sha-256:one");
        var done = new AtomicBoolean();
        var paced = new Semaphore(0); // every activation folds all history: it must not grow faster than that
        List<Future<Integer>> callers = new ArrayList<>();
        for (int c = 0; c < 8; c++) {
            callers.add(threads.submit(() -> {
                int calls = 0;
                while (!done.get()) {
                    paced.acquire();
                    String digest = policy.get();
                    Optional<Reply> reply = rig.domain.decideUnder(digest, Rig.call0(ANN, task, Rig.pay("1")));
                    if (reply.isEmpty()) {
                        continue; // mapped again under the other
                    }
                    Recorded decided =
                            rig.domain.history().event(reply.get().receipt().index());
                    assertThat(decided.bundle())
                            .as("decided by the bundle it was mapped under")
                            .isEqualTo(digest);
                    assertThat(reply.get().answer()).as("history is kept").isInstanceOf(Answer.Deny.class);
                    calls++;
                }
                return calls;
            }));
        }
        for (int i = 0; i < 60; i++) {
            paced.release(100);
            String name = i % 2 == 0 ? "two" : "one";
            rig.propose(name);
            assertThat(rig.activate(name, () -> policy.set("sha-256:" + name))).isInstanceOf(Answer.Done.class);
        }
        done.set(true);
        paced.release(callers.size());
        int calls = 0;
        for (var caller : callers) {
            calls += caller.get();
        }
        assertThat(calls).isPositive();
        String inForce = "";
        for (Recorded recorded : rig.record()) {
            if (recorded.event() instanceof Event.BundleActivated activated) {
                inForce = activated.digest();
            }
            assertThat(recorded.bundle()).isEqualTo(inForce);
        }
        assertThat(rig.events().stream().filter(Event.BundleActivated.class::isInstance))
                .hasSize(61);
    }

    @Test
    void aCallMappedUnderAnotherBundleIsNotDecided() throws IOException {
        long size = rig.domain.ledger().size();
        assertThat(rig.domain.decideUnder("sha-256:two", Rig.call0(ANN, task, Rig.pay("1"))))
                .isEmpty();
        assertThat(rig.domain.ledger().size()).isEqualTo(size);
    }

    @Test
    void whenTooMuchWaitsCallsAreTurnedAway() throws Exception {
        int places = 8_192;
        int more = 50;
        var release = new CountDownLatch(1);
        Future<Boolean> held = holdWriter(release);
        var turnedAway = new CountDownLatch(more);
        List<Future<Boolean>> asked = new ArrayList<>();
        for (int i = 0; i < places + 1 + more; i++) {
            asked.add(threads.submit(() -> {
                try {
                    rig.call(ANN, task, Rig.edit("7"));
                    return true;
                } catch (UnavailableException e) {
                    assertThat(e).hasMessageContaining("too many calls are waiting");
                    turnedAway.countDown();
                    return false;
                }
            }));
        }
        turnedAway.await();
        release.countDown();
        assertThat(held.get()).isTrue();
        int answered = 0;
        for (var one : asked) {
            answered += one.get() ? 1 : 0;
        }
        assertThat(answered)
                .as("the writer's thread may have taken one out of the queue before its turn")
                .isBetween(places, places + 1);
        assertThat(rig.call(ANN, task, Rig.edit("7"))).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void everyCallerGetsAnAnswerWhenTheDomainCloses() throws Exception {
        for (int round = 0; round < 20; round++) {
            if (round > 0) {
                rig.restart();
            }
            int callers = 16;
            var barrier = new CyclicBarrier(callers + 1);
            List<Future<Integer>> running = new ArrayList<>();
            for (int c = 0; c < callers; c++) {
                Callable<Integer> untilClosed = () -> {
                    barrier.await();
                    for (int answered = 0; ; answered++) {
                        try {
                            rig.call(ANN, task, Rig.edit("7"));
                        } catch (UnavailableException e) {
                            return answered;
                        }
                    }
                };
                running.add(threads.submit(untilClosed));
            }
            barrier.await();
            rig.domain.close();
            int answered = 0;
            for (var one : running) {
                answered += one.get();
            }
            rig.store.reopen();
            long recorded = new LedgerReplayer(rig.store).all(Rig.bundle("one")).nextSeq();
            assertThat(recorded).as("every answer is in the record").isGreaterThanOrEqualTo(answered);
        }
    }

    @Test
    void closingDecidesWhatWaitsAndTurnsAwayWhatComesLater() throws Exception {
        var release = new CountDownLatch(1);
        Future<Boolean> held = holdWriter(release);
        var asked = new CountDownLatch(1);
        Future<Answer> waiting = threads.submit(() -> {
            asked.countDown();
            return rig.call(ANN, task, Rig.edit("7"));
        });
        asked.await();
        Future<Boolean> closing = threads.submit(() -> {
            rig.domain.close();
            return true;
        });
        while (rig.domain.ready()) {
            Until.pause();
        }
        assertThatThrownBy(() -> rig.call(ANN, task, Rig.edit("7")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("shutting down");
        release.countDown();
        assertThat(held.get()).isTrue();
        assertThat(closing.get()).isTrue();
        assertThat(waiting).succeedsWithin(java.time.Duration.ofSeconds(10)).isInstanceOf(Answer.class);
        rig.domain.close(); // once more does nothing
    }

    @Test
    void anInterruptDoesNotLoseAReservation() throws Exception {
        var release = new CountDownLatch(1);
        Future<Boolean> held = holdWriter(release);
        var answer = new AtomicReference<Answer>();
        var flag = new AtomicBoolean();
        Thread caller = Thread.ofPlatform().start(() -> {
            answer.set(rig.call(ANN, task, Rig.pay("1")));
            flag.set(Thread.currentThread().isInterrupted());
        });
        while (caller.getState() != Thread.State.WAITING) {
            Until.pause();
        }
        caller.interrupt();
        release.countDown();
        caller.join();
        assertThat(held.get()).isTrue();
        assertThat(answer.get()).isInstanceOf(Answer.Permit.class);
        assertThat(flag).as("the interrupt is passed on").isTrue();
    }
}
