package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T10:00:00Z"));
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
        server.call("pay", Json.object().put("reference", "R-1").put("how", how));
        assertThat(server.recorded(Event.CallSettled.class).getLast().settlement())
                .isInstanceOf(Settlement.Unknown.class);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private void untilAsked(int times) {
        Until.holds(() -> bank.finds() >= times);
    }

    private List<Event.CallConfirmed> confirmed() {
        return server.recorded(Event.CallConfirmed.class);
    }

    private Event.CallConfirmed whatIsConfirmed() {
        Until.holds(() -> !confirmed().isEmpty());
        assertThat(confirmed()).hasSize(1);
        return confirmed().getFirst();
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

    @ParameterizedTest
    @ValueSource(strings = {"busy", "loop", "both"})
    void whatShowsNothingIsLeftToPeople(String finding) {
        bank.finding = finding;
        pay("502");
        Until.holds(() -> {
            pass(Duration.ofMinutes(1));
            return bank.finds() >= 20;
        });
        pass(Duration.ofDays(1));
        bank.finding = "truth";
        server.call("pay", Json.object().put("reference", "R-2").put("how", "502"));
        pass(Duration.ofSeconds(6));

        Event.CallConfirmed other = whatIsConfirmed();
        assertThat(other.call())
                .as("the second is asked after, the first not any more")
                .isNotEqualTo(firstCall());
        assertThat(bank.finds()).isEqualTo(21);
    }

    private long firstCall() {
        return server.recorded(Event.CallReserved.class).getFirst().call();
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
