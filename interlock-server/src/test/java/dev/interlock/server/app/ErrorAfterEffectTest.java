package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.mcp.McpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole gateway before a server that has the effect, and then answers as if it had not. */
class ErrorAfterEffectTest {

    private static final String BUNDLE = """
        interlock: v1
        name: payments
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {high: {independence: another, on-conflict: deny, on-missing: deny}}
        intents: {pay: {goal: Pay, allow: [payment.release]}}
        server: bank
        objects: {payment: {}}
        tools:
          pay: {duty: payment.release, creates: {payment: result.id}, values: {payee: args.payee}, arguments: {how: text}, risk: high}
          trusted: {duty: payment.release, values: {payee: args.payee}, arguments: {how: text}, risk: high, no-effect: [401-challenge, 404-session, -32602, 429]}
          distrusted: {duty: payment.release, values: {payee: args.payee}, arguments: {how: text}, risk: high, no-effect: []}
          again: {duty: payment.release, values: {payee: args.payee}, arguments: {how: text}, risk: high, idempotent: true}
        rules:
          - id: P-1
            title: Three payments to one payee
            limit: {of: payment.release, per: payee, max: 3}
        """;

    @TempDir
    static Path common;

    @TempDir
    Path folder;

    private static ServedBank shared;

    /** The gateway of a test that asks for its record as a whole. */
    private ServedBank server;

    private LyingServer bank;

    @BeforeAll
    static void share() throws IOException {
        shared = new ServedBank(common, BUNDLE, "60s", InstantSource.system());
    }

    @AfterAll
    static void stopShared() throws IOException {
        shared.close();
    }

    @BeforeEach
    void start() throws IOException {
        on(shared);
    }

    private void on(ServedBank gateway) {
        server = gateway;
        bank = gateway.bank;
    }

    @AfterEach
    void stop() throws IOException {
        if (server != shared) {
            server.close();
        }
    }

    /** A gateway with nothing in its record. */
    private void alone(String patience) throws IOException {
        on(new ServedBank(folder, BUNDLE, patience, InstantSource.system()));
    }

    /** The outcome that the agent is told. */
    private String call(String tool, String how) {
        return call(tool, how, "MALLORY");
    }

    private String call(String tool, String how, String payee) {
        CallOutcome outcome =
                server.call(tool, Json.object().put("payee", payee).put("how", how));
        return outcome instanceof CallOutcome.Result result
                ? McpClient.decision(result)
                        .map(decision -> decision.path("outcome").asText())
                        .orElse("none")
                : outcome.toString();
    }

    private List<Settlement> settled() {
        return server.recorded(Event.CallSettled.class).stream()
                .map(Event.CallSettled::settlement)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rpc -32602",
                "rpc -32600",
                "rpc -32601",
                "rpc -32603",
                "400",
                "403",
                "406",
                "422",
                "429",
                "502",
                "400 rpc -32602",
                "is-error",
                "no-id",
                "two-ids",
                "other-id",
                "hang-up",
                "twice -32602",
                "plain 401"
            })
    void isUnknownAndTheEffectHappenedOnce(String how) {
        int effects = bank.effects();
        int outcomes = settled().size();
        assertThat(call("pay", how, "payee of " + how)).isEqualTo("unknown");

        assertThat(bank.effects() - effects).as("effects").isEqualTo(1);
        assertThat(settled()).hasSize(outcomes + 1).last().isInstanceOf(Settlement.Unknown.class);
    }

    @Test
    void whatIsNotAnsweredInTimeIsUnknownAndTheEffectHappenedOnce() throws IOException {
        alone("1s");
        isUnknownAndTheEffectHappenedOnce("late");
    }

    @Test
    void whatTheCatalogueTakesForProofHasFailed() throws IOException {
        alone("60s");
        assertThat(call("trusted", "rpc -32602")).isEqualTo("failed");
        assertThat(call("trusted", "429")).isEqualTo("failed");
        assertThat(call("trusted", "rpc -32600")).isEqualTo("unknown");
        assertThat(call("trusted", "422")).isEqualTo("unknown");
        assertThat(settled().subList(0, 2)).allSatisfy(each -> assertThat(each).isInstanceOf(Settlement.Failed.class));
    }

    @Test
    void aServerThatAsksWhoIsThereIsBelievedUnlessToldOtherwise() throws IOException {
        alone("60s");
        assertThat(call("pay", "challenge")).isEqualTo("failed");
        assertThat(call("distrusted", "challenge")).isEqualTo("unknown");
    }

    @Test
    void afterAForgottenSessionACallIsSentAgainOnlyWhereThatIsProof() throws IOException {
        alone("60s");
        assertThat(call("pay", "forget-once")).as("sent again").isEqualTo("succeeded");
        assertThat(bank.effects()).isEqualTo(2);
        assertThat(call("distrusted", "forget-once")).isEqualTo("unknown");
        assertThat(bank.effects()).as("not sent again").isEqualTo(3);
        assertThat(call("again", "forget-once")).isEqualTo("succeeded");
        assertThat(bank.effects()).isEqualTo(5);
    }

    @Test
    void failedNeedsProofForEachTimeThatItWasSent() throws IOException {
        alone("60s");
        assertThat(call("again", "forget-then-422"))
                .as("the second says nothing")
                .isEqualTo("unknown");
        assertThat(call("trusted", "forget-then-429")).isEqualTo("failed");
    }

    @Test
    void whatItsAgentRepeatsIsOneCallWhereItDoesNoMore() throws IOException {
        alone("60s");
        bank.mood = "rpc -32603";
        assertThat(call("again", "mood")).isEqualTo("unknown");
        bank.mood = "challenge";
        assertThat(call("again", "mood")).as("proves nothing of the first").isEqualTo("unknown");
        bank.mood = "ok";
        assertThat(call("again", "mood")).isEqualTo("succeeded");
        assertThat(server.recorded(Event.CallReserved.class)).hasSize(1);
        assertThat(server.recorded(Event.CallRepeated.class)).hasSize(2);

        assertThat(call("again", "ok")).isEqualTo("succeeded");
        assertThat(call("again", "ok")).isEqualTo("succeeded");
        assertThat(server.recorded(Event.CallDenied.class)).isEmpty();
        call("again", "ok");
        assertThat(server.recorded(Event.CallDenied.class)).hasSize(1);
    }

    @Test
    void whatIsUnknownKeepsEachIdThatTheResultNames() throws IOException {
        alone("60s");
        call("pay", "two-ids");
        assertThat(settled())
                .singleElement()
                .isInstanceOfSatisfying(
                        Settlement.Unknown.class,
                        unknown -> assertThat(unknown.named())
                                .containsExactlyInAnyOrder(new Key("payment", "a"), new Key("payment", "b")));
    }

    @Test
    void paymentsAnsweredWithAnErrorCountTowardsALimit() throws IOException {
        alone("60s");
        for (int i = 0; i < 3; i++) {
            assertThat(call("pay", "rpc -32602")).isEqualTo("unknown");
        }
        call("pay", "ok");

        assertThat(bank.effects()).isEqualTo(3);
        assertThat(server.recorded(Event.CallDenied.class))
                .singleElement()
                .satisfies(denied -> assertThat(denied.findings())
                        .anySatisfy(finding -> assertThat(finding.code()).isEqualTo(FindingCode.LIMIT_EXCEEDED)));
    }
}
