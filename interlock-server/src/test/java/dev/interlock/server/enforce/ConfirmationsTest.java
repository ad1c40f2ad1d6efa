package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.CallOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that find out what came of calls, on a real domain, where a test says when to look. */
class ConfirmationsTest {

    private static final String BUNDLE = """
        interlock: v1
        name: payments
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {high: {independence: another, on-conflict: deny, on-missing: deny}}
        intents: {pay: {goal: Pay, allow: [payment.release, payment.read]}}
        server: bank
        objects: {payment: {id: {form: text}}}
        tools:
          pay:
            duty: payment.release
            creates: {payment: result.id}
            arguments: {reference: text}
            risk: high
            confirm:
              call: find
              with: {reference: args.reference}
              succeeded: 'result.state == "found"'
              final: 60s
              creates: {payment: result.id}
          find: {duty: payment.read, effect: read, risk: high}
        """;
    private static final Caller ANN = Stage.agent("ann", "team-ann", "pay");
    /** Reads at one server at a time, as the documentation has it. */
    private static final int AT_ONCE = 8;

    private final LookByHand timer = new LookByHand();
    private final Bank bank = new Bank();
    private Stage stage;
    private Confirmations confirmations;

    /** A timer whose task is run by the test. */
    private static final class LookByHand extends ScheduledThreadPoolExecutor {
        private Runnable look = () -> {};

        LookByHand() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
            look = command;
            return schedule(() -> {}, 0, unit);
        }
    }

    /** A bank that has made each payment. */
    private static final class Bank implements ConfirmReads {
        private final CountDownLatch open = new CountDownLatch(1);
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger twice = new AtomicInteger();
        private final Set<Object> asked = ConcurrentHashMap.newKeySet();

        @Override
        public CallOutcome read(String server, String tool, Map<String, Object> arguments) {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Object reference = arguments.get("reference");
            if (!asked.add(reference)) {
                twice.incrementAndGet();
            }
            underWay.decrementAndGet();
            ObjectNode result = Json.object();
            result.putArray("content");
            result.putObject("structuredContent").put("state", "found").put("id", "P-" + reference);
            return new CallOutcome.Result(result, false);
        }

        @Override
        public Optional<ObjectNode> offered(String server, String tool) {
            return Optional.empty();
        }
    }

    @BeforeEach
    void start() throws Exception {
        Quiet.on();
        stage = Stage.of(BUNDLE);
        confirmations = new Confirmations(stage.domain, () -> stage.policy, bank, timer);
        confirmations.start();
    }

    @AfterEach
    void stop() throws IOException {
        confirmations.close();
        timer.shutdownNow();
        stage.close();
    }

    private void pay(int reference) {
        var context = new CallContext(
                "bank",
                "pay",
                Stage.json("{\"reference\":\"" + reference + "\"}"),
                Optional.empty(),
                Optional.empty(),
                Revision.modern(),
                Optional.empty());
        stage.gate.call(
                new AuthenticatedCaller(ANN),
                context,
                (receipt, continuation) -> new CallOutcome.Unknown("it hung up"));
    }

    private List<Event.CallConfirmed> confirmed() {
        try {
            return stage.events().stream()
                    .filter(Event.CallConfirmed.class::isInstance)
                    .map(Event.CallConfirmed.class::cast)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneLookReadsForAllThatAreDueAFewAtOnce() {
        int calls = 5 * AT_ONCE;
        for (int i = 0; i < calls; i++) {
            pay(i);
        }
        stage.clock.addAndGet(6_000);

        timer.look.run();
        Until.is(bank.underWay::get, AT_ONCE);
        // A second look while the first one's reads are under way asks about nothing twice.
        timer.look.run();
        bank.open.countDown();

        Until.is(() -> confirmed().size(), calls);
        assertThat(bank.most).hasValue(AT_ONCE);
        assertThat(bank.twice).hasValue(0);
        assertThat(confirmed())
                .extracting(each -> each.settlement().named().getFirst())
                .doesNotHaveDuplicates()
                .contains(new Key("payment", "P-0"));
        assertThat(confirmed())
                .allSatisfy(each -> assertThat(each.settlement()).isInstanceOf(Settlement.Succeeded.class));
        assertThat(confirmations.reads())
                .containsEntry("succeeded", (long) calls)
                .containsEntry("error", 0L);
    }
}
