package dev.interlock.e2e.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A gateway of somebody else asks with the mapping that `interlock coaz` prints. It hears what our own MCP door decides on the same request,
 * in the same history.
 */
class CoazTest {

    private CoazStage stage;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        stage = new CoazStage(folder);
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    private void same(String agent, String method, String params, boolean expected) {
        String what = agent + " " + method + " " + params;
        ObjectNode advised = stage.asked(stage.adviser, agent, method, params);
        assertThat(advised.path("decision").asBoolean())
                .as("%s: %s", what, advised)
                .isEqualTo(expected);
        assertThat(CoazStage.permitted(stage.sent(agent, method, params)))
                .as(what)
                .isEqualTo(expected);
    }

    @Test
    void theGatewayHearsWhatOurDoorDecides() {
        same("clerk", "server/discover", "", true);
        same("clerk", "tools/list", "", true);
        same("clerk", "resources/list", "", true);
        same("clerk", "resources/templates/list", "", true);
        same("clerk", "prompts/list", "", true);
        same("printer", "tools/list", "", true);
        same("printer", "resources/list", "", false);
        same("printer", "prompts/list", "", false);
        same("idle", "tools/list", "", false);
        same("idle", "tools/call", CoazStage.echo("test://a"), false);
        same("clerk", "resources/read", CoazStage.read("test://a"), true);
        same("clerk", "tools/call", CoazStage.echo("test://a"), false);
        same("printer", "tools/call", CoazStage.echo("test://a"), true);
        same("printer", "resources/read", CoazStage.read("test://a"), false);
        same("clerk", "tools/call", CoazStage.echo("test://b"), true);
        same("clerk", "resources/read", CoazStage.read("test://b"), false);
        same("clerk", "tools/call", "\"name\": \"add\", \"arguments\": {\"text\": \"test://c\"}", false);
        same("clerk", "tools/call", "\"name\": \"nowhere\", \"arguments\": {}", false);
        same("clerk", "tools/call", "\"name\": \"echo\"", false);
        same("clerk", "prompts/get", "\"name\": \"greeting\", \"arguments\": {\"who\": \"ann\"}", true);
        same("clerk", "prompts/get", "\"name\": \"greeting\"", true);
        same("printer", "prompts/get", "\"name\": \"greeting\"", false);
        String completed =
                "\"ref\": {\"type\": \"ref/prompt\", \"name\": \"greeting\"}, \"argument\": {\"name\": \"who\", \"value\": \"an\"}";
        same("clerk", "completion/complete", completed, true);
        same("printer", "completion/complete", completed, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools/call | \"name\": \"echo\", \"arguments\": {\"text\": \"test://a\"}",
                "resources/read | \"uri\": \"test://a\"",
                "tools/list | \"cursor\": null"
            })
    void theTaskGoesAlong(String method, String params) {
        same(
                "clerk",
                method,
                params.contains("null")
                        ? "\"x\": 1, \"_meta\": {\"dev.interlock/task\": \"t-999\"}"
                        : params + ", \"_meta\": {\"dev.interlock/task\": \"t-999\"}",
                false);
        Map<String, Object> token = CoazStage.token("clerk");
        token.put("task", "t-998");
        var step = new CelGateway(stage.mapping, "docs")
                .step(method, CoazStage.params("\"name\": \"echo\", \"uri\": \"x\""), token);
        assertThat(((CelGateway.Step.Asks) step)
                        .evaluation()
                        .at("/context/task")
                        .asText())
                .as("the task of a token for one")
                .isEqualTo("t-998");
    }

    /** Approvals and history go by these: one digest, whichever door. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools/call | \"name\": \"echo\", \"arguments\": {\"text\": \"test://a\", \"more\": [1, true, {\"x\": \"y\"}]}",
                "resources/read | \"uri\": \"test://a\"",
                "prompts/get | \"name\": \"greeting\"",
                "prompts/get | \"name\": \"greeting\", \"arguments\": {\"who\": \"ann\"}",
                "completion/complete | \"ref\": {\"type\": \"ref/prompt\", \"name\": \"greeting\"}, \"argument\": {\"name\": \"who\", \"value\": \"an\"}, \"context\": {\"arguments\": {\"x\": \"y\"}}"
            })
    void itIsTheSameCall(String method, String params) throws IOException {
        assertThat(stage.asked(stage.gateway, "clerk", method, params)
                        .path("decision")
                        .asBoolean())
                .isTrue();
        assertThat(CoazStage.permitted(stage.sent("clerk", method, params))).isTrue();
        List<Event.CallReserved> reserved = stage.events(Event.CallReserved.class);
        assertThat(reserved).hasSize(2);
        assertThat(reserved.getLast().facts().tool())
                .isEqualTo(reserved.getFirst().facts().tool());
        assertThat(reserved.getLast().facts().argumentsDigest())
                .isEqualTo(reserved.getFirst().facts().argumentsDigest());
    }

    @Test
    void whatIsApprovedAtOneDoorIsDoneAtTheOther() throws IOException {
        assertThat(stage.decision("clerk", "tools/call", CoazStage.store("test://a")))
                .isFalse();
        stage.approve(stage.events(Event.CallHeld.class).getLast().hold());
        assertThat(CoazStage.permitted(stage.sent("clerk", "tools/call", CoazStage.store("test://a"))))
                .isTrue();
        assertThat(CoazStage.permitted(stage.sent("clerk", "tools/call", CoazStage.store("test://b"))))
                .isFalse();
        stage.approve(stage.events(Event.CallHeld.class).getLast().hold());
        assertThat(stage.decision("clerk", "tools/call", CoazStage.store("test://c")))
                .as("of another call")
                .isFalse();
        assertThat(stage.decision("clerk", "tools/call", CoazStage.store("test://b")))
                .isTrue();
        assertThat(CoazStage.permitted(stage.sent("clerk", "tools/call", CoazStage.store("test://b"))))
                .as("once")
                .isFalse();
    }

    @Test
    void aSubscriptionIsARecordedRead() throws IOException {
        assertThat(stage.decision("clerk", "resources/subscribe", CoazStage.read("test://a")))
                .isTrue();
        assertThat(
                        stage.decision(
                                "clerk",
                                "subscriptions/listen",
                                "\"notifications\": {\"toolsListChanged\": true, \"resourceSubscriptions\": [\"test://b\", \"test://c\"]}"))
                .isTrue();
        assertThat(stage.events(Event.CallReserved.class))
                .extracting(event -> event.facts().tool())
                .containsOnly("docs/mcp:resources/read")
                .hasSize(3);
        assertThat(stage.events(Event.CallSettled.class))
                .extracting(Event.CallSettled::settlement)
                .allSatisfy(settled -> assertThat(settled).isInstanceOf(Settlement.Succeeded.class))
                .hasSize(3);
        for (String document : List.of("test://a", "test://b", "test://c")) {
            same("clerk", "tools/call", CoazStage.echo(document), false);
        }
        assertThat(stage.decision("clerk", "resources/unsubscribe", CoazStage.read("test://a")))
                .isTrue();
    }

    /** One resource that may not be read keeps the stream from being opened, and nothing counts as read. */
    @Test
    void aStreamIsAllOrNothing() throws IOException {
        same("clerk", "tools/call", CoazStage.echo("test://b"), true);
        assertThat(stage.decision(
                        "clerk",
                        "subscriptions/listen",
                        "\"notifications\": {\"resourceSubscriptions\": [\"test://a\", \"test://b\"]}"))
                .isFalse();
        assertThat(stage.events(Event.CallDenied.class)).hasSize(1);
        same("clerk", "tools/call", CoazStage.echo("test://a"), true);
        assertThat(stage.decision("clerk", "subscriptions/listen", "\"notifications\": {\"toolsListChanged\": true}"))
                .isTrue();
        assertThat(stage.decision("idle", "subscriptions/listen", "\"notifications\": {\"toolsListChanged\": true}"))
                .isFalse();
    }
}
