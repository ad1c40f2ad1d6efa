package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.secret.Fingerprint;
import dev.interlock.policy.secret.SecretScan;
import dev.interlock.policy.secret.Shape;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.CallOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Secrets that an agent sends along: the call is refused wherever they stand, and nothing of them is kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretArgumentsTest {

    private static final String CONFIGURED = "correct horse battery staple";

    private static final String BUNDLE = """
        interlock: v1
        name: sending
        owner: controls@example.com
        independence: {line: [owner]}
        risk: {low: {independence: line, on-conflict: record, on-missing: record}}
        objects: {note: {}}
        secrets: {vault-password: '%s'}
        server: mail
        tools:
          send: {duty: mail.send, risk: low, on: {note: args.text}, show: [args.text, args.more]}
        intents: {all: {goal: All, allow: [mail.send]}}
        """.formatted(Fingerprint.of(CONFIGURED, new Random(7)));

    private static final Caller ANN = Stage.agent("ann", "team-ann", "all");

    private Stage stage;

    @BeforeAll
    void open() throws Exception {
        Quiet.on();
        stage = Stage.of(BUNDLE);
    }

    @AfterAll
    void close() throws IOException {
        stage.close();
    }

    static List<String> secrets() {
        return List.of(
                Token.create(new SecureRandom()).reveal(),
                "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4",
                "ghp_" + "a1B2".repeat(9),
                "-----BEGIN " + "PRIVATE KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3",
                "postgres://app:hunter22@db.example.com/payroll",
                CONFIGURED);
    }

    private static ObjectNode at(String place, String secret) {
        ObjectNode arguments = Json.object().put("text", "plain").put("more", "plain too");
        switch (place) {
            case "text" -> arguments.put("text", secret);
            case "within" -> arguments.put("text", "please use " + secret + " for it");
            case "deep" ->
                arguments.putObject("more").putArray("list").addObject().put("a", secret);
            case "name" -> arguments.put(secret, "plain");
            case "inner name" -> arguments.putObject("more").put(secret, 1);
            case "base64" ->
                arguments.put("more", Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
            default -> throw new IllegalArgumentException(place);
        }
        return arguments;
    }

    private CallAnswer call(ObjectNode arguments, List<CallOutcome> forwarded) {
        var context = new CallContext(
                "mail", "send", arguments, Optional.empty(), Optional.empty(), Revision.modern(), Optional.empty());
        return stage.gate.call(new AuthenticatedCaller(ANN), context, (receipt, continuation) -> {
            CallOutcome outcome = new CallOutcome.Result(Json.object().put("isError", false), false);
            forwarded.add(outcome);
            return outcome;
        });
    }

    private void assertNowhere(String secret) throws IOException {
        String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        stage.store.read(
                0,
                Long.MAX_VALUE,
                (index, leaf, opening) -> assertThat(
                                new String(leaf, StandardCharsets.UTF_8) + new String(opening, StandardCharsets.UTF_8))
                        .doesNotContain(secret, secret.lines().toList().getLast(), base64));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void isRefusedAndRecordedWithoutTheSecret(String secret) throws IOException {
        for (String place : List.of("text", "within", "deep", "name", "inner name", "base64")) {
            var forwarded = new java.util.ArrayList<CallOutcome>();
            CallAnswer answer = call(at(place, secret), forwarded);
            assertThat(answer).as(place).isInstanceOfSatisfying(CallAnswer.Denied.class, denied -> {
                assertThat(denied.code()).isEqualTo("secret-in-arguments");
                assertThat(denied.message()).contains("holds a secret (").doesNotContain(secret);
                assertThat(denied.details().toString()).doesNotContain(secret);
            });
            assertThat(forwarded).as("nothing went on").isEmpty();
            assertThat(stage.events().getLast()).isInstanceOfSatisfying(Event.CallDenied.class, denied -> {
                assertThat(denied.findings().getFirst().code()).isEqualTo(FindingCode.SECRET_IN_ARGUMENTS);
                assertThat(denied.facts().faults()).anyMatch(fault -> fault.secret());
            });
        }
        assertNowhere(secret);
    }

    @Test
    void whatIsNoSecretGoesOn() {
        for (String plain : List.of(
                "ilt_tokens are secret",
                "eyJ is how they begin",
                "see https://example.com/a:b@c and mail ann@example.com",
                "4111 1111 1111 1111",
                "correct horse battery stable",
                "https://user@example.com/")) {
            var forwarded = new java.util.ArrayList<CallOutcome>();
            assertThat(call(Json.object().put("text", "n" + plain.hashCode()).put("more", plain), forwarded))
                    .as(plain)
                    .isNotInstanceOf(CallAnswer.Denied.class);
            assertThat(forwarded).hasSize(1);
        }
    }

    @Test
    void anAnswerToAServersQuestionIsLookedAtToo() throws IOException {
        String secret = secrets().getFirst();
        var context = new CallContext(
                "mail",
                "send",
                at("text", "hello"),
                Optional.empty(),
                Optional.empty(),
                Revision.modern(),
                Optional.empty());
        var decisions = new java.util.ArrayList<Continuation.Decision>();
        stage.gate.call(new AuthenticatedCaller(ANN), context, (receipt, continuation) -> {
            ObjectNode given = Json.object();
            given.putObject("login")
                    .put("action", "accept")
                    .putObject("content")
                    .put("password", secret);
            decisions.add(continuation.decide(given));
            return new CallOutcome.Result(Json.object().put("isError", false), false);
        });
        assertThat(decisions).singleElement().isInstanceOf(Continuation.Decision.Refused.class);
        assertNowhere(secret);
    }

    /** Nobody knows that there is no secret in what was not looked through. */
    @Test
    void moreThanIsLookedThroughIsRefused() {
        var scan = new SecretScan(Set.of(Shape.JWT), new TreeMap<>(), 100);
        assertThat(SecretArguments.of(Map.of("text", "no secret"), "args", scan).faults())
                .isEmpty();
        assertThat(SecretArguments.of(Map.of("text", "no secret ".repeat(11)), "args", scan)
                        .faults())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.secret()).isTrue();
                    assertThat(fault.toString()).contains("args.text", "send less at a time");
                });
    }
}
