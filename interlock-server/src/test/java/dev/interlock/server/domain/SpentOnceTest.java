package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.server.fixture.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What many do with one hold at the same time: one approval is spent once, and one person answers once. */
class SpentOnceTest {

    private static final int ATTEMPTS = 10_000;
    private static final Caller ANN = Rig.agent("ann", "payables");

    private static Bundle approved() {
        Bundle rig = Rig.bundle("approved");
        var rule = new Rule.Require(
                new Rule.Head("AP-02", "", Optional.empty(), false, List.of()),
                "payment.release",
                List.of(),
                Optional.of(new Approval(Optional.of("approvers"), 1, Optional.empty(), 3_600_000)),
                Set.of("vendor.edit"));
        return rig.but().withRules(List.of(rule)).build();
    }

    private static Caller approver(String name) {
        return new Caller(
                name,
                "token-" + name,
                true,
                false,
                new TreeMap<>(),
                new TreeSet<>(Set.of("approvers")),
                Optional.empty());
    }

    private static long held(Rig rig, long task, CallFacts facts) {
        return ((Answer.Hold) rig.call(ANN, task, facts)).hold();
    }

    /** Asks all of it at once, and counts what was permitted. */
    private static int permitted(Rig rig, long task, CallFacts facts, int times) throws Exception {
        var permitted = new AtomicInteger();
        var go = new CountDownLatch(1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < times; i++) {
                all.add(threads.submit(() -> {
                    go.await();
                    while (true) {
                        try {
                            if (rig.call(ANN, task, facts) instanceof Answer.Permit) {
                                permitted.incrementAndGet();
                            }
                            return null;
                        } catch (UnavailableException e) {
                            if (System.nanoTime() > end) {
                                throw e;
                            }
                            Until.pause(); // the queue is full: push back is no answer
                        }
                    }
                }));
            }
            go.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        }
        return permitted.get();
    }

    @Test
    void oneOfTenThousandAttemptsSpendsTheApproval() throws Exception {
        try (Rig rig = new Rig(approved())) {
            long task = rig.open(ANN);
            CallFacts pay = Rig.pay("V-1");
            long hold = held(rig, task, pay);
            assertThat(rig.domain
                            .ask(new Command.AnswerHold(hold, approver("vera"), true, ""))
                            .answer())
                    .isInstanceOf(Answer.Done.class);
            assertThat(permitted(rig, task, pay, ATTEMPTS)).isEqualTo(1);
            assertThat(rig.events().stream().filter(Event.CallReserved.class::isInstance))
                    .hasSize(1);
            rig.restart();
            assertThat(rig.call(ANN, task, pay)).isInstanceOf(Answer.Hold.class);
        }
    }

    @Test
    void ofTwoAnswersOfOnePersonAtOnceOneCounts() throws Exception {
        try (Rig rig = new Rig(approved())) {
            long task = rig.open(ANN);
            long hold = held(rig, task, Rig.pay("V-1"));
            var done = new AtomicInteger();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 100; i++) {
                    threads.execute(() -> {
                        if (rig.domain
                                        .ask(new Command.AnswerHold(hold, approver("vera"), true, ""))
                                        .answer()
                                instanceof Answer.Done) {
                            done.incrementAndGet();
                        }
                    });
                }
            }
            assertThat(done.get()).isEqualTo(1);
        }
    }

    @Test
    void anApprovalAndARejectionAtOnceLeaveOneVerdict() throws Exception {
        try (Rig rig = new Rig(approved())) {
            long task = rig.open(ANN);
            CallFacts pay = Rig.pay("V-1");
            long hold = held(rig, task, pay);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.execute(() -> rig.domain.ask(new Command.AnswerHold(hold, approver("vera"), true, "")));
                threads.execute(() -> rig.domain.ask(new Command.AnswerHold(hold, approver("finn"), false, "")));
            }
            // Whichever came first, a rejection stands.
            assertThat(rig.call(ANN, task, pay)).isInstanceOf(Answer.Deny.class);
        }
    }

    /** The clock of the machine is moved back: time in the record is not, so an old approval does not become young again. */
    @Test
    void aClockThatIsMovedBackMakesNoApprovalGood() throws Exception {
        try (Rig rig = new Rig(approved())) {
            long task = rig.open(ANN);
            CallFacts pay = Rig.pay("V-1");
            long hold = held(rig, task, pay);
            rig.domain.ask(new Command.AnswerHold(hold, approver("vera"), true, ""));
            rig.clock.addAndGet(200_000);
            assertThat(rig.call(ANN, task, Rig.pay("V-2"))).isInstanceOf(Answer.Hold.class);
            long recorded = rig.record().getLast().timeMillis();
            rig.clock.addAndGet(-250_000);
            assertThat(rig.call(ANN, task, Rig.pay("V-3"))).isInstanceOf(Answer.Hold.class);
            assertThat(rig.record().getLast().timeMillis()).isGreaterThanOrEqualTo(recorded);
        }
    }

    @Test
    void aHoldThatWaitedLongEnoughIsNotApproved() throws Exception {
        try (Rig rig = new Rig(approved())) {
            long task = rig.open(ANN);
            long hold = held(rig, task, Rig.pay("V-1"));
            rig.clock.addAndGet(86_400_001);
            Answer late = rig.domain
                    .ask(new Command.AnswerHold(hold, approver("vera"), true, ""))
                    .answer();
            assertThat(late).isInstanceOf(Answer.Refused.class);
            assertThat(((Answer.Refused) late).code()).isIn(RefusalCode.HOLD_EXPIRED, RefusalCode.HOLD_UNKNOWN);
        }
    }
}
