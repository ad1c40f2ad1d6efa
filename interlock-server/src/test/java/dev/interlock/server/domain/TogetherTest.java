package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Commands that are asked together: one history, one wait for the disk. */
class TogetherTest {

    private static final Caller ANN = Rig.agent("ann", "payables");

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private final Rig rig;
    private final long task;
    private final AtomicInteger appends = new AtomicInteger();

    TogetherTest() throws IOException {
        rig = new Rig(bundle());
        task = rig.open(ANN);
        rig.domain.watch(new Watch() {
            @Override
            public void appended(int entries, long nanos) {
                appends.incrementAndGet();
            }
        });
    }

    @AfterEach
    void isOneHistory() throws IOException {
        assertThat(rig.call(ANN, task, Rig.create())).isInstanceOf(Answer.Permit.class);
        assertThat(rig.state()).isEqualTo(rig.fold());
        rig.close();
    }

    /** Whoever edits a vendor does not pay it. */
    private static Bundle bundle() {
        Bundle one = Rig.bundle("one");
        var rule = new Rule.Separate(
                new Rule.Head("AP-02", "", Optional.empty(), false, List.of()),
                List.of(Set.of("vendor.edit"), Set.of("payment.release")),
                "vendor",
                OptionalLong.empty(),
                1,
                Optional.empty());
        return one.but().withRules(List.of(rule)).build();
    }

    private List<Command> calls(CallFacts... facts) {
        return Stream.of(facts).map(each -> Rig.call0(ANN, task, each)).toList();
    }

    private List<BatchResult> together(CallFacts... facts) {
        return rig.domain.askTogether(bundle().digest(), calls(facts)).orElseThrow();
    }

    private static Answer answer(BatchResult came) {
        return ((BatchResult.Answered) came).reply().answer();
    }

    @Test
    void eachCountsThoseBeforeItAndTheyAreDurableTogether() throws IOException {
        List<BatchResult> came = together(Rig.edit("1"), Rig.pay("1"), Rig.pay("2"), Rig.edit("2"));
        assertThat(came.stream().map(each -> answer(each).getClass().getSimpleName()))
                .containsExactly("Permit", "Deny", "Permit", "Deny");
        assertThat(appends).hasValue(1);
        assertThat(rig.events().stream().filter(Event.CallDecided.class::isInstance))
                .extracting(each -> each.getClass().getSimpleName())
                .containsExactly("CallReserved", "CallDenied", "CallReserved", "CallDenied");
    }

    @Test
    void whatCannotBeRecordedIsNoneOfThem() throws IOException {
        rig.store.next(FaultyStore.Fate.FULL);
        assertThat(together(Rig.edit("1"), Rig.pay("2")))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).isInstanceOf(BatchResult.Nothing.class));
        assertThat(answer(together(Rig.pay("1")).getFirst()))
                .as("nothing of it counts")
                .isInstanceOf(Answer.Permit.class);
        assertThat(rig.events().stream().filter(Event.CallReserved.class::isInstance))
                .hasSize(1);
    }

    @Test
    void whatWasWrittenWithoutAWordWasCarriedOutByNobody() throws IOException {
        rig.store.next(FaultyStore.Fate.UNACKNOWLEDGED);
        assertThat(together(Rig.edit("1"), Rig.edit("2")))
                .allSatisfy(each -> assertThat(each).isInstanceOf(BatchResult.Nothing.class));
        assertThat(together(Rig.pay("1"), Rig.pay("2")))
                .allSatisfy(each -> assertThat(answer(each)).isInstanceOf(Answer.Permit.class));
    }

    @Test
    void oneThatCannotBeDecidedTakesNoOtherAlong() {
        Command bad = Rig.call0(ANN, task, Rig.facts("erp/pay", new BadDecisionTest.Mine(), List.of(), List.of()));
        List<BatchResult> came = rig.domain
                .askTogether(
                        bundle().digest(),
                        List.of(Rig.call0(ANN, task, Rig.edit("1")), bad, Rig.call0(ANN, task, Rig.pay("1"))))
                .orElseThrow();
        assertThat(answer(came.get(0))).isInstanceOf(Answer.Permit.class);
        assertThat(came.get(1)).isInstanceOf(BatchResult.Nothing.class);
        assertThat(answer(came.get(2))).isInstanceOf(Answer.Deny.class);
    }

    @Test
    void underAnotherBundleNoneIsDecided() throws IOException {
        int before = rig.events().size();
        assertThat(rig.domain.askTogether("sha-256:other", calls(Rig.edit("1"), Rig.edit("2"))))
                .isEmpty();
        assertThat(rig.events()).hasSize(before);
    }

    @Test
    void nothingComesBetweenThem() throws Exception {
        int workers = 8;
        var barrier = new CyclicBarrier(workers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                String name = "v" + w;
                Callable<Boolean> asking = () -> {
                    barrier.await();
                    for (int i = 0; i < 50; i++) {
                        List<BatchResult> came = together(Rig.edit(name), Rig.edit(name + "b"), Rig.edit(name + "c"));
                        long first = ((BatchResult.Answered) came.getFirst())
                                .reply()
                                .receipt()
                                .index();
                        for (int k = 0; k < came.size(); k++) {
                            assertThat(((BatchResult.Answered) came.get(k))
                                            .reply()
                                            .receipt()
                                            .index())
                                    .isEqualTo(first + k);
                        }
                    }
                    return true;
                };
                running.add(threads.submit(asking));
            }
            for (Future<Boolean> each : running) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    @Test
    void nobodyWaitsForADomainThatIsClosed() throws IOException {
        try (Rig closed = new Rig(bundle())) {
            closed.domain.close();
            assertThatThrownBy(() -> closed.domain.askTogether(bundle().digest(), calls(Rig.edit("1"), Rig.edit("2"))))
                    .isInstanceOf(UnavailableException.class);
        }
    }
}
