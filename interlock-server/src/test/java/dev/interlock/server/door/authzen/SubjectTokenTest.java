package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATION;
import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATIONS;
import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static dev.interlock.server.door.authzen.AuthzenStage.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.PassedTokens;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token at {@code context.subject_token}: what the door makes of it by itself. */
class SubjectTokenTest {

    private static final String SECRET = "a-token-that-is-nobody-elses-business";

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

    private static ObjectNode asked() {
        ObjectNode body = (ObjectNode) AuthzenStage.tree(question("ann", "check", "7"));
        body.putObject("context").put("ip", "1").put("subject_token", SECRET);
        return body;
    }

    private ObjectNode answer(Token by) {
        return json(stage.post(by, EVALUATION, asked().toString()).send());
    }

    @Test
    void whereNoTokensAreIssuedNoneIsTaken() throws IOException {
        ObjectNode answer = answer(stage.mesh);
        assertThat(answer.path("decision").asBoolean()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo("token-not-taken");
        assertThat(answer.toString()).doesNotContain(SECRET);
        assertThat(stage.events(AgentEvent.PresentationRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason() + " " + refused.where() + " " + refused.agent())
                        .isEqualTo("token-not-taken " + EVALUATION + " mesh"));
        assertThat(stage.events(Event.CallDecided.class)).isEmpty();
    }

    /** Nothing that is asked for advice is recorded, so neither is that. */
    @Test
    void whatIsAdvisoryTakesNoneAndRecordsNothing() throws IOException {
        ObjectNode answer = answer(stage.adviser);
        assertThat(answer.path("decision").asBoolean()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo("token-not-taken");
        assertThat(answer.at("/context/advisory").asBoolean()).isTrue();
        assertThat(stage.events(AgentEvent.PresentationRefused.class)).isEmpty();
    }

    @Test
    void oneOfSeveralIsDeniedAloneAndTheOthersHaveTheDefault() {
        ObjectNode several = asked();
        ArrayNode items = several.putArray("evaluations");
        items.addObject().putObject("context");
        items.addObject();
        ObjectNode answer =
                json(stage.post(stage.mesh, EVALUATIONS, several.toString()).send());
        assertThat(answer.at("/evaluations/0/decision").asBoolean()).isTrue();
        assertThat(answer.at("/evaluations/1/context/reason").asText()).isEqualTo("token-not-taken");
    }

    @Test
    void aSearchWithATokenThatDoesNotCountIsNotMade() throws IOException {
        ObjectNode body = asked();
        RawHttp.Answer answer = stage.post(stage.mesh, "/access/v1/search/subject", body.toString())
                .send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).doesNotContain(SECRET);
        assertThat(stage.events(AgentEvent.PresentationRefused.class))
                .extracting(AgentEvent.PresentationRefused::reason)
                .containsExactly("token-not-taken");
    }

    private static PassedTokens.Outcome verified(ObjectNode context) {
        return ShownToken.in(context)
                .orElseThrow()
                .verified(
                        (caller, token) -> {
                            throw new AssertionError("nothing to verify");
                        },
                        "mesh");
    }

    private static String reason(ObjectNode context) {
        return ((PassedTokens.Outcome.Refused) verified(context)).reason();
    }

    @Test
    void whatIsNoTokenByItsFormIsNotVerified() {
        assertThat(reason(Json.object().put("subject_token", 7))).isEqualTo("token-malformed");
        assertThat(reason(Json.object().putNull("subject_token"))).isEqualTo("token-malformed");
        assertThat(reason(Json.object().put("subject_token", "x".repeat(Jwt.MAX_CHARS + 1))))
                .isEqualTo("token-too-large");
    }

    @Test
    void itIsInNothingThatIsMadeOfTheQuestion() throws AuthzenRefusal {
        ObjectNode body = asked();
        Evaluation evaluation = Bodies.evaluation(body);
        assertThat(evaluation.context().toString()).isEqualTo("{\"ip\":\"1\"}");
        assertThat(evaluation.shown()).isPresent();
        assertThat(evaluation.toString()).doesNotContain(SECRET);
        assertThat(ShownToken.withoutIn(body).toString()).doesNotContain(SECRET).contains("\"ip\"", "vendor");
        assertThat(body.toString()).as("the request stays as it is").contains(SECRET);
        var proven = (PassedTokens.Outcome.Refused) evaluation
                .shown()
                .get()
                .verified((caller, token) -> new PassedTokens.Outcome.Refused(caller, token), "mesh");
        assertThat(proven.reason() + " " + proven.message()).isEqualTo("mesh " + SECRET);
    }
}
