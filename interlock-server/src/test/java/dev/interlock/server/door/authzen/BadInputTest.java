package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATION;
import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATIONS;
import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static dev.interlock.server.door.authzen.AuthzenStage.permitted;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that lack a field, or have it of another type: every field, everywhere. Nothing of them is decided; that they were refused is recorded. */
class BadInputTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final String WHOLE = """
            {"subject": {"type": "user", "id": "alice", "properties": {"role": "x"}},
             "action": {"name": "check", "properties": {"soft": true}},
             "resource": {"type": "vendor", "id": "7", "properties": {"status": "y"}},
             "context": {"ip": "1"}, "page": {"limit": 1},
             "options": {"evaluations_semantic": "execute_all"}}
            """;

    /** Fields that an evaluation needs. */
    private static final List<String> NEEDED = List.of(
            "/subject",
            "/subject/type",
            "/subject/id",
            "/action",
            "/action/name",
            "/resource",
            "/resource/type",
            "/resource/id");

    /** Fields that are objects if they are there. */
    private static final List<String> OBJECTS =
            List.of("/subject/properties", "/action/properties", "/resource/properties", "/context");

    @TempDir
    private static Path folder;

    private static AuthzenStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = AuthzenStage.vendors(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        stage.close();
    }

    private static ObjectNode whole() {
        return (ObjectNode) AuthzenStage.tree(WHOLE);
    }

    private static ObjectNode parent(ObjectNode body, String pointer) {
        return (ObjectNode) body.at(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    private static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    /** Every body with one field missing, or of every other type, by what was done to it. */
    private static Map<String, ObjectNode> damaged(List<String> needed, List<String> objects) {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        for (String pointer : needed) {
            ObjectNode without = whole();
            parent(without, pointer).remove(name(pointer));
            all.put("without " + pointer, without);
        }
        List<String> both = new ArrayList<>(needed);
        both.addAll(objects);
        for (String pointer : both) {
            for (JsonNode value : List.of(
                    NODES.numberNode(7),
                    NODES.booleanNode(true),
                    NODES.nullNode(),
                    NODES.arrayNode().add("x"),
                    NODES.textNode(""),
                    NODES.textNode("text"),
                    NODES.objectNode())) {
                ObjectNode changed = whole();
                boolean text = changed.at(pointer).isTextual();
                if (text
                        ? value.isTextual() && !value.textValue().isEmpty()
                        : value.isObject() && objects.contains(pointer)) {
                    continue; // that is what belongs there
                }
                parent(changed, pointer).set(name(pointer), value);
                all.put(pointer + " = " + value, changed);
            }
        }
        return all;
    }

    private static void assertRefused(String path, Map<String, ObjectNode> bodies) throws IOException {
        assertThat(bodies).hasSizeGreaterThan(20);
        long before = others();
        bodies.forEach((what, body) -> {
            RawHttp.Answer answer =
                    stage.post(stage.mesh, path, body.toString()).send();
            assertThat(answer.status())
                    .as(path + ": " + what + ": " + answer.text())
                    .isEqualTo(400);
            assertThat(answer.body()).as("a message").isNotEmpty();
        });
        assertThat(others()).isEqualTo(before);
        assertThat(stage.events(AgentEvent.PresentationRefused.class))
                .anyMatch(refused -> refused.reason().equals("request-invalid")
                        && refused.where().equals(path)
                        && refused.agent().equals("mesh"));
    }

    /** Events but those that say that something was refused. */
    private static long others() throws IOException {
        return stage.events(Event.class).stream()
                .filter(event -> !(event instanceof AgentEvent.PresentationRefused))
                .count();
    }

    @Test
    void evaluationsThatAreMalformedAreRefused() throws IOException {
        assertRefused(EVALUATION, damaged(NEEDED, OBJECTS));
        assertRefused(EVALUATIONS, damaged(NEEDED, OBJECTS));
    }

    @Test
    void searchesThatAreMalformedAreRefused() throws IOException {
        List<String> objects = new ArrayList<>(OBJECTS);
        objects.add("/page");
        List<String> subjects = new ArrayList<>(NEEDED);
        subjects.remove("/subject/id");
        assertRefused(Searches.SUBJECT, damaged(subjects, objects));
        List<String> resources = new ArrayList<>(NEEDED);
        resources.remove("/resource/id");
        assertRefused(Searches.RESOURCE, damaged(resources, objects));
        List<String> actions = new ArrayList<>(NEEDED);
        actions.removeAll(List.of("/action", "/action/name"));
        objects.remove("/action/properties");
        assertRefused(Searches.ACTION, damaged(actions, objects));
    }

    @Test
    void oneMalformedItemOfSeveralIsDeniedAlone() {
        ObjectNode body = NODES.objectNode();
        var items = body.putArray("evaluations");
        Map<String, ObjectNode> damaged = damaged(NEEDED, OBJECTS);
        List<ObjectNode> some = new ArrayList<>(damaged.values()).subList(0, 60);
        some.forEach(items::add);
        items.add(7);
        items.add(whole());
        ObjectNode reply =
                json(stage.post(stage.mesh, EVALUATIONS, body.toString()).send());
        assertThat(reply.get("evaluations")).hasSize(62);
        for (int i = 0; i < 61; i++) {
            assertThat(reply.at("/evaluations/" + i + "/decision")).isEqualTo(NODES.booleanNode(false));
            assertThat(reply.at("/evaluations/" + i + "/context/error/status").asInt())
                    .isEqualTo(400);
        }
        assertThat(reply.at("/evaluations/61/decision").asBoolean()).isTrue();
    }

    @Test
    void tenThousandAtOnceAreRefusedWithTheLimit() throws IOException {
        long before = others();
        ObjectNode body = whole();
        var items = body.putArray("evaluations");
        for (int i = 0; i < 10_000; i++) {
            items.addObject();
        }
        RawHttp.Answer answer =
                stage.post(stage.mesh, EVALUATIONS, body.toString()).send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("10000", "100");
        assertThat(others()).isEqualTo(before);
    }

    @Test
    void outcomesThatAreMalformedAreRefusedAndMayBeToldAgain() {
        String id = permitted(stage.ask(stage.mesh, "alice", "create", "new"));
        for (String body : List.of(
                "{}",
                "{\"outcome\": 7}",
                "{\"outcome\": \"perhaps\"}",
                "{\"outcome\": \"succeeded\"}",
                "{\"outcome\": \"succeeded\", \"created\": \"vendor/7\"}",
                "{\"outcome\": \"succeeded\", \"created\": [7]}",
                "{\"outcome\": \"succeeded\", \"created\": [\"7\"]}",
                "{\"outcome\": \"succeeded\", \"created\": [\"vendor/ 7\"]}",
                "{\"outcome\": \"succeeded\", \"created\": [\"payment/7\"]}",
                "{\"outcome\": \"failed\", \"created\": [\"vendor/7\"]}",
                "{\"outcome\": \"failed\", \"reason\": 7}")) {
            assertThat(stage.report(stage.mesh, id, body).status()).as(body).isEqualTo(400);
        }
        assertThat(stage.report(stage.mesh, id, "{\"outcome\": \"succeeded\", \"created\": [\"vendor/bad-input\"]}")
                        .status())
                .isEqualTo(200);
        assertThat(stage.report(stage.mesh, "7", "{\"outcome\": \"failed\"}").status())
                .isEqualTo(404);
    }

    @Test
    void keysThatAreNoneAreRefused() {
        for (String body :
                List.of("{\"idempotency_key\": 7}", "{\"idempotency_key\": \"\"}", "{\"idempotency_key\": \"ä\"}")) {
            ObjectNode asked = whole();
            ((ObjectNode) asked.get("action")).set("properties", AuthzenStage.tree(body));
            assertThat(stage.post(stage.mesh, EVALUATION, asked.toString())
                            .send()
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        ObjectNode asked = whole();
        ((ObjectNode) asked.get("action")).set("properties", AuthzenStage.tree("{\"idempotency_key\": \"a\"}"));
        assertThat(stage.post(stage.mesh, EVALUATION, asked.toString())
                        .add("Idempotency-Key", "b")
                        .send()
                        .status())
                .isEqualTo(400);
    }

    /** Two lines, and two readers may each believe another one; two values on one line are one that nobody knows. */
    @Test
    void aHeaderThatCountsStandsThereOnce() {
        String body = AuthzenStage.question("alice", "check", "7");
        String known = "Bearer " + stage.mesh.reveal();
        String unknown = "Bearer nobody";
        for (List<String> both : List.of(List.of(known, unknown), List.of(unknown, known), List.of(known, known))) {
            RawHttp request = stage.post(stage.mesh, EVALUATION, body).without("Authorization");
            assertThat(request.add("Authorization", both.getFirst())
                            .add("authorization", both.getLast())
                            .send()
                            .status())
                    .isEqualTo(400);
            assertThat(request.add("Authorization", String.join(", ", both))
                            .send()
                            .status())
                    .isEqualTo(401);
        }
        RawHttp request = stage.post(stage.mesh, EVALUATION, body);
        assertThat(request.add("Idempotency-Key", "a")
                        .add("Idempotency-Key", "b")
                        .send()
                        .status())
                .isEqualTo(400);
        assertThat(request.add("Content-Type", "text/plain").send().status()).isEqualTo(400);
        assertThat(request.with("Content-Type", "application/json, text/plain")
                        .send()
                        .status())
                .isEqualTo(400);
    }
}
