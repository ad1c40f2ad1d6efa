package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.SpooledText;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Evidence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What servers answer, on a real domain: looked at before the agent gets it. */
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
        no-effect: [401-challenge, 404-session, is-error]
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

    private static final Caller ANN = Stage.agent("ann", "team-ann", "all");

    private Stage stage;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void open() throws Exception {
        stage = Stage.of(BUNDLE);
    }

    @AfterEach
    void close() throws IOException {
        stage.close();
    }

    private CallAnswer call(String tool, CallOutcome outcome) {
        return stage.gate.call(
                new AuthenticatedCaller(ANN), Stage.context("mail", tool, "{}"), (receipt, continuation) -> outcome);
    }

    private Event.CallSettled settled() throws IOException {
        return stage.last(Event.CallSettled.class);
    }

    /** INVARIANT: neither the agent nor the record hears anything of it. */
    private void assertSecret(CallAnswer answer) throws IOException {
        assertThat(answer.toString()).doesNotContain("BEGIN");
        stage.store.read(
                0,
                Long.MAX_VALUE,
                (index, leaf, opening) -> assertThat(
                                new String(leaf, StandardCharsets.UTF_8) + new String(opening, StandardCharsets.UTF_8))
                        .doesNotContain("BEGIN"));
    }

    @Test
    void whatHasNoSecretGoesOn() throws IOException {
        assertThat(call("read", Stage.result("hello", "", false))).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(settled().delivery().orElseThrow().withheld()).isFalse();
    }

    @Test
    void aSecretIsWithheldAndTheCallStands() throws IOException {
        CallAnswer answer = call("read", Stage.result("take " + SECRET, "", false));
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Withheld.class, withheld -> {
            assertThat(withheld.code()).isEqualTo("result-withheld");
            assertThat(withheld.message())
                    .contains("was carried out, but its answer is withheld")
                    .contains("private-key");
            assertThat(withheld.details().path("outcome").asText()).isEqualTo("succeeded");
        });
        assertThat(settled().settlement()).isEqualTo(new Settlement.Succeeded(List.of()));
        assertThat(settled().delivery().orElseThrow().labels()).containsExactly("label/secret");
        assertSecret(answer);
    }

    @Test
    void aSecretIsFoundInErrorsStructuresAndBlobs() throws IOException {
        assertSecret(call("read", Stage.result(SECRET, "", true)));
        assertThat(settled().settlement()).isEqualTo(new Settlement.Failed("the tool refused"));
        assertThat(settled().delivery().orElseThrow().withheld()).isTrue();
        assertSecret(call("read", Stage.result("", "{\"a\":[{\"" + SECRET + "\":1}]}", false)));
        assertThat(settled().delivery().orElseThrow().withheld()).isTrue();
        ObjectNode resource = Json.object();
        resource.putArray("contents")
                .addObject()
                .put("uri", "file:///key")
                .put("blob", Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
        CallAnswer answer = call("mcp:resources/read", new CallOutcome.Result(resource, false));
        assertThat(answer).isInstanceOf(CallAnswer.Withheld.class);
    }

    /** A result with a text so long that it lies in a file. */
    private static CallOutcome spooled(String text) throws IOException {
        ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", 1);
        ObjectNode result = message.putObject("result");
        result.putArray("content").addObject().put("type", "text").put("text", text);
        var reader = new MessageReader(JsonLimits.answers());
        var read = (MessageReader.Outcome.Read) reader.read(new ByteArrayInputStream(Json.bytes(message)));
        var answer = (Message.Answer.Result) ((Message.Response) read.message()).answer();
        assertThat(SpooledText.isIn(answer.result())).isTrue();
        return new CallOutcome.Result((ObjectNode) answer.result(), false);
    }

    @Test
    void aResultThatLiesInAFileIsLookedAt() throws IOException {
        String filler = "\u00e9\n".repeat(400_000);
        assertThat(call("read", spooled(filler))).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(settled().delivery().orElseThrow().withheld()).isFalse();

        assertSecret(call("read", spooled(filler + SECRET + filler)));
        assertThat(settled().delivery().orElseThrow().labels()).containsExactly("label/secret");
        assertThat(settled().delivery().orElseThrow().withheld()).isTrue();

        // beyond what is read into memory for it
        CallAnswer tooLong = call("read", spooled(filler.repeat(3)));
        assertThat(tooLong)
                .isInstanceOfSatisfying(
                        CallAnswer.Withheld.class,
                        withheld -> assertThat(withheld.message()).contains("too long to be inspected"));
    }

    @Test
    void theContentOfARefusalIsLookedAtAsAResultIs() throws IOException {
        ObjectNode content = Json.object().put("headers", SECRET);
        CallAnswer answer = call(
                "read",
                new CallOutcome.RefusedBeforeEffect(
                        "http-400", "the api refused", Optional.empty(), Optional.of(content), Evidence.NONE));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        CallAnswer.Withheld.class,
                        withheld -> assertThat(withheld.message()).contains("was refused by the tool"));
        assertSecret(answer);
        assertThat(settled().settlement()).isInstanceOf(Settlement.Failed.class);
        assertThat(settled().delivery().orElseThrow().withheld()).isTrue();
    }

    @Test
    void whatTheServerSaysBesideItsAnswerIsNotShown() throws IOException {
        var error = new RpcError(-32000, SECRET, Optional.of(Json.object().put("key", SECRET)));
        for (CallOutcome outcome : List.of(
                new CallOutcome.RefusedBeforeEffect(
                        "rpc--32000", "the server refused", Optional.of(error), Optional.empty(), Evidence.NONE),
                new CallOutcome.NoContent("there is none", Optional.of(error), Evidence.NONE),
                new CallOutcome.Unknown("no answer came", Optional.of(SECRET)))) {
            CallAnswer answer = call("read", outcome);
            assertThat(answer).isNotInstanceOf(CallAnswer.Relayed.class);
            assertSecret(answer);
            assertThat(settled().delivery()).isEmpty();
        }
    }

    @Test
    void aQuestionIsLookedAtBeforeItIsShown() {
        ObjectNode plain = Stage.json("{\"message\":\"Which one?\",\"requestedSchema\":{\"type\":\"object\"}}");
        assertThat(stage.gate.mayShow(Stage.context("mail", "read", "{}"), plain))
                .isTrue();
        for (String hidden : List.of("{\"message\":\"is it " + SECRET + "?\"}", "{\"a\":{\"" + SECRET + "\":1}}")) {
            assertThat(stage.gate.mayShow(Stage.context("mail", "read", "{}"), Stage.json(hidden)))
                    .as(hidden)
                    .isFalse();
            assertThat(stage.gate.mayShow(Stage.context("mail", "send", "{}"), Stage.json(hidden)))
                    .as("nobody looks at it")
                    .isTrue();
        }
        assertThat(stage.gate.mayShow(Stage.context("mail", "read", "{}"), Stage.json("{\"class\":\"internal\"}")))
                .as("its label would be in no record")
                .isFalse();
    }

    @Test
    void aRuleWithholdsWhatWouldBreakIt() throws IOException {
        assertThat(call("send", Stage.result("sent", "", false))).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(settled().delivery()).as("nobody looks at it").isEmpty();
        CallAnswer answer = call("read", Stage.result("x", "{\"class\":\"internal\"}", false));
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Withheld.class, withheld -> {
            assertThat(withheld.code()).isEqualTo("duty-conflict");
            assertThat(withheld.message()).contains("What is internal stays inside");
        });
    }

    @Test
    void whatWasDeliveredCounts() {
        assertThat(call("read", Stage.result("x", "{\"class\":\"internal\"}", false)))
                .isInstanceOf(CallAnswer.Relayed.class);
        assertThat(call("send", Stage.result("sent", "", false)))
                .isInstanceOfSatisfying(
                        CallAnswer.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo("duty-conflict"));
    }

    @Test
    void anAnswerWhoseOutcomeIsRecordedLaterIsRecordedAsWithheld() throws IOException {
        CallAnswer answer = stage.gate.call(
                new AuthenticatedCaller(ANN), Stage.context("mail", "read", "{}"), (receipt, continuation) -> {
                    stage.store.all(Fate.FULL);
                    return Stage.result("x", "{\"class\":\"internal\"}", false);
                });
        assertThat(answer).isInstanceOf(CallAnswer.Uncertain.class);
        stage.store.all(Fate.WELL);
        while (stage.events().stream().noneMatch(Event.CallSettled.class::isInstance)) {
            Until.pause();
        }
        assertThat(settled().delivery().orElseThrow().withheld()).isTrue();
        assertThat(call("send", Stage.result("sent", "", false))).isInstanceOf(CallAnswer.Relayed.class);
    }

    @Test
    void theDoorIsToldWhatIsLookedAt() {
        assertThat(stage.gate.inspects(Stage.context("mail", "read", "{}"))).isTrue();
        assertThat(stage.gate.inspects(Stage.context("mail", "send", "{}"))).isFalse();
        assertThat(stage.gate.inspects(Stage.context("mail", "unheard-of", "{}")))
                .isFalse();
    }
}
