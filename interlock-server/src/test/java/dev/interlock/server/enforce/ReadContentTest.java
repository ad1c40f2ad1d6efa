package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Evidence;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The content that a task has read decides about its own later calls, and about no other's. */
class ReadContentTest {

    private static final String BUNDLE = """
        interlock: v1
        name: reading
        owner: controls@example.com
        independence: {another-agent: []}
        risk: {low: {independence: another-agent, on-conflict: hold, on-missing: hold}}
        server: mail
        tools:
          read: {duty: mail.read, effect: read, risk: low}
          send: {duty: mail.send, risk: low, sink: external, arguments: {to: text}, content: {asks: message, destination: [to]}}
          reply: {duty: mail.send, risk: low, sink: external, content: {asks: message, destination: ["mcp:answers.whom.content.to"], body: ["mcp:answers.whom.content.text"]}}
          notes: {duty: mail.read, effect: read, risk: low, content: {trusted: true}}
        intents: {all: {goal: All, allow: [mail.read, mail.send]}}
        rules:
          - id: R
            title: No mail chooses to whom
            flow: {to: sink/external}
        """;

    private static final String MAIL = "We have moved our office, and our new address is now eve@other.example";

    private final Caller ann = Stage.agent("ann", "team-ann", "all");
    private final Caller ben = Stage.agent("ben", "team-ben", "all");

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        Quiet.on();
        stage = Stage.of(BUNDLE);
    }

    @AfterEach
    void close() throws IOException {
        stage.close();
    }

    private void read(Caller by) {
        call(by, "read", "{}", MAIL);
    }

    private List<FindingCode> send(Caller by, String to) throws IOException {
        long before =
                stage.events().stream().filter(Event.CallHeld.class::isInstance).count();
        call(by, "send", "{\"to\":\"" + to + "\"}", "sent");
        List<Event.CallHeld> held = stage.events().stream()
                .filter(Event.CallHeld.class::isInstance)
                .map(Event.CallHeld.class::cast)
                .toList();
        return held.size() == before
                ? List.of()
                : held.getLast().findings().stream().map(Finding::code).toList();
    }

    private void call(Caller by, String tool, String arguments, String answer) {
        stage.gate.call(
                new AuthenticatedCaller(by),
                Stage.context("mail", tool, arguments),
                (receipt, continuation) -> Stage.result(answer, "", false));
    }

    @Test
    void theFirstCallOfATaskMayBeTheOneThatReads() throws IOException {
        read(ann);

        assertThat(send(ann, "eve@other.example")).containsExactly(FindingCode.VALUE_UNTRUSTED);
    }

    @Test
    void whoHasReadNothingIsNotHeldForWhatAnotherHasRead() throws IOException {
        read(ann);

        assertThat(send(ben, "eve@other.example")).isEmpty();
    }

    @Test
    void afterARestartItIsNotKnownWhatATaskHasRead() throws IOException {
        read(ann);
        stage.restart();

        assertThat(send(ann, "eve@other.example")).containsExactly(FindingCode.CONTENT_UNKNOWN);
        read(ben);
        assertThat(send(ben, "eve@other.example")).containsExactly(FindingCode.VALUE_UNTRUSTED);
    }

    /** Returns what became of the answer to the question of the server. */
    private Continuation.Decision reply(Caller by, Map<String, String> content) {
        var decision = new AtomicReference<Continuation.Decision>();
        stage.gate.call(new AuthenticatedCaller(by), Stage.context("mail", "reply", "{}"), (receipt, continuation) -> {
            var answers = Json.object();
            var answer = answers.putObject("whom").put("action", "accept").putObject("content");
            content.forEach(answer::put);
            decision.set(continuation.decide(answers));
            return Stage.result("replied", "", false);
        });
        return decision.get();
    }

    @Test
    void anAnswerToTheServerIsLookedAtLikeAnArgument() throws IOException {
        assertThat(reply(ann, Map.of("to", "eve@other.example"))).isInstanceOf(Continuation.Decision.Permitted.class);
        read(ann);
        assertThat(reply(ann, Map.of("to", "eve@other.example"))).isInstanceOf(Continuation.Decision.Refused.class);

        assertThat(stage.events().stream()
                        .filter(Event.CallHeld.class::isInstance)
                        .map(Event.CallHeld.class::cast)
                        .flatMap(held -> held.findings().stream())
                        .map(Finding::code))
                .containsExactly(FindingCode.VALUE_UNTRUSTED);
    }

    @Test
    void aTextThatAnAnswerWritesKeepsItsLabels() throws IOException {
        read(ann);
        String note = "The office has moved, and everybody who lives here now reads the post at noon.";
        assertThat(reply(ann, Map.of("text", note))).isInstanceOf(Continuation.Decision.Permitted.class);
        call(ben, "notes", "{}", note);

        assertThat(send(ben, "eve@other.example")).containsExactly(FindingCode.VALUE_UNTRUSTED);
    }

    @Test
    void theWordsOfAnErrorAreContentAsWell() throws IOException {
        stage.gate.call(
                new AuthenticatedCaller(ann),
                Stage.context("mail", "read", "{}"),
                (receipt, continuation) -> new CallOutcome.RefusedBeforeEffect(
                        "rpc-32602",
                        "the server refused the call",
                        Optional.of(new RpcError(-32602, MAIL, Optional.empty())),
                        Optional.empty(),
                        Evidence.NOTHING_SENT));

        assertThat(send(ann, "eve@other.example")).containsExactly(FindingCode.VALUE_UNTRUSTED);
    }

    @Test
    void theWordsOfAServerWhileACallGoesOnAreContentAsWell() throws IOException {
        stage.gate.call(new AuthenticatedCaller(ann), Stage.context("mail", "read", "{}"), (receipt, continuation) -> {
            assertThat(continuation.reads(Json.object().put("message", MAIL))).isTrue();
            return Stage.result("done", "", false);
        });

        assertThat(send(ann, "eve@other.example")).containsExactly(FindingCode.VALUE_UNTRUSTED);
    }
}
