package dev.interlock.e2e.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway may ask beside calls, what passes without being asked, and what is denied whoever asks. */
class CoazMethodsTest {

    private CoazStage stage;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        stage = new CoazStage(folder);
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource({"initialize,protocolVersion", "logging/setLevel,level", "tasks/get,taskId", "tasks/cancel,taskId"})
    void whatIsNoDecisionIsPermittedToWhomWeKnow(String method, String member) throws IOException {
        String params = "\"" + member + "\": \"x-1\"";
        ObjectNode permitted = stage.asked(stage.gateway, "clerk", method, params);
        assertThat(permitted.path("decision").asBoolean()).isTrue();
        assertThat(permitted.path("context").has("evaluation_id"))
                .as("there is nothing to report")
                .isFalse();
        ObjectNode nobody = stage.asked(stage.gateway, "mallory", method, params);
        assertThat(nobody.path("decision").asBoolean()).isFalse();
        assertThat(nobody.at("/context/reason").asText()).isEqualTo("subject-unknown");
        assertThat(stage.events(Event.CallReserved.class)).isEmpty();
        assertThat(stage.events(AgentEvent.PresentationRefused.class)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"ping,true", "notifications/cancelled,true", "tasks/update,false", "tasks/list,false", "no/such,false"})
    void whatIsNotAskedAboutPassesOrIsRefused(String method, boolean passes) {
        CelGateway.Step step = new CelGateway(stage.mapping, "docs")
                .step(method, CoazStage.params("\"taskId\": \"x\""), CoazStage.token("clerk"));
        assertThat(step).isEqualTo(passes ? new CelGateway.Step.Passes() : new CelGateway.Step.Refused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks/update", "no/such", "tools/call"})
    void whoAsksAboutItAllTheSameIsDenied(String method) {
        ObjectNode answer = stage.evaluate(stage.gateway, """
                {"subject": {"type": "identity", "id": "clerk"}, "action": {"name": "%s"},
                 "resource": {"type": "mcp_server", "id": "docs"}}
                """.formatted(method));
        assertThat(answer.path("decision").asBoolean()).isFalse();
    }

    /** They are decided with the call, at the door that knows what was stage.asked; a call that brings some is not permitted without them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools/call | \"name\": \"echo\", \"arguments\": {\"text\": \"test://a\"}",
                "resources/read | \"uri\": \"test://a\"",
                "prompts/get | \"name\": \"greeting\""
            })
    void answersToQuestionsAreNotLetThrough(String method, String params) throws IOException {
        ObjectNode answer = stage.asked(
                stage.gateway, "clerk", method, params + ", \"inputResponses\": {\"k\": {\"action\": \"accept\"}}");
        assertThat(answer.path("decision").asBoolean()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo("answers-undecided");
        assertThat(stage.events(Event.CallReserved.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"test://a\"", "[1]", "{\"a\": 1}"})
    void resourcesOfAStreamAreAListOfTexts(String resources) {
        ObjectNode answer = stage.evaluate(stage.gateway, """
                {"subject": {"type": "identity", "id": "clerk"}, "resource": {"type": "mcp_server", "id": "docs"},
                 "action": {"name": "subscriptions/listen", "properties": {"resources": %s}}}
                """.formatted(resources));
        assertThat(answer.at("/context/reason").asText()).isEqualTo("resources-malformed");
    }

    @Test
    void theDraftsOwnDefaultsAreAnswered() {
        for (String method :
                List.of("tools/list", "resources/list", "prompts/list", "initialize", "logging/setLevel")) {
            ObjectNode answer = stage.evaluate(stage.adviser, """
                    {"subject": {"type": "identity", "id": "clerk"}, "context": {"agent": "x"}, "action": {"name": "%s"},
                     "resource": {"type": "mcp_server", "id": "https://mcp.example.com"}}
                    """.formatted(method));
            assertThat(answer.path("decision").asBoolean()).as(method).isTrue();
        }
    }
}
