package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Presence;
import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.fixture.Issuer;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Critical approvals at the API: the login that a token tells of has to be fresh, as RFC 9470 has it. */
class StepUpApiTest {

    private static final String MORE = """
          carl: {identity: {issuer: corp, subject: "248289761001"}, owner: audit, groups: [approvers]}
        trust:
          audience: https://gateway.example.com
          issuers:
            corp: {issuer: "%s", clients: [cli], login: {client-id: cli}}
        """;

    @TempDir
    private Path folder;

    private Issuer issuer;
    private ConsoleStage stage;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
        issuer.close();
    }

    private void serve(String more) throws Exception {
        stage = new ConsoleStage(folder, MORE.formatted(issuer.name()) + more);
        issuer.clock(stage.time::get);
    }

    private String held(String payment) {
        ObjectNode arguments =
                Json.object().put("payment", payment).put("amount", "10").put("note", "n");
        return stage.held(stage.task("Settle it"), "pay", arguments);
    }

    private String token(Map<String, Object> claims) {
        var all = new HashMap<>(claims);
        all.put("aud", "https://gateway.example.com");
        all.put("client_id", "cli");
        return issuer.token("at+jwt", all);
    }

    private Map<String, Object> loggedIn(Duration ago) {
        return Map.of("auth_time", stage.time.get().minus(ago).getEpochSecond(), "acr", "phr");
    }

    private RawHttp.Answer approve(RawHttp request, String hold) {
        ObjectNode seen = stage.v1("vera", "holds/" + hold);
        ObjectNode body = Json.object()
                .put("digest", seen.path("digest").asText())
                .put("code", seen.path("code").asText());
        return request.body(Json.bytes(body)).send();
    }

    private RawHttp.Answer approve(Map<String, Object> claims, String hold) {
        return approve(stage.bearer(token(claims), "/v1/holds/" + hold + "/approve"), hold);
    }

    @Test
    void aTokenOfAnOldLoginIsChallenged() throws Exception {
        serve("step-up: {within: 5m}\n");
        String hold = held("P-1");

        RawHttp.Answer old = approve(loggedIn(Duration.ofMinutes(6)), hold);
        assertThat(old.status()).isEqualTo(401);
        assertThat(old.json().path("code").asText()).isEqualTo("insufficient-user-authentication");
        assertThat(old.header("WWW-Authenticate"))
                .contains("Bearer realm=\"interlock\", error=\"insufficient_user_authentication\","
                        + " error_description=\"a login within the last 5 minutes is required\", max_age=\"300\"");
        assertThat(approve(Map.of(), hold).status())
                .as("a token that tells of no login")
                .isEqualTo(401);
        assertThat(approve(loggedIn(Duration.ofMinutes(-5)), hold).status())
                .as("a login that is to come")
                .isEqualTo(401);
        assertThat(approve(stage.api("vera", "/v1/holds/" + hold + "/approve"), hold)
                        .status())
                .as("a token in the configuration")
                .isEqualTo(401);
        assertThat(stage.recorded(Event.HoldAnswered.class)).isEmpty();
    }

    @Test
    void aFreshLoginApprovesAndIsRecorded() throws Exception {
        serve("step-up: {within: 5m}\n");
        String hold = held("P-1");
        Instant at = Instant.ofEpochSecond(stage.time.get().getEpochSecond() - 60);

        RawHttp.Answer fresh = approve(Map.of("auth_time", at.getEpochSecond(), "acr", "phr"), hold);

        assertThat(fresh.status()).as(fresh.text()).isEqualTo(200);
        assertThat(stage.recorded(Event.HoldAnswered.class).getLast().how().presence())
                .contains(new Presence(new Presence.By.Login("corp", Optional.of("phr")), at.toEpochMilli()));
        ObjectNode answer = (ObjectNode) stage.v1("vera", "holds/" + hold).at("/answers/0/presence");
        assertThat(answer.path("by").asText()).isEqualTo("login");
        assertThat(answer.path("issuer").asText()).isEqualTo("corp");
        assertThat(answer.path("acr").asText()).isEqualTo("phr");
        assertThat(Instant.parse(answer.path("at").asText())).isEqualTo(at);
        assertThat(stage.v1("vera", "holds/" + hold + "/record").at("/assertions/0/authority/presence/by"))
                .hasToString("\"login\"");
        assertThat(stage.v1("vera", "calls/c-" + hold.substring(2))
                        .path("lines")
                        .toString())
                .contains("logged in at corp (phr) 1 min");
    }

    @Test
    void aHoldTellsWhatIsAskedOfItsReader() throws Exception {
        serve("step-up: {within: 5m}\n");
        String hold = held("P-1");

        ObjectNode seen = stage.v1("vera", "holds/" + hold);
        assertThat(seen.at("/stepUp/withinSeconds").asInt()).isEqualTo(300);
        assertThat(seen.at("/stepUp/fresh").asBoolean(true)).isFalse();
        ObjectNode fresh = stage.bearer(token(loggedIn(Duration.ofMinutes(1))), "/v1/holds/" + hold)
                .method("GET")
                .send()
                .json();
        assertThat(fresh.at("/stepUp/fresh").asBoolean()).isTrue();
        ObjectNode edit = stage.v1(
                "vera",
                "holds/"
                        + stage.held(
                                stage.task("Edit it"),
                                "edit",
                                Json.object().put("vendor", "V-1").put("iban", "I")));
        assertThat(edit.has("stepUp")).as("what is not critical").isFalse();
    }

    @Test
    void withoutConfigurationATokenApprovesAsItDid() throws Exception {
        serve("");
        String hold = held("P-1");

        assertThat(stage.v1("vera", "holds/" + hold).has("stepUp")).isFalse();
        assertThat(approve(stage.api("vera", "/v1/holds/" + hold + "/approve"), hold)
                        .status())
                .isEqualTo(200);
        assertThat(stage.recorded(Event.HoldAnswered.class).getLast().how().presence())
                .isEmpty();
    }
}
