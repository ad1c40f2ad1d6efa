package dev.interlock.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.server.json.Json;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteReader;
import dev.interlock.server.upstream.CallOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a gateway with a call in flight: the call ends, its outcome is recorded, and the next start is clean. */
class ShutdownTest {

    @TempDir
    Path temporary;

    @Test
    void aCallInFlightEndsAndIsRecordedBeforeTheProcessDoes() throws Exception {
        var served = new ServedFolder(temporary);
        served.faults.script("create_vendor", "once", "wait-after go");
        try (var server = served.start()) {
            var inFlight = CompletableFuture.supplyAsync(() -> server.call("create_vendor", vendor()));
            served.faults.awaitCommitted("create_vendor", 1);

            server.process.destroy(); // SIGTERM
            awaitTurningAway(server);
            assertThat(inFlight).as("it waits for the call").isNotDone();
            assertThat(server.process.isAlive()).isTrue();

            served.faults.open("go");
            assertThat(inFlight.get(120, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            CallOutcome.Result.class,
                            done -> assertThat(done.result()
                                            .at("/structuredContent/vendor_id")
                                            .asText())
                                    .isEqualTo("V-1001"));
            assertThat(server.process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(server.process.exitValue()).as(served.err()).isZero();
        }
        assertThat(outcomes(served)).containsExactly(new Settlement.Succeeded(List.of(new Key("vendor", "V-1001"))));
        assertVerified(served);

        int before = served.record().size();
        String atStart;
        try (var again = served.start()) {
            atStart = served.err();
            again.process.destroy();
            assertThat(again.process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(again.process.exitValue()).isZero();
        }
        assertThat(served.record()).as("a clean start has nothing to add").hasSize(before);
        assertThat(served.err())
                .as("a clean end says nothing, whatever the start said of the configuration")
                .isEqualTo(atStart);
    }

    /** New calls are turned away while the one in flight is waited for. */
    private static void awaitTurningAway(ServedFolder.Served server) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            CallOutcome outcome = server.call("list_vendors", Json.object());
            assertThat(outcome).isInstanceOf(CallOutcome.Result.class);
            if (outcome.toString().contains("shutting down")) {
                return;
            }
        }
        throw new AssertionError("it goes on taking calls");
    }

    @Test
    void aCallThatIsKilledWithTheGatewayIsUnknown() throws Exception {
        var served = new ServedFolder(temporary);
        served.faults.script("create_vendor", "once", "wait-after never");
        try (var server = served.start()) {
            var inFlight = CompletableFuture.supplyAsync(() -> server.call("create_vendor", vendor()));
            served.faults.awaitCommitted("create_vendor", 1);
            server.process.toHandle().destroyForcibly(); // SIGKILL
            assertThat(inFlight.get(120, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Unknown.class);
        }
        try (var again = served.start()) {
            again.process.destroy();
            assertThat(again.process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(outcomes(served))
                .containsExactly(new Settlement.Unknown("the gateway stopped before the outcome was known"));
        assertVerified(served);
    }

    private static List<Settlement> outcomes(ServedFolder served) throws Exception {
        long call = served.record().stream()
                .map(Recorded::event)
                .filter(e ->
                        e instanceof Event.CallReserved r && r.facts().tool().equals("erp/create_vendor"))
                .map(e -> ((Event.CallReserved) e).call())
                .findFirst()
                .orElseThrow();
        return served.record().stream()
                .filter(r -> r.event() instanceof Event.CallSettled s && s.call() == call)
                .map(r -> ((Event.CallSettled) r.event()).settlement())
                .toList();
    }

    private static void assertVerified(ServedFolder served) throws Exception {
        try (SqliteReader reader = SqliteReader.open(served.data())) {
            assertThat(new Verifier(SigningKeyFile.loadPublic(served.data())).verify(reader))
                    .isInstanceOf(Report.Verified.class);
        }
    }

    private static ObjectNode vendor() {
        return Json.object().put("name", "Acme").put("iban", "DE89370400440532013000");
    }
}
