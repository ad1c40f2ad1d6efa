package dev.interlock.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.check.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.mcp.CallAnswer;
import dev.interlock.server.mcp.CallContext;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.JsonLimits;
import dev.interlock.server.mcp.wire.JsonReader;
import dev.interlock.server.mcp.wire.Revision;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What servers answer, on a real domain: looked at before the agent gets it. */
@Timeout(30)
class InspectionTest {

    private static final String BUNDLE = """
            interlock: v1
            name: inspecting
            owner: controls@example.com
            independence: {line: [owner]}
            risk:
              low: {independence: line, on-conflict: record, on-missing: record}
              top: {independence: line, on-conflict: deny, on-missing: deny}
            server: mail
            on-error: no-effect
            inspect:
              - {secrets: any}
              - {id: class, when: '"class" in result && result.class == "internal"', label: internal, withhold: false}
            tools:
              read: {duty: mail.read, effect: read, risk: low}
              "mcp:resources/read": {duty: mail.read, effect: read, risk: low}
              send: {duty: mail.send, sink: external, risk: low, inspect: []}
            intents: {all: {goal: All, allow: [mail.read, mail.send]}}
            rules:
              - id: R-1
                title: What is internal stays inside
                risk: top
                separate: {marks: [label/internal, sink/external], per: chain, within: 8h}
            """;
    private static final String SECRET = "-----BEGIN " + "PRIVATE KEY-----";

    private static final Caller ANN = caller("ann");

    private final FaultyStore store = new FaultyStore();
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
    private Domain domain;
    private Gate gate;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private static Caller caller(String name) {
        return new Caller(
                name,
                "token-" + name,
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known("team-" + name))),
                new TreeSet<>(),
                Optional.of("all"));
    }

    @BeforeEach
    void open() throws Exception {
        var tree = new MemoryTree(Map.of("interlock.yaml", BUNDLE.getBytes(StandardCharsets.UTF_8)));
        PolicyBundle.Compiled policy = (PolicyBundle.Compiled) PolicyBundle.load(tree);
        domain = Rig.open(
                store,
                store,
                Ed25519Signer.generate("example.com/gate", new SecureRandom()),
                policy.engine(),
                new AtomicLong(1_000_000));
        var now = new Policy(policy.engine(), policy.catalog());
        gate = new Gate(domain, () -> now, new Outcomes(domain, retries));
    }

    @AfterEach
    void close() throws IOException {
        store.all(Fate.WELL);
        retries.shutdownNow();
        domain.close();
    }

    private static CallContext context(String tool) {
        return new CallContext(
                "mail", tool, json("{}"), Optional.empty(), Optional.empty(), Revision.modern(), Optional.empty());
    }

    private CallAnswer call(String tool, CallOutcome outcome) {
        return gate.call(new AgentCaller(ANN), context(tool), (receipt, continuation) -> outcome);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) ((JsonReader.Outcome.Value)
                        new JsonReader(JsonLimits.requests()).read(text.getBytes(StandardCharsets.UTF_8)))
                .tree();
    }

    private static CallOutcome result(String text, String structured, boolean isError) {
        ObjectNode result = Json.object().put("isError", isError);
        result.putArray("content").addObject().put("type", "text").put("text", text);
        if (!structured.isEmpty()) {
            result.set("structuredContent", json(structured));
        }
        return new CallOutcome.Result(result, isError);
    }

    private List<Event> events() throws IOException {
        var events = new ArrayList<Event>();
        domain.history().scan(0, domain.ledger().size(), (Recorded r) -> events.add(r.event()));
        return events;
    }

    private <T extends Event> T last(Class<T> kind) throws IOException {
        return events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList()
                .getLast();
    }

    private Event.CallSettled settled() throws IOException {
        return last(Event.CallSettled.class);
    }

    /** INVARIANT: neither the agent nor the record hears anything of it. */
    private void assertSecret(CallAnswer answer) throws IOException {
        assertThat(answer.toString()).doesNotContain("BEGIN");
        store.read(
                0,
                Long.MAX_VALUE,
                (index, leaf) ->
                        assertThat(new String(leaf, StandardCharsets.UTF_8)).doesNotContain("BEGIN"));
    }

    @Test
    void whatHasNoSecretGoesOn() throws IOException {
        assertThat(call("read", result("hello", "", false)))
                .isInstanceOfSatisfying(
                        CallAnswer.Relayed.class,
                        relayed -> assertThat(
                                        relayed.details().path("inspected").asBoolean())
                                .isTrue());
        assertThat(settled().delivery().orElseThrow().withheld()).isFalse();
    }

    @Test
    void aSecretIsWithheldAndTheCallStands() throws IOException {
        CallAnswer answer = call("read", result("take " + SECRET, "", false));
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Withheld.class, withheld -> {
            assertThat(withheld.code()).isEqualTo("result-withheld");
            assertThat(withheld.message())
                    .contains("was carried out, and you do not get its answer")
                    .contains("private-key");
            assertThat(withheld.details().path("outcome").asText()).isEqualTo("succeeded");
        });
        assertThat(settled().settlement()).isEqualTo(new Settlement.Succeeded(List.of()));
        assertThat(settled().delivery().orElseThrow().labels()).containsExactly("label/secret");
        assertSecret(answer);
    }

    @Test
    void aSecretIsFoundInErrorsStructuresAndBlobs() throws IOException {
        assertSecret(call("read", result(SECRET, "", true)));
        assertThat(settled().settlement()).isEqualTo(new Settlement.Failed("the tool refused"));
        assertThat(settled().delivery().orElseThrow().withheld()).isTrue();
        assertSecret(call("read", result("", "{\"a\":[{\"" + SECRET + "\":1}]}", false)));
        assertThat(settled().delivery().orElseThrow().withheld()).isTrue();
        ObjectNode resource = Json.object();
        resource.putArray("contents")
                .addObject()
                .put("uri", "file:///key")
                .put("blob", Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
        CallAnswer answer = call("mcp:resources/read", new CallOutcome.Result(resource, false));
        assertThat(answer).isInstanceOf(CallAnswer.Withheld.class);
    }

    @Test
    void whatTheServerSaysBesideItsAnswerIsNotShown() throws IOException {
        var error = new RpcError(-32000, SECRET, Optional.of(Json.object().put("key", SECRET)));
        for (CallOutcome outcome : List.of(
                new CallOutcome.RefusedBeforeEffect("rpc--32000", "the server refused", Optional.of(error)),
                new CallOutcome.NoContent("there is none", Optional.of(error)),
                new CallOutcome.Unknown("no answer came", Optional.of(SECRET)))) {
            CallAnswer answer = call("read", outcome);
            assertThat(answer).isNotInstanceOf(CallAnswer.Relayed.class);
            assertSecret(answer);
            assertThat(settled().delivery()).isEmpty();
        }
    }

    @Test
    void aQuestionIsLookedAtBeforeItIsShown() {
        ObjectNode plain = json("{\"message\":\"Which one?\",\"requestedSchema\":{\"type\":\"object\"}}");
        assertThat(gate.mayShow(context("read"), plain)).isTrue();
        for (String hidden : List.of("{\"message\":\"is it " + SECRET + "?\"}", "{\"a\":{\"" + SECRET + "\":1}}")) {
            assertThat(gate.mayShow(context("read"), json(hidden))).as(hidden).isFalse();
            assertThat(gate.mayShow(context("send"), json(hidden)))
                    .as("nobody looks at it")
                    .isTrue();
        }
        assertThat(gate.mayShow(context("read"), json("{\"class\":\"internal\"}")))
                .as("its label would be in no record")
                .isFalse();
    }

    @Test
    void aRuleWithholdsWhatWouldBreakIt() throws IOException {
        assertThat(call("send", result("sent", "", false))).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(settled().delivery()).as("nobody looks at it").isEmpty();
        CallAnswer answer = call("read", result("x", "{\"class\":\"internal\"}", false));
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Withheld.class, withheld -> {
            assertThat(withheld.code()).isEqualTo("duty-conflict");
            assertThat(withheld.message()).contains("What is internal stays inside");
        });
    }

    @Test
    void whatWasDeliveredCounts() {
        assertThat(call("read", result("x", "{\"class\":\"internal\"}", false))).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(call("send", result("sent", "", false)))
                .isInstanceOfSatisfying(
                        CallAnswer.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo("duty-conflict"));
    }

    @Test
    void anAnswerWhoseOutcomeIsRecordedLaterIsRecordedAsWithheld() throws IOException {
        CallAnswer answer = gate.call(new AgentCaller(ANN), context("read"), (receipt, continuation) -> {
            store.all(Fate.FULL);
            return result("x", "{\"class\":\"internal\"}", false);
        });
        assertThat(answer).isInstanceOf(CallAnswer.Uncertain.class);
        store.all(Fate.WELL);
        while (events().stream().noneMatch(Event.CallSettled.class::isInstance)) {
            Thread.onSpinWait();
        }
        assertThat(settled().delivery().orElseThrow().withheld()).isTrue();
        assertThat(call("send", result("sent", "", false))).isInstanceOf(CallAnswer.Relayed.class);
    }

    @Test
    void theDoorIsToldWhatIsLookedAt() {
        assertThat(gate.inspects(context("read"))).isTrue();
        assertThat(gate.inspects(context("send"))).isFalse();
        assertThat(gate.inspects(context("unheard-of"))).isFalse();
    }
}
