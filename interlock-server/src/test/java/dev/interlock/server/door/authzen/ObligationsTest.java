package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATION;
import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATIONS;
import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static dev.interlock.server.door.authzen.AuthzenStage.permitted;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A permit has to be reported, and says so; who cannot report gets none. */
class ObligationsTest {

    @TempDir
    private Path folder;

    private AuthzenStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = AuthzenStage.vendors(folder);
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    private static String question(String action, String context) {
        return """
            {"subject": {"type": "user", "id": "alice"}, "action": {"name": "%s"},
             "resource": {"type": "vendor", "id": "7"}, "context": {%s}}
            """.formatted(action, context);
    }

    private RawHttp.Answer ask(Token by, String action, String context) {
        return stage.post(by, EVALUATION, question(action, context)).send();
    }

    @Test
    void aPermitDemandsItsReport() {
        RawHttp.Answer answer = ask(stage.mesh, "check", "");
        String id = permitted(answer);
        JsonNode context = json(answer).path("context");
        JsonNode obligation = context.path("obligations").path(0);
        assertThat(context.path("obligations")).hasSize(1);
        assertThat(obligation).isEqualTo(Trees.object("""
            {"id": "%s/outcome", "type": "custom", "properties": {"vendor": "dev.interlock", "action": "report-outcome",
             "endpoint": "https://pdp.example.com/access/v1/evaluations/%s/outcome", "until": "%s"}}
            """.formatted(
                        id, id, context.path("report_until").asText())));
        String path = URI.create(obligation.at("/properties/endpoint").asText()).getPath();
        assertThat(stage.post(stage.mesh, path, "{\"outcome\": \"succeeded\"}")
                        .send()
                        .status())
                .as("what it says is what there is to do")
                .isEqualTo(200);
    }

    @Test
    void whatIsNotCarriedOutDemandsNothing() {
        assertThat(json(ask(stage.mesh, "close", "")).path("context").has("obligations"))
                .as("a hold")
                .isFalse();
        assertThat(json(ask(stage.adviser, "check", "")).path("context").has("obligations"))
                .as("advice")
                .isFalse();
        assertThat(json(ask(stage.adviser, "check", "\"supported_obligations\": []"))
                        .path("decision")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whoSupportsItIsPermitted() {
        permitted(ask(stage.mesh, "check", "\"supported_obligations\": [\"notification\", \"custom\", \"made-up\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"notification\", \"step-up\"]", "[\"Custom\"]"})
    void whoDoesNotSupportItIsDeniedAndNothingIsReserved(String supported) throws IOException {
        ObjectNode answer = json(ask(stage.mesh, "check", "\"supported_obligations\": " + supported));
        assertThat(answer.path("decision").asBoolean()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo("obligation-unsupported");
        assertThat(answer.at("/context/reason_user/en").asText()).contains("`custom`");
        assertThat(answer.path("context").has("obligations")).isFalse();
        assertThat(stage.events(Event.CallReserved.class)).isEmpty();
        assertThat(stage.events(AgentEvent.PresentationRefused.class))
                .extracting(AgentEvent.PresentationRefused::reason)
                .containsExactly("obligation-unsupported");
    }

    /** What would be denied anyway is denied for its own reason, and recorded as that. */
    @Test
    void otherDenialsStayWhatTheyAre() throws IOException {
        ObjectNode held = json(ask(stage.mesh, "close", "\"supported_obligations\": []"));
        assertThat(held.at("/context/held").asBoolean()).isTrue();
        assertThat(held.at("/context/access_request").isObject()).isTrue();
        ObjectNode unknown = json(ask(stage.mesh, "rename", "\"supported_obligations\": []"));
        assertThat(unknown.at("/context/reason").asText()).isNotEqualTo("obligation-unsupported");
        assertThat(stage.events(Event.CallHeld.class)).hasSize(1);
        assertThat(stage.events(Event.CallDenied.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"custom\"", "{\"custom\": true}", "7", "null", "[1]", "[null]", "[[\"custom\"]]"})
    void whatIsNoListOfTypesIsMalformed(String supported) throws IOException {
        RawHttp.Answer answer = ask(stage.mesh, "check", "\"supported_obligations\": " + supported);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("`context.supported_obligations` must be a list");
        ObjectNode several = json(
                stage.post(stage.mesh, EVALUATIONS, """
                    {"subject": {"type": "user", "id": "alice"}, "action": {"name": "check"}, "resource": {"type": "vendor", "id": "7"},
                     "evaluations": [{"context": {"supported_obligations": %s}}, {"resource": {"type": "vendor", "id": "8"}}]}
                    """.formatted(supported)).send());
        assertThat(several.at("/evaluations/0/decision").asBoolean()).isFalse();
        assertThat(several.at("/evaluations/0/context/error/status").asInt()).isEqualTo(400);
        assertThat(several.at("/evaluations/1/decision").asBoolean()).isTrue();
        assertThat(stage.events(Event.CallReserved.class)).hasSize(1);
    }

    @Test
    void theListIsBounded() {
        String many = "\"x\", ".repeat(100) + "\"custom\"";
        assertThat(ask(stage.mesh, "check", "\"supported_obligations\": [" + many + "]")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theServerSaysWhatItMayDemand() {
        ObjectNode metadata = json(RawHttp.to(stage.port(), "/.well-known/authzen-configuration")
                .method("GET")
                .send());
        assertThat(metadata.path("supported_obligations")).hasToString("[\"custom\"]");
    }
}
