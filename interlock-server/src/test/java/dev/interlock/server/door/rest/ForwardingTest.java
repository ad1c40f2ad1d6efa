package dev.interlock.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.RawHttp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the API is what was decided on; what comes back is the API's, and is settled by what HTTP says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardingTest {

    private RestStage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = new RestStage(folder);
    }

    @BeforeEach
    void afresh() {
        stage.api.asked.clear();
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Settlement settled() throws Exception {
        return stage.events(Event.CallSettled.class).getLast().settlement();
    }

    @Test
    void onlyWhatIsDeclaredArrives() {
        RawHttp.Answer answer = stage.request(
                        "GET", "/rest/things/items?tag=a%26b&limit=%37&tag=%C3%A9&ids=1,2&min=1.50&all=true")
                .add("X-Trace", "trace-1")
                .add("X-Forwarded-For", "10.0.0.1")
                .add("Forwarded", "for=10.0.0.1")
                .add("Cookie", "session=1")
                .add("X-Undeclared", "1")
                .add("Accept", "text/html")
                .add("User-Agent", "agent/1")
                .send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("[1, 2]");
        RecordingApi.Asked asked = stage.api.only();
        assertThat(asked.target()).isEqualTo("/api/items?limit=7&min=1.5&all=true&tag=a%26b&tag=%C3%A9&ids=1,2");
        assertThat(asked.headers().getFirst("Authorization")).isEqualTo(RestStage.CREDENTIAL);
        assertThat(asked.headers().getFirst("X-Trace")).isEqualTo("trace-1");
        assertThat(asked.headers().getFirst("Accept")).isEqualTo("application/json");
        Set<String> names = new TreeSet<>();
        asked.headers().keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        assertThat(names)
                .isSubsetOf(
                        "accept",
                        "accept-encoding",
                        "authorization",
                        "connection",
                        "content-length",
                        "host",
                        "http2-settings",
                        "upgrade",
                        "user-agent",
                        "x-trace")
                .doesNotContain("cookie", "x-undeclared");
        assertThat(asked.headers().getFirst("User-Agent")).isNotEqualTo("agent/1");
    }

    @Test
    void aBodyArrivesWithItsTypeAndItsResultNamesTheObject() throws Exception {
        RawHttp.Answer answer = stage.post("/items", " {\"name\" : \"A\", \"price\":1.50, \"big\":9007199254740991 } ")
                .with("Content-Type", "application/vnd.item+json; charset=UTF-8")
                .send();

        assertThat(answer.status()).isEqualTo(201);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"42\",  \"price\":1.50}");
        assertThat(answer.header("location")).hasValue("/rest/things/items/42");
        assertThat(answer.header("interlock-decision").orElse("")).startsWith("permitted;call=\"c-");
        RecordingApi.Asked asked = stage.api.only();
        assertThat(asked.body()).isEqualTo("{\"big\":9007199254740991,\"name\":\"A\",\"price\":1.5}");
        assertThat(asked.headers().getFirst("Content-Type")).isEqualTo("application/vnd.item+json");
        assertThat(((Settlement.Succeeded) settled()).created()).hasToString("[thing/42]");
    }

    /** The API answers with the same id again: what is recorded of that is what the agent hears. */
    @Test
    void theAgentHearsTheOutcomeThatIsRecorded() throws Exception {
        stage.post("/items", "{\"name\":\"B\"}").send();
        RawHttp.Answer again = stage.post("/items", "{\"name\":\"B\"}").send();

        assertThat(settled()).isNotInstanceOf(Settlement.Succeeded.class);
        assertThat(again.header("interlock-decision").orElse(""))
                .contains(";outcome=")
                .doesNotContain("outcome=succeeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"7\"}",
                "{\"name\":null}",
                "{\"price\":1200.55}",
                "{\"price\":0.07}",
                "{\"parts\":[{\"parts\":[]},{\"color\":\"red\"}]}",
                "{\"code\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
                "{\"since\":\"whenever\"}"
            })
    void aBodyThatIsAsDescribed(String body) {
        RawHttp.Answer answer = stage.post("/items", body).send();
        assertThat(answer.status())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(201);
        assertThat(stage.api.only().body()).isEqualTo(body);
    }

    @Test
    void theMostSpecificPathIsMeant() {
        stage.get("/items/export");
        stage.request("POST", "/rest/things/items/7:archive").send();
        stage.get("/items/7%3Aarchive2");
        stage.get("/numbers/12");

        assertThat(stage.api.asked.stream().map(RecordingApi.Asked::target))
                .containsExactly(
                        "/api/items/export", "/api/items/7:archive", "/api/items/7%3Aarchive2", "/api/numbers/12");
        assertThat(stage.api.asked.getFirst().headers().getFirst("Accept")).isEqualTo("text/csv");
    }

    @ParameterizedTest
    @CsvSource({
        // status of the API, status for the agent, outcome
        "200, 200, Succeeded",
        "202, 202, Succeeded",
        "204, 204, Succeeded",
        "301, 502, Unknown",
        "303, 502, Unknown",
        "307, 502, Unknown",
        "308, 502, Unknown",
        "400, 400, Unknown",
        "401, 502, Failed",
        "403, 403, Unknown",
        "404, 404, Unknown",
        "407, 502, Unknown",
        "408, 502, Unknown",
        "409, 409, Unknown",
        "422, 422, Unknown",
        "429, 429, Unknown",
        "500, 502, Unknown",
        "503, 502, Unknown"
    })
    void whatAStatusMeansForAWrite(int status, int told, String outcome) throws Exception {
        RawHttp.Answer answer =
                stage.request("POST", "/rest/things/answers/" + status).send();

        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.status()).as(body).isEqualTo(told);
        assertThat(settled().getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(stage.api.asked).hasSize(1);
        assertThat(answer.header("www-authenticate")).isEmpty();
        if (told == 502) {
            assertThat(answer.header("content-type")).hasValue("application/problem+json");
            assertThat(answer.json().path("call").asText()).startsWith("c-");
            assertThat(answer.json().path("verdict").asText())
                    .isEqualTo(outcome.equals("Unknown") ? "unknown" : "permitted");
        } else if (status != 204) {
            assertThat(body).isEqualTo("{\"said\":\"" + status + "\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({"nonsense, 502", "nan, 502", "encoded, 502", "huge, 502", "close, 502", "cut, 502", "silence, 504"})
    void aBrokenAnswer(String what, int told) throws Exception {
        RawHttp.Answer write =
                stage.request("POST", "/rest/things/answers/" + what).send();
        assertThat(write.status()).isEqualTo(told);
        assertThat(write.json().path("code").asText()).isEqualTo("outcome-unknown");
        assertThat(write.json().path("detail").asText()).contains("do not send it again");
        assertThat(write.header("interlock-decision").orElse(""))
                .startsWith("unknown;")
                .endsWith("outcome=unknown");
        assertThat(settled()).isInstanceOf(Settlement.Unknown.class);
        // and it was not sent twice
        assertThat(stage.api.asked).hasSize(1);

        if (!what.equals("silence")) {
            // the catalogue says that it only reads, and so does HTTP: nothing but content was lost
            assertThat(stage.get("/answers/" + what).status()).isEqualTo(told);
            assertThat(settled()).isInstanceOf(Settlement.Failed.class);
            assertThat(stage.api.asked).hasSize(2);
        }
    }

    @Test
    void theApiDoesNotSpeakForInterlock() {
        RawHttp.Answer answer = stage.get("/answers/headers");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("interlock-decision").orElse("")).startsWith("permitted;");
        assertThat(answer.header("x-pages")).hasValue("3");
        assertThat(answer.header("etag")).hasValue("\"1\"");
        assertThat(answer.header("content-type")).hasValue("text/html");
        assertThat(answer.header("x-content-type-options")).hasValue("nosniff");
        assertThat(answer.header("cache-control")).hasValue("no-store");
        assertThat(answer.headers()).doesNotContainKeys("set-cookie", "x-internal", "access-control-allow-origin");
    }

    @Test
    void aHeadHasNoBody() throws Exception {
        RawHttp.Answer answer = stage.request("HEAD", "/rest/things/items").send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("interlock-decision").orElse("")).endsWith("outcome=succeeded");
        assertThat(stage.api.only().method()).isEqualTo("HEAD");
    }

    /** Neither in an answer nor in the record: the arguments hold what agents send, and the credential is not of that. */
    @Test
    void theCredentialIsTheApisAlone() throws Exception {
        stage.get("/answers/headers");
        RawHttp.Answer refused =
                stage.request("POST", "/rest/things/answers/401").send();

        assertThat(new String(refused.body(), StandardCharsets.UTF_8) + refused.headers())
                .doesNotContain(RestStage.CREDENTIAL);
        try (var files = Files.walk(stage.data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(RestStage.CREDENTIAL, stage.ann.reveal());
            }
        }
    }

    @Test
    void whoAsksTooMuchIsTurnedAway(@TempDir Path folder) throws Exception {
        try (var busy = new RestStage(folder, ", agents: {ann: {rate: 1, burst: 1}}")) {
            assertThat(busy.get("/items").status()).isEqualTo(200);
            RawHttp.Answer answer = busy.get("/items");
            for (int i = 0; i < 10 && answer.status() == 200; i++) {
                answer = busy.get("/items");
            }
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.json().path("code").asText()).isEqualTo("too-many-requests");
            assertThat(answer.header("retry-after")).hasValue("1");
        }
    }

    @Test
    void whatIsTooLongForMemoryGoesOnAsItCame() throws Exception {
        for (String method : new String[] {"GET", "POST"}) {
            RawHttp.Answer answer =
                    stage.request(method, "/rest/things/answers/long").send();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).hasValue("application/json");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(RecordingApi.LONG);
            assertThat(settled()).isInstanceOf(Settlement.Succeeded.class);
        }
    }

    @Test
    void bytesStayBytes() {
        assertThat(stage.get("/answers/bytes").body()).containsExactly('%', 'P', 'D', 'F', 0, 0xff, 1);
    }

    @Test
    void whatIsHeldGoesThroughOnceItIsApproved() throws Exception {
        RawHttp.Answer held = stage.request("DELETE", "/rest/things/items/7").send();
        assertThat(held.status()).isEqualTo(409);
        assertThat(stage.api.asked).isEmpty();
        String hold = held.json().path("hold").asText();

        RawHttp.Answer approved = RawHttp.to(stage.port(), "/v1/holds/" + hold + "/approve")
                .add("Authorization", "Bearer " + stage.vera.reveal())
                .add("Content-Type", "application/json")
                .body("{\"code\":\"" + held.json().path("binding").asText() + "\"}")
                .send();
        assertThat(approved.status()).isEqualTo(200);

        // another request is another call
        assertThat(stage.request("DELETE", "/rest/things/items/8").send().status())
                .isEqualTo(409);
        assertThat(stage.request("DELETE", "/rest/things/items/7").send().status())
                .isEqualTo(204);
        assertThat(stage.api.only().target()).isEqualTo("/api/items/7");
        assertThat(stage.request("DELETE", "/rest/things/items/7").send().status())
                .isEqualTo(409);
    }
}
