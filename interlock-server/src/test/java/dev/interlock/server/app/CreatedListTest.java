package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.mcp.McpClient;
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

/** Batches of which the server lists what each element created, from the door to the record. */
class CreatedListTest {

    private static final String BUNDLE = """
        interlock: v1
        name: payments
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {high: {independence: another, on-conflict: deny, on-missing: deny}}
        intents: {pay: {goal: Pay, allow: [payment.release, payment.read]}}
        server: bank
        objects: {vendor: {}, payment: {of: {vendor: one}}}
        tools:
          pay:
            duty: payment.release
            creates: {payment: 'result.payments[*].id'}
            of: {vendor: 'args.vendors[*]'}
            arguments: {reference: text, how: text}
            risk: high
            confirm:
              call: find
              with: {reference: args.reference}
              succeeded: '"payments" in result'
              failed: '"absent" in result'
              final: 60s
              creates: {payment: 'result.payments[*].id'}
          find: {duty: payment.read, effect: read, risk: high}
        """;

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T10:00:00Z"));
    private ServedBank server;

    @BeforeEach
    void start() throws IOException {
        server = new ServedBank(folder, BUNDLE, "60s", now::get);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** The outcome that the agent is told of a payment to two vendors. */
    private String pay(String said) {
        var arguments = Json.object().put("reference", "R-1").put("how", said);
        arguments.putArray("vendors").add("V-1").add("V-2");
        return server.call("pay", arguments) instanceof CallOutcome.Result result
                ? McpClient.decision(result)
                        .map(decision -> decision.path("outcome").asText())
                        .orElse("none")
                : "none";
    }

    private Settlement settled() {
        return server.recorded(Event.CallSettled.class).getLast().settlement();
    }

    private static List<Key> payments(String... ids) {
        return List.of(ids).stream().map(id -> new Key("payment", id)).toList();
    }

    @Test
    void eachIsRecordedInTheOrderOfTheElements() throws IOException {
        assertThat(pay("says {\"payments\":[{\"id\":\"P-9\"},{\"id\":\"P-1\"}]}"))
                .isEqualTo("succeeded");
        assertThat(settled()).isEqualTo(new Settlement.Succeeded(payments("P-9", "P-1")));
        server.restart();
        assertThat(pay("says {\"payments\":[{\"id\":\"P-10\"},{\"id\":\"P-9\"}]}"))
                .isEqualTo("existed");
        assertThat(settled().named()).containsExactlyElementsOf(payments("P-10", "P-9"));
    }

    @Test
    void whatDoesNotAgreeWithTheElementsIsUnknown() {
        for (String list :
                List.of("[]", "[{\"id\":\"P-1\"}]", "[{\"id\":\"P-1\"},{\"id\":\"P-1\"}]", "[{\"id\":\"P-1\"},{}]")) {
            assertThat(pay("says {\"payments\":" + list + "}")).as(list).isEqualTo("unknown");
            assertThat(settled().named()).isEqualTo(list.equals("[]") ? List.of() : payments("P-1"));
        }
    }

    @Test
    void whatIsFoundOutNamesEach() {
        server.bank.finding = "{\"payments\":[{\"id\":\"P-1\"}]}";
        assertThat(pay("502")).isEqualTo("unknown");
        now.updateAndGet(before -> before.plus(Duration.ofSeconds(6)));
        Until.holds(() -> server.bank.finds() >= 1);
        assertThat(server.recorded(Event.CallConfirmed.class)).isEmpty();
        server.bank.finding = "{\"payments\":[{\"id\":\"P-2\"},{\"id\":\"P-1\"}]}";
        Until.holds(() -> {
            now.updateAndGet(before -> before.plus(Duration.ofSeconds(1)));
            return !server.recorded(Event.CallConfirmed.class).isEmpty();
        });
        assertThat(server.recorded(Event.CallConfirmed.class).getFirst().settlement())
                .isEqualTo(new Settlement.Succeeded(payments("P-2", "P-1")));
    }
}
