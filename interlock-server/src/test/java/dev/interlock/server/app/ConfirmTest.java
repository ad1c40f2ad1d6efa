package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.server.fixture.Background;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway that finds out by itself what came of a payment, at a server that answers with errors, lies, loops or is down. */
class ConfirmTest {

    private static final String BUNDLE = """
        interlock: v1
        name: payments
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {high: {independence: another, on-conflict: deny, on-missing: deny}}
        intents: {pay: {goal: Pay, allow: [payment.release, payment.read]}}
        server: bank
        objects: {payment: {}}
        tools:
          pay:
            duty: payment.release
            creates: {payment: result.id}
            arguments: {reference: text, how: text}
            risk: high
            confirm:
              call: find
              with: {reference: args.reference}
              succeeded: 'result.state == "found"'
              failed: '"absent" in result'
              final: 60s
              creates: {payment: result.id}
          find: {duty: payment.read, effect: read, risk: high}
        """;

    private static final Instant BEGINNING = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGINNING);
    private LyingServer bank;
    private ServedBank server;

    @BeforeEach
    void start() throws IOException {
        server = new ServedBank(folder, BUNDLE, "60s", now::get);
        bank = server.bank;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void pay(String how) {
        pay(server, "R-1", how);
    }

    private static void pay(ServedBank gateway, String reference, String how) {
        gateway.call("pay", Json.object().put("reference", reference).put("how", how));
        assertThat(gateway.recorded(Event.CallSettled.class).getLast().settlement())
                .isInstanceOf(Settlement.Unknown.class);
    }

    private void pass(Duration time) {
        pass(now, time);
    }

    private static void pass(AtomicReference<Instant> clock, Duration time) {
        clock.updateAndGet(before -> before.plus(time));
    }

    private void untilAsked(int times) {
        Until.holds(() -> bank.finds() >= times);
    }

    private List<Event.CallConfirmed> confirmed() {
        return confirmed(server);
    }

    private static List<Event.CallConfirmed> confirmed(ServedBank gateway) {
        return gateway.recorded(Event.CallConfirmed.class);
    }

    private Event.CallConfirmed whatIsConfirmed() {
        return whatIsConfirmed(server);
    }

    private static Event.CallConfirmed whatIsConfirmed(ServedBank gateway) {
        Until.holds(() -> !confirmed(gateway).isEmpty());
        assertThat(confirmed(gateway)).hasSize(1);
        return confirmed(gateway).getFirst();
    }

    @Test
    void aPaymentThatWasMadeIsFound() {
        pay("502");
        assertThat(bank.finds()).isZero();
        pass(Duration.ofSeconds(6));

        Event.CallConfirmed found = whatIsConfirmed();
        assertThat(found.settlement()).isEqualTo(new Settlement.Succeeded(List.of(new Key("payment", "P-1"))));
        assertThat(found.by())
                .isInstanceOfSatisfying(
                        Confirmation.Read.class, read -> assertThat(read.tool()).isEqualTo("bank/find"));
        assertThat(server.recorded(Event.CallReserved.class))
                .as("the read is no call of an agent")
                .hasSize(1);
    }

    @Test
    void aPaymentThatWasNotMadeHasFailedOnlyOnceItCannotBeMadeAnyMore() {
        pay("before 429");
        pass(Duration.ofSeconds(6));
        untilAsked(1);
        assertThat(confirmed()).isEmpty();
        long since = now.get().minusSeconds(6).toEpochMilli();
        Until.holds(() -> {
            pass(Duration.ofSeconds(1));
            return !confirmed().isEmpty();
        });

        Event.CallConfirmed found = whatIsConfirmed();
        assertThat(found.settlement()).isInstanceOf(Settlement.Failed.class);
        assertThat(((Confirmation.Read) found.by()).sentMillis()).isGreaterThanOrEqualTo(since + 60_000);
        assertThat(bank.effects()).isZero();
    }

    @Test
    void aRestartForgetsNoCall() throws IOException {
        pay("hang-up");
        server.restart();
        pass(Duration.ofSeconds(6));

        assertThat(whatIsConfirmed().settlement()).isInstanceOf(Settlement.Succeeded.class);
    }

    /** The gateways of all cases run side by side, as each looks only twice a second. */
    @Test
    void whatShowsNothingIsLeftToPeople() throws Exception {
        List<String> findings = List.of("busy", "loop", "both");
        try (var threads = new Background()) {
            List<Future<String>> cases = new ArrayList<>();
            for (String finding : findings) {
                cases.add(threads.submit(() -> {
                    whatShowsNothingIsLeftToPeople(finding);
                    return finding;
                }));
            }
            for (Future<String> each : cases) {
                assertThat(each.get(10, TimeUnit.MINUTES)).isIn(findings);
            }
        }
    }

    private void whatShowsNothingIsLeftToPeople(String finding) throws IOException {
        var time = new AtomicReference<>(BEGINNING);
        try (var gateway = new ServedBank(Files.createDirectory(folder.resolve(finding)), BUNDLE, "60s", time::get)) {
            gateway.bank.finding = finding;
            pay(gateway, "R-1", "502");
            Until.holds(() -> {
                pass(time, Duration.ofMinutes(1));
                return gateway.bank.finds() >= 20;
            });
            pass(time, Duration.ofDays(1));
            gateway.bank.finding = "truth";
            pay(gateway, "R-2", "502");
            pass(time, Duration.ofSeconds(6));

            long first = gateway.recorded(Event.CallReserved.class).getFirst().call();
            assertThat(whatIsConfirmed(gateway).call())
                    .as("after `%s` the second is asked after, the first not any more", finding)
                    .isNotEqualTo(first);
            assertThat(gateway.bank.finds()).isEqualTo(21);
        }
    }

    @Test
    void aReadThatNamesWhatAnotherCallMadeProvesNothing() {
        server.call("pay", Json.object().put("reference", "R-0").put("how", "ok"));
        bank.finding = "found";
        server.call("pay", Json.object().put("reference", "R-1").put("how", "before 502"));
        pass(Duration.ofSeconds(6));
        untilAsked(1);
        pass(Duration.ofMinutes(30));
        bank.finding = "truth";
        server.call("pay", Json.object().put("reference", "R-2").put("how", "502"));
        pass(Duration.ofSeconds(6));

        assertThat(whatIsConfirmed().call())
                .isNotEqualTo(server.recorded(Event.CallReserved.class).get(1).call());
    }
}
