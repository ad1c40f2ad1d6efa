package dev.interlock.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.Background;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway before an ERP that is down, slow, dying or lying: what the agent is told, and what is recorded. */
class UpstreamFaultTest {

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    /** Faults that the gateway hears of. */
    private static final List<String> TOLD =
            List.of("crash-after", "crash-before", "answer no-result", "answer internal-error", "answer empty-result");

    /** Faults after which the gateway waits as long as it may for the ERP: for all of these at the same time. */
    private static final List<String> UNANSWERED = List.of("answer not-json", "answer wrong-id", "answer silence");

    @TempDir
    Path temporary;

    @Test
    void whatIsInDoubtIsUnknownAndTheGatewayGoesOn() throws Exception {
        var served = new ServedFolder(temporary);
        List<String> faults = Stream.concat(TOLD.stream(), UNANSWERED.stream()).toList();
        var told = new ArrayList<String>();
        try (var server = served.start();
                var threads = new Background()) {
            assertThat(outcome(server.call("create_vendor", vendor()))).isEqualTo("succeeded");
            for (String fault : TOLD) {
                served.faults.script("create_vendor", "once", fault);
                told.add(reached(server));
            }
            List<Future<String>> waiting = new ArrayList<>();
            for (String fault : UNANSWERED) {
                served.faults.script("create_vendor", "once", fault);
                waiting.add(threads.submit(() -> reached(server)));
                served.faults.awaitEntered("create_vendor", 1 + TOLD.size() + waiting.size());
            }
            for (Future<String> each : waiting) {
                told.add(each.get(5, TimeUnit.MINUTES));
            }
            assertThat(reached(server)).isEqualTo("succeeded");
            server.process.destroy();
            assertThat(server.process.waitFor()).isZero();
        }
        assertThat(told).containsOnly("unknown").hasSameSizeAs(faults);
        List<Settlement> settled = settlements(served).stream()
                .filter(s -> !(s instanceof Settlement.Failed))
                .toList();
        assertThat(settled).hasSize(faults.size() + 2);
        assertThat(settled.getFirst()).isInstanceOf(Settlement.Succeeded.class);
        assertThat(settled.getLast()).isInstanceOf(Settlement.Succeeded.class);
        assertThat(settled.subList(1, settled.size() - 1))
                .allSatisfy(s -> assertThat(s)
                        .isInstanceOfSatisfying(
                                Settlement.Unknown.class,
                                u -> assertThat(u.reason()).isNotBlank()));
    }

    @Test
    void anUpstreamThatIsDownHasDoneNothing() throws Exception {
        var served = new ServedFolder(temporary).withErp("no-such-program-" + System.nanoTime());
        try (var server = served.start()) {
            CallOutcome answer = server.call("create_vendor", vendor());
            assertThat(outcome(answer)).isEqualTo("failed");
            assertThat(answer.toString()).contains("the tool was not reached");
            server.process.destroy();
            assertThat(server.process.waitFor()).isZero();
        }
        assertThat(settlements(served))
                .singleElement()
                .isInstanceOfSatisfying(
                        Settlement.Failed.class,
                        failed -> assertThat(failed.reason()).startsWith("unreachable: "));
    }

    /** Calls until the ERP is reached: after a crash it is started again, and until then nothing is done. */
    private static String reached(ServedFolder.Served server) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
        while (System.nanoTime() < deadline) {
            String outcome = outcome(server.call("create_vendor", vendor()));
            if (!outcome.equals("failed")) {
                return outcome;
            }
            LockSupport.parkNanos(PAUSE); // both processes need the time to come there
        }
        throw new AssertionError("the erp is not reached any more");
    }

    private static List<Settlement> settlements(ServedFolder served) throws Exception {
        return served.record().stream()
                .filter(r -> r.event() instanceof Event.CallSettled)
                .map(r -> ((Event.CallSettled) r.event()).settlement())
                .toList();
    }

    /** The outcome that the gateway tells the agent. */
    private static String outcome(CallOutcome answer) {
        assertThat(answer).isInstanceOf(CallOutcome.Result.class);
        JsonNode outcome = ((CallOutcome.Result) answer).result().findValue("outcome");
        assertThat(outcome).as(answer.toString()).isNotNull();
        return outcome.asText();
    }

    private static ObjectNode vendor() {
        return Json.object().put("name", "Acme").put("iban", "DE89370400440532013000");
    }
}
