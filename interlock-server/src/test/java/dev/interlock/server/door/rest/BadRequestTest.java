package dev.interlock.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door refuses before anything is decided: each with a problem that says why, and nothing of it reaches the API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestTest {

    private RestStage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = new RestStage(folder);
    }

    @AfterEach
    void nothingWasDone() throws Exception {
        assertThat(stage.api.asked).isEmpty();
        assertThat(stage.events(Event.CallReserved.class)).isEmpty();
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private static void refused(RawHttp.Answer answer, int status, String code, String why) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.status()).as(body).isEqualTo(status);
        assertThat(answer.header("content-type")).hasValue("application/problem+json");
        assertThat(answer.header("interlock-decision")).hasValue("refused;code=\"" + code + "\"");
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("detail").asText()).contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/items/a%2fb | encoded slash",
                "/items/a%5Cb | backslash",
                "/items/%2e%2e | contains `.` or `..`",
                "/items/. | contains `.` or `..`",
                "/items/../items/7 | `..`",
                "/items/%00 | control character",
                "/items/%0d%0aHost: x | ",
                "/items/%C0%AF | not UTF-8",
                "/items/%ff | not UTF-8",
                "/items/a%252fb | encoded twice",
                "/items/%zz | hexadecimal",
                "/items//7 | two slashes",
                "//items/7 | two slashes",
                "/items/7;v=1 | percent-encoded",
                "/items/latest | more than one",
                "/items/EXPORT | more than one",
                "/items?limit=1&limit=2 | more than once",
                "/items?limit=01 | whole number",
                "/items?limit=1e3 | whole number",
                "/items?limit=+1 | `+`",
                "/items?min=1e3 | without exponent",
                "/items?all=TRUE | `true` or `false`",
                "/items?sort=sideways | one of",
                "/items?unknown=1 | no query parameter `unknown`",
                "/items?Limit=1 | no query parameter `Limit`",
                "/items?filter[a]=1 | no query parameter",
                "/items?ids=1%2C2 | comma",
                "/items?limit | not `name=value`",
                "/items?limit=1&&all=true | not `name=value`",
                "/items?limit=1;all=true | `;`",
                "/items?tag=a%00 | control character",
                "/items?tag=%ED%A0%80 | not UTF-8",
                "/numbers/007 | whole number",
                "/numbers/%37x | whole number"
            })
    void anAddressThatTwoServersReadDifferently(String path, String why) {
        RawHttp.Answer answer = stage.get(path);
        if (answer.header("content-type")
                .filter("application/problem+json"::equals)
                .isEmpty()) {
            // the web server was first: it answers before the door sees anything
            assertThat(answer.status()).isBetween(400, 404);
        } else {
            refused(answer, 400, "request-invalid", why == null ? "" : why);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /items/7",
        "POST, /items/7",
        "HEAD, /items/7",
        "OPTIONS, /items/7",
        "TRACE, /items/7",
        "BREW, /items/7",
        "GET, /items/",
        "GET, /items/7/",
        "GET, /Items/7",
        "GET, /items/7/parts",
        "GET, /",
        "POST, /upload"
    })
    void whatIsNotDescribed(String method, String path) {
        RawHttp.Answer answer = stage.request(method, "/rest/things" + path).send();
        if (method.equals("HEAD")) {
            assertThat(answer.status()).isEqualTo(404);
        } else {
            refused(answer, 404, "operation-unknown", "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rest/other/items", "/rest/things", "/rest/", "/rest"})
    void anApiThatIsNotThere(String path) {
        refused(stage.request("GET", path).send(), 404, "not-found", "no API of that name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-URL"})
    void aHeaderThatAsksForAnotherRequest(String header) {
        refused(
                stage.request("GET", "/rest/things/items/7")
                        .add(header, "DELETE")
                        .send(),
                400,
                "request-invalid",
                "change the meaning of the request");
    }

    @ParameterizedTest
    @CsvSource({"Content-Type, application/json", "Interlock-Task, t-1", "Host, other", "Content-Encoding, identity"})
    void aHeaderTwice(String header, String value) {
        RawHttp.Answer answer =
                stage.post("/items", "{}").add(header, value).add(header, value).send();
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void aDeclaredHeaderTwice() {
        refused(
                stage.request("GET", "/rest/things/items")
                        .add("X-Trace", "a")
                        .add("x-trace", "b")
                        .send(),
                400,
                "request-invalid",
                "more than once");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"a\":2} | occurs twice",
                "{\"a\":NaN} | not JSON",
                "{\"a\":1} x | not JSON",
                "{\"a\":1}{} | follows the end",
                "{\"a\":\"\\ud800\"} | surrogate",
                "{\"a\":1e999999} | digits",
                "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]] | flatten",
                "{'a':1} | not JSON"
            })
    void aBodyThatTwoReadersReadDifferently(String body, String why) {
        refused(stage.post("/items", body).send(), 400, "request-invalid", why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | the body: ",
                "null | the body: ",
                "{\"name\":1} | the body at `/name`: ",
                "{\"parts\":[{},{\"parts\":[{\"name\":true}]}]} | the body at `/parts/1/parts/0/name`: ",
                "{\"color\":\"mauve\"} | the body at `/color`: ",
                "{\"price\":1.005} | the body at `/price`: ",
                "{\"code\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"} | the body at `/code`: ",
                "{\"other\":1} | `other`",
                "{\"size\":{\"width\":1}} | `height`"
            })
    void aBodyThatIsNotAsDescribed(String body, String why) {
        RawHttp.Answer answer = stage.post("/items", body).send();
        refused(answer, 400, "request-invalid", why);
        assertThat(answer.json().path("detail").asText())
                .contains("according to the description of `createItem`")
                .doesNotContain("'");
    }

    @Test
    void aBodyOfOneTypeIsCheckedBySchemaOfThatType() {
        RawHttp.Answer answer = stage.post("/items", "{}")
                .with("Content-Type", "application/merge-patch+json")
                .send();
        refused(answer, 400, "request-invalid", "`name`");
    }

    @Test
    void aBodyThatIsNoUtf8() {
        byte[] latin = "{\"name\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        refused(stage.post("/items", "").body(latin).send(), 400, "request-invalid", "not UTF-8");
    }

    @Test
    void aBodyThatIsMissingOrNotWanted() {
        refused(stage.post("/items", "").send(), 400, "request-invalid", "needs a body");
        refused(
                stage.request("DELETE", "/rest/things/items/7")
                        .add("Content-Type", "application/json")
                        .body("{}")
                        .send(),
                400,
                "request-invalid",
                "takes no body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/json; charset=utf-8; charset=utf-7",
                "application/vnd.other+json",
                "application/json, text/plain"
            })
    void aBodyOfAnotherType(String type) {
        refused(
                stage.post("/items", "{}").with("Content-Type", type).send(),
                415,
                "request-invalid",
                "does not accept content type");
    }

    @Test
    void aBodyThatIsEncoded() throws Exception {
        var zipped = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(zipped)) {
            zip.write("{}".getBytes(StandardCharsets.UTF_8));
        }
        // the web server knows no encodings, and is first to say so
        RawHttp.Answer answer = stage.post("/items", "")
                .add("Content-Encoding", "gzip")
                .body(zipped.toByteArray())
                .send();
        assertThat(answer.status()).isIn(400, 415);
    }

    @Test
    void whoIsNotKnown() {
        RawHttp.Answer answer =
                RawHttp.to(stage.port(), "/rest/things/items").method("GET").send();
        refused(answer, 401, "unauthenticated", "bearer token");
        assertThat(answer.header("www-authenticate")).hasValue("Bearer realm=\"interlock\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/rest/things/../../mcp/things", "/x/../rest/things/items", "/rest/%74hings/../things/items"})
    void aPathThatLeadsAround(String path) {
        assertThat(stage.request("GET", path).send().status()).isBetween(400, 405);
    }
}
