package dev.interlock.server.door.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.jose.JwkSetReader;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.KeySet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The cases of the AuthZEN certification scenario, by the numbers of its sections; `interop/run authzen` sends the same over TLS. */
class CertificationTest {

    private static final Path FOLDER = Path.of("../interop/authzen/certification");

    @TempDir
    private static Path folder;

    private static AuthzenStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = new AuthzenStage(folder, FOLDER.resolve("bundle"), """
                  resources: {record: {record-1: {status: active}, record-2: {status: archived}}}
                  subjects: {bob: {properties: {role: admin}}}
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        stage.close();
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        new ObjectMapper()
                .readTree(Files.readString(FOLDER.resolve("cases.json")))
                .forEach(all::add);
        assertThat(all).hasSizeGreaterThan(60);
        return all.stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.path("case").asText() + " " + one.path("title").asText(), () -> check(one)));
    }

    private static RawHttp request(JsonNode one, String body) {
        RawHttp request = RawHttp.to(stage.port(), one.path("post").asText())
                .add("Authorization", "Bearer " + stage.mesh.reveal())
                .body(body);
        String type = one.path("type").asText("application/json");
        request = type.isEmpty() ? request : request.add("Content-Type", type);
        return one.has("requestId")
                ? request.add("X-Request-ID", one.path("requestId").asText())
                : request;
    }

    private static void check(JsonNode one) {
        String body =
                one.has("text") ? one.path("text").asText() : one.path("body").toString();
        RawHttp.Answer answer = request(one, body).send();
        assertThat(answer.status())
                .as(answer.text())
                .isEqualTo(one.path("status").asInt());
        if (one.has("requestId")) {
            assertThat(answer.header("X-Request-ID"))
                    .contains(one.path("requestId").asText());
        }
        if (answer.status() != 200) {
            assertThat(answer.body()).as("an error message").isNotEmpty();
            return;
        }
        assertThat(answer.header("Content-Type")).contains("application/json");
        ObjectNode json = answer.json();
        if (one.has("decision")) {
            assertThat(json.get("decision")).isEqualTo(one.get("decision"));
            assertThat(json.path("context").isObject()).isTrue();
        }
        if (one.has("decisions") || one.has("items")) {
            List<JsonNode> decisions = new ArrayList<>();
            json.get("evaluations").forEach(each -> decisions.add(each.get("decision")));
            assertThat(decisions).allMatch(JsonNode::isBoolean);
            assertThat(json.has("decision")).isFalse();
            if (one.has("decisions")) {
                assertThat(decisions).containsExactlyElementsOf(one.get("decisions"));
            } else {
                assertThat(decisions).hasSize(one.path("items").asInt());
            }
        }
        if (one.has("results")) {
            assertThat(json.get("results")).containsAll(one.get("results"));
        }
        if (one.has("empty")) {
            assertThat(json.get("results")).isEmpty();
        }
        if (one.has("pages")) {
            pages(one, json);
        }
    }

    /** All pages, one after the other. */
    private static void pages(JsonNode one, ObjectNode first) {
        List<JsonNode> found = new ArrayList<>();
        ObjectNode page = first;
        for (int i = 0; i < 10; i++) {
            assertThat(page.get("results")).hasSizeLessThanOrEqualTo(1);
            page.get("results").forEach(found::add);
            assertThat(page.at("/page/next_token").isTextual()).isTrue();
            String next = page.at("/page/next_token").asText();
            if (next.isEmpty()) {
                break;
            }
            ObjectNode body = one.get("body").deepCopy();
            body.putObject("page").put("limit", 1).put("token", next);
            page = AuthzenStage.json(request(one, body.toString()).send());
        }
        assertThat(found).containsAll(one.get("pages")).doesNotHaveDuplicates();
    }

    @Test
    void whatTheServerSaysOfItself() throws Exception {
        RawHttp.Answer answer = RawHttp.to(stage.port(), "/.well-known/authzen-configuration")
                .method("GET")
                .add("X-Request-ID", "7")
                .send();
        ObjectNode metadata = AuthzenStage.json(answer);
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.header("X-Request-ID")).contains("7");
        String here = "https://pdp.example.com";
        assertThat(metadata.path("policy_decision_point").asText()).isEqualTo(here);
        for (String endpoint : List.of("evaluation", "evaluations")) {
            assertThat(metadata.path("access_" + endpoint + "_endpoint").asText())
                    .isEqualTo(here + "/access/v1/" + endpoint);
        }
        for (String search : List.of("subject", "resource", "action")) {
            assertThat(metadata.path("search_" + search + "_endpoint").asText())
                    .isEqualTo(here + "/access/v1/search/" + search);
        }
        String[] jwt = metadata.path("signed_metadata").asText().split("\\.", -1);
        JsonNode claims = AuthzenStage.tree(new String(Base64.getUrlDecoder().decode(jwt[1]), StandardCharsets.UTF_8));
        assertThat(claims.path("iss").asText()).isEqualTo(here);
        assertThat(claims.has("signed_metadata")).isFalse();
        assertThat(claims.get("search_action_endpoint")).isEqualTo(metadata.get("search_action_endpoint"));
        RawHttp.Answer published =
                RawHttp.to(stage.port(), "/access/v1/jwks").method("GET").send();
        assertThat(JwkSetReader.read(published.body()))
                .isInstanceOfSatisfying(
                        JwtResult.Ok.class,
                        ok -> assertThat(((KeySet) ok.value()).isEmpty()).isFalse());
    }
}
