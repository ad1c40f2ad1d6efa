package dev.interlock.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.RawHttp;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of browsers: those of configured origins may call, and read what the door answers; all others are refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {

    private static final String PAGE = "https://console.example.com";

    private RestStage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = new RestStage(folder);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private RawHttp preflight(String origin) {
        return RawHttp.to(stage.port(), "/rest/things/items/7")
                .method("OPTIONS")
                .add("Origin", origin)
                .add("Access-Control-Request-Method", "DELETE")
                .add(
                        "Access-Control-Request-Headers",
                        "authorization,interlock-task,interlock-lane-credential,x-trace,x evil");
    }

    private static List<String> listed(RawHttp.Answer answer, String header) {
        return List.of(answer.header(header).orElse("").split(", ", -1));
    }

    @Test
    void aPreflightIsAnsweredWithoutAToken() {
        RawHttp.Answer answer = preflight(PAGE).send();

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).contains(PAGE);
        assertThat(answer.header("Vary")).contains("Origin");
        assertThat(listed(answer, "Access-Control-Allow-Methods"))
                .containsExactly("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
        assertThat(listed(answer, "Access-Control-Allow-Headers"))
                .containsExactly(
                        "Authorization",
                        "DPoP",
                        "Content-Type",
                        "Accept",
                        "Interlock-Task",
                        "Interlock-Lane-Credential",
                        "x-trace");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.body()).isEmpty();
        assertThat(stage.api.asked).isEmpty();
    }

    @Test
    void whatAPageAsksItMayRead() {
        RawHttp.Answer answer = stage.post("/items", "{}").add("Origin", PAGE).send();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Access-Control-Allow-Origin")).contains(PAGE);
        assertThat(listed(answer, "Access-Control-Expose-Headers"))
                .contains("Location", "Interlock-Decision", "content-type");

        RawHttp.Answer refused = stage.request("GET", "/rest/things/nothing")
                .without("Authorization")
                .add("Origin", PAGE)
                .send();
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Access-Control-Allow-Origin")).contains(PAGE);
        assertThat(listed(refused, "Access-Control-Expose-Headers")).contains("WWW-Authenticate");
        stage.api.asked.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.com", "null", "https://CONSOLE.example.com"})
    void otherOriginsAreRefused(String origin) {
        for (RawHttp request : List.of(
                preflight(origin), stage.request("GET", "/rest/things/items").add("Origin", origin))) {
            RawHttp.Answer answer = request.send();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(answer.header("Vary")).contains("Origin");
        }
    }

    @Test
    void optionsAloneIsARequest() {
        RawHttp.Answer answer = stage.request("OPTIONS", "/rest/things/items/7")
                .add("Origin", PAGE)
                .send();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("code").asText()).isEqualTo("operation-unknown");
    }
}
