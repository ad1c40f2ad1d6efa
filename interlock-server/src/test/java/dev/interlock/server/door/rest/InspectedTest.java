package dev.interlock.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All that the agent would get of an API's answer is looked at where the catalogue says so, whatever its status. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectedTest {

    private RestStage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = new RestStage(folder);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private static String all(RawHttp.Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8) + answer.headers();
    }

    @ParameterizedTest
    @CsvSource({
        "secret-200, succeeded",
        "header-200, succeeded",
        "secret-400, unknown",
        "header-400, unknown",
        "secret-404, unknown",
        "secret-409, unknown",
        "header-409, unknown"
    })
    void aSecretIsWithheld(String what, String outcome) throws Exception {
        RawHttp.Answer answer =
                stage.request("POST", "/rest/things/vault/answers/" + what).send();

        assertThat(answer.status()).as(all(answer)).isEqualTo(403);
        assertThat(answer.json().path("code").asText()).isEqualTo("result-withheld");
        assertThat(answer.json().path("verdict").asText()).isEqualTo("withheld");
        assertThat(answer.header("interlock-decision").orElse(""))
                .startsWith("withheld;")
                .endsWith(";outcome=" + outcome);
        assertThat(all(answer)).doesNotContain("hunter22");
        Event.CallSettled settled = stage.events(Event.CallSettled.class).getLast();
        assertThat(settled.delivery().orElseThrow().withheld()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"200", "400", "404", "409", "422"})
    void whatHasNoneGoesOn(String status) {
        RawHttp.Answer answer =
                stage.request("POST", "/rest/things/vault/answers/" + status).send();

        assertThat(answer.status()).isEqualTo(Integer.parseInt(status));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"said\":\"" + status + "\"}");
    }

    /** What nobody looks at does not go on. */
    @ParameterizedTest
    @ValueSource(strings = {"secret-401", "secret-408", "secret-500", "encoded-400", "encoded-409", "encoded-200"})
    void whatIsNotForTheAgentStays(String what) {
        for (String method : new String[] {"GET", "POST"}) {
            RawHttp.Answer answer =
                    stage.request(method, "/rest/things/vault/answers/" + what).send();
            assertThat(answer.status()).as(all(answer)).isEqualTo(502);
            assertThat(all(answer)).doesNotContain("hunter22");
        }
    }

    @Test
    void whatIsTooLongToBeLookedAtIsWithheld() {
        RawHttp.Answer answer =
                stage.request("GET", "/rest/things/vault/answers/long").send();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("detail").asText()).contains("too long to be inspected");
    }

    @Test
    void othersAreNotLookedAt() {
        RawHttp.Answer answer =
                stage.request("POST", "/rest/things/answers/secret-400").send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(all(answer)).contains("hunter22");
    }
}
