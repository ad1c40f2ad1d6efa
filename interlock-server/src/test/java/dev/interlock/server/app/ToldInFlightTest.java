package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.server.fixture.Background;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole gateway before a server that has done what it was asked, and keeps its answer while a source tells of the effect. */
class ToldInFlightTest {

    private static final String BUNDLE = """
        interlock: v1
        name: payments
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {high: {independence: another, on-conflict: deny, on-missing: deny}}
        intents: {pay: {goal: Pay, allow: [payment.release]}}
        sources: {feed: {trusted-for: [payment.release]}}
        server: bank
        objects: {payment: {id: {form: text}}}
        tools:
          pay:
            duty: payment.release
            creates: {payment: result.id}
            values: {payee: args.payee}
            arguments: {how: text}
            no-effect: [-32602]
        rules:
          - {id: P-1, title: Two payments to one payee, limit: {of: payment.release, per: payee, max: 2}}
        """;

    @TempDir
    Path folder;

    private final LyingServer bank = new LyingServer();
    private final Background background = new Background();
    private final Token ann = Token.create(new SecureRandom());
    private final Token feed = Token.create(new SecureRandom());
    private Served server;
    private McpClient client;

    @BeforeEach
    void start() throws IOException {
        Leaks.RUN.ofCaller(ann.reveal());
        Leaks.RUN.ofCaller(feed.reveal());
        server = Served.of(
                folder,
                """
                domain: bank.example.com
                listen: 127.0.0.1:0
                bundle: %s
                upstreams: {bank: {url: %s}}
                agents: {ann: {token: %s, owner: one, model: m, root: true, intent: pay}}
                sources: {feed: {token: %s}}
                limits: {call: 60s}
                """.formatted(Served.bundle(folder, BUNDLE), bank.endpoint(), ann.hash(), feed.hash()),
                Map.of(),
                InstantSource.system());
        server.start();
        client = McpClient.of(
                URI.create("http://127.0.0.1:" + server.port() + "/mcp/bank"),
                ann.reveal(),
                Optional.empty(),
                EraChoice.AUTO,
                Patient.TIMING,
                System::nanoTime);
    }

    @AfterEach
    void stop() throws IOException {
        bank.close();
        background.close();
        client.close();
        server.close();
    }

    private CallOutcome pay(String how) {
        ObjectNode arguments = Json.object().put("payee", "DE1").put("how", how);
        return client.call("pay", arguments);
    }

    /** Begins a payment that is made, and not answered so far. */
    private Future<CallOutcome> begun(String how) {
        int before = bank.effects();
        Future<CallOutcome> answer = background.submit(() -> pay("held " + how));
        Until.holds(() -> bank.effects() > before);
        return answer;
    }

    private long inFlight() {
        return server.recorded(Event.CallReserved.class).getLast().call();
    }

    private RawHttp.Answer tell(String id, String call, String payment) {
        return RawHttp.to(server.port(), "/v1/observations")
                .add("Authorization", "Bearer " + feed.reveal())
                .add("Content-Type", "application/json")
                .body("""
                    {"observations": [{"id": "%s", "actor": "ann", "tool": "bank/pay", "call": "%s",
                      "args": {"payee": "DE1", "how": "x"}, "result": {"id": "%s"}}]}\
                    """.formatted(id, call, payment))
                .send();
    }

    private void told(String payment) {
        String call = "c-" + inFlight();
        RawHttp.Answer answer = tell("t-" + call, call, payment);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/observations/0/call").asText()).isEqualTo(call);
    }

    private CallOutcome answered(Future<CallOutcome> begun) throws Exception {
        bank.release();
        return begun.get();
    }

    private static JsonNode decision(CallOutcome outcome) {
        return outcome instanceof CallOutcome.Result result
                ? result.result().path("_meta").path("dev.interlock/decision")
                : Json.object();
    }

    private static Settlement paid(String payment) {
        return new Settlement.Succeeded(List.of(new Key("payment", payment)));
    }

    @Test
    void theEffectCountsOnceAndTheAnswerIsTheAgents() throws Exception {
        Future<CallOutcome> begun = begun("ok");
        told("P-1");
        CallOutcome answer = answered(begun);
        assertThat(decision(answer).path("outcome").asText())
                .as(answer.toString())
                .isEqualTo("succeeded");
        assertThat(server.recorded(Event.CallSettled.class))
                .singleElement()
                .satisfies(settled -> assertThat(settled.settlement()).isEqualTo(paid("P-1")));
        assertThat(server.recorded(Event.CallObserved.class)).isEmpty();

        assertThat(decision(pay("ok")).path("verdict").asText()).isEqualTo("permitted");
        assertThat(decision(pay("ok")).path("code").asText()).isEqualTo("limit-exceeded");
        assertThat(bank.effects()).isEqualTo(2);
    }

    /** No answer, an error, and one that the catalogue takes for proof that nothing was done. */
    @ParameterizedTest
    @ValueSource(strings = {"hang-up", "rpc -32000", "rpc -32602", "is-error"})
    void whatTheAnswerLeavesOpenTheAgentHearsAsItIsRecorded(String how) throws Exception {
        Future<CallOutcome> begun = begun(how);
        told("P-1");
        CallOutcome answer = answered(begun);
        assertThat(decision(answer).path("outcome").asText())
                .as(answer.toString())
                .isEqualTo("succeeded");
        if (!how.equals("is-error")) {
            assertThat(answer.toString()).contains("was carried out", "Do not send it again");
            assertThat(decision(answer).path("code").asText()).isEqualTo("answer-lost");
        }
        assertThat(server.recorded(Event.CallSettled.class).getLast().settlement())
                .isInstanceOf(Settlement.Unknown.class);
        assertThat(server.recorded(Event.CallConfirmed.class).getLast().settlement())
                .isEqualTo(paid("P-1"));
        assertThat(decision(pay("ok")).path("verdict").asText()).isEqualTo("permitted");
        assertThat(decision(pay("ok")).path("code").asText()).isEqualTo("limit-exceeded");
    }

    @Test
    void anAnswerThatNamesAnotherObjectIsLeftToAPerson() throws Exception {
        Future<CallOutcome> begun = begun("ok");
        told("P-77");
        CallOutcome answer = answered(begun);
        assertThat(decision(answer).path("outcome").asText())
                .as(answer.toString())
                .isEqualTo("unknown");
        assertThat(server.recorded(Event.CallSettled.class).getLast().settlement())
                .isInstanceOfSatisfying(
                        Settlement.Unknown.class,
                        unknown -> assertThat(unknown.named()).containsExactly(new Key("payment", "P-1")));
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        Future<CallOutcome> begun = begun("ok");
        long call = inFlight();
        told("P-1");
        bank.release();
        begun.get();
        server.restart();
        assertThat(tell("t-c-" + call, "c-" + call, "P-1")
                        .json()
                        .at("/observations/0/call")
                        .asText())
                .isEqualTo("c-" + call);
        assertThat(server.recorded(Event.CallObserved.class)).isEmpty();
    }

    @Test
    void aNumberThatIsNoCallOfItsKindIsRecordedBesideOrRefused() {
        pay("ok");
        String ended = "c-" + inFlight();
        RawHttp.Answer beside = tell("b-1", ended, "P-1");
        assertThat(beside.json().at("/observations/0/call").asText()).isNotEqualTo(ended);
        RawHttp.Answer refused = tell("b-2", "17", "P-1");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/observations/0/call");
        assertThat(refused.json().at("/errors/0/detail").asText())
                .isEqualTo("name the call as the record does, as in `c-17`");
    }
}
