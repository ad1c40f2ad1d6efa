package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Revision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A server that asks again under the same key, as all of the legacy era do, on a real domain: no later answer takes an earlier one
 * out of the record.
 */
class RepeatedQuestionTest {

    private static final String BUNDLE = """
        interlock: v1
        name: asking
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          low: {independence: line, on-conflict: record, on-missing: record}
          mid: {independence: line, on-conflict: hold, on-missing: hold}
          top: {independence: line, on-conflict: deny, on-missing: deny}
        server: shop
        tools:
          change:
            duty: vendor.look
            risk: top
            values: {payee: 'args["mcp:answers"].question.content.iban?'}
            any-of:
              - when: '"mcp:answers" in args && "vendor" in args["mcp:answers"].question.content'
                duty: vendor.change
                on: {vendor: 'args["mcp:answers"].question.content.vendor'}
              - {when: '!("mcp:answers" in args) || !("vendor" in args["mcp:answers"].question.content)', duty: vendor.look}
          pay: {duty: payment.release, on: {vendor: args.vendor}, risk: top}
          send:
            duty: money.send
            risk: low
            any-of:
              - when: '"mcp:answers" in args && "rush" in args["mcp:answers"].question.content'
                duty: money.send
                risk: mid
              - {when: '!("mcp:answers" in args) || !("rush" in args["mcp:answers"].question.content)', duty: money.send}
        objects: {vendor: {}}
        intents: {all: {goal: All, allow: [vendor.look, vendor.change, payment.release, money.send]}}
        rules:
          - id: R-1
            title: Whoever changes a vendor does not pay it
            separate: {duties: [vendor.change, payment.release], per: vendor, within: 1d}
            risk: top
        """;

    private static final Caller ANN = Stage.agent("ann", "team-ann", "all");

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

    private CallAnswer call(String tool, String arguments, Forwarder forwarder) {
        var context = new CallContext(
                "shop",
                tool,
                Trees.object(arguments),
                Optional.empty(),
                Optional.empty(),
                Revision.modern(),
                Optional.empty());
        return stage.gate.call(new AuthenticatedCaller(ANN), context, forwarder);
    }

    private static Continuation.Decision answer(Continuation continuation, String content) {
        ObjectNode answers = Json.object();
        answers.putObject("question").put("action", "accept").set("content", Trees.object(content));
        return continuation.decide(answers);
    }

    private Event.CallReserved reserved() throws IOException {
        return stage.events().stream()
                .filter(Event.CallReserved.class::isInstance)
                .map(Event.CallReserved.class::cast)
                .toList()
                .getLast();
    }

    @Test
    void whatWasAnsweredFirstStaysInTheRecord() throws IOException {
        call("change", "{}", (receipt, continuation) -> {
            assertThat(answer(continuation, "{\"vendor\":\"V-1\"}"))
                    .isInstanceOf(Continuation.Decision.Permitted.class);
            assertThat(answer(continuation, "{\"sure\":true}")).isInstanceOf(Continuation.Decision.Permitted.class);
            assertThat(answer(continuation, "{\"vendor\":\"V-2\"}"))
                    .isInstanceOf(Continuation.Decision.Permitted.class);
            return ScriptedUpstream.text("changed");
        });
        assertThat(reserved().facts().objects())
                .extracting(Key::toString)
                .containsExactlyInAnyOrder("vendor/V-1", "vendor/V-2");
        for (String vendor : List.of("V-1", "V-2")) {
            assertThat(call("pay", "{\"vendor\":\"" + vendor + "\"}", (receipt, continuation) -> {
                        throw new AssertionError("forwarded");
                    }))
                    .as(vendor)
                    .isInstanceOfSatisfying(
                            CallAnswer.Denied.class,
                            denied -> assertThat(denied.code()).isEqualTo("duty-conflict"));
        }
    }

    @Test
    void theStricterTierOfAnEarlierAnswerRemains() throws IOException {
        for (List<String> order :
                List.of(List.of("{\"rush\":true}", "{\"sure\":true}"), List.of("{\"sure\":true}", "{\"rush\":true}"))) {
            call("send", "{}", (receipt, continuation) -> {
                order.forEach(content ->
                        assertThat(answer(continuation, content)).isInstanceOf(Continuation.Decision.Permitted.class));
                return ScriptedUpstream.text("sent");
            });
            assertThat(reserved().facts().risk()).as("%s", order).isEqualTo("mid");
        }
    }

    @Test
    void aValueIsOne() throws IOException {
        call("change", "{}", (receipt, continuation) -> {
            assertThat(answer(continuation, "{\"iban\":\"BOB\"}")).isInstanceOf(Continuation.Decision.Permitted.class);
            assertThat(answer(continuation, "{\"sure\":true}")).isInstanceOf(Continuation.Decision.Permitted.class);
            assertThat(answer(continuation, "{\"iban\":\"EVE\"}")).isInstanceOf(Continuation.Decision.Refused.class);
            assertThat(answer(continuation, "{\"iban\":\"BOB\"}")).isInstanceOf(Continuation.Decision.Permitted.class);
            return ScriptedUpstream.text("changed");
        });
        assertThat(reserved().facts().values()).isEqualTo(Map.of("payee", "BOB"));
    }
}
