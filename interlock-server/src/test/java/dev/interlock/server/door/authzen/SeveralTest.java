package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.assertProblem;
import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Receiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access requests with several items: each is bound to its own hold, stands by itself, and is evaluated again by itself. */
class SeveralTest {

    @TempDir
    private Path folder;

    private Receiver receiver;
    private AuthzenStage stage;

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
        stage = AuthzenStage.vendors(folder, "{to: [\"" + receiver.at("/back") + "\"], private: true}");
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
        receiver.close();
    }

    private static ObjectNode request(Map<String, ObjectNode> denied) {
        ObjectNode body = (ObjectNode) AuthzenStage.tree("{\"subject\": {\"type\": \"user\", \"id\": \"alice\"}}");
        ArrayNode items = body.putArray("items");
        denied.forEach((vendor, denial) -> items.add(item(denial, vendor)));
        return body;
    }

    private static ObjectNode item(ObjectNode denied, String vendor) {
        ObjectNode item = AuthzenStage.request(denied, vendor);
        item.remove("subject");
        return item;
    }

    private Map<String, ObjectNode> held(String... vendors) {
        Map<String, ObjectNode> denied = new LinkedHashMap<>();
        for (String vendor : vendors) {
            denied.put(vendor, stage.held(vendor));
        }
        return denied;
    }

    private ObjectNode submitted(ObjectNode body) {
        RawHttp.Answer answer = stage.submit(body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.json();
    }

    private static List<String> statuses(ObjectNode task) {
        return task.at("/task/items").findValuesAsText("status");
    }

    @Test
    void eachStandsByItselfAndIsEvaluatedAgainByItself() throws IOException {
        Map<String, ObjectNode> denied = held("7", "8", "9");
        ObjectNode body = request(denied);
        body.putObject("callback").put("endpoint", receiver.at("/back")).put("state", "s");
        ObjectNode task = submitted(body);
        assertThat(task.at("/task/status").asText()).isEqualTo("pending");
        assertThat(statuses(task)).containsExactly("pending", "pending", "pending");
        for (int i = 0; i < 3; i++) {
            JsonNode item = task.at("/task/items/" + i);
            assertThat(item.path("resource")).isEqualTo(body.at("/items/" + i + "/resource"));
            assertThat(item.path("action")).isEqualTo(body.at("/items/" + i + "/action"));
            assertThat(item.has("result")).isFalse();
        }

        stage.answer(denied.get("8"), "approve");
        ObjectNode one = json(stage.status(task));
        assertThat(statuses(one)).containsExactly("pending", "approved", "pending");
        assertThat(one.at("/task/status").asText()).isEqualTo("pending");
        JsonNode approval = one.at("/task/items/1/result/approval");

        // it is the approval of its item, and of no other
        for (String other : List.of("7", "9", "10")) {
            ObjectNode refused = stage.again(other, approval);
            assertThat(refused.path("decision").asBoolean()).isFalse();
            assertThat(refused.at("/context/reason").asText()).isEqualTo("out_of_scope");
        }
        stage.restart();
        assertThat(statuses(json(stage.status(task)))).containsExactly("pending", "approved", "pending");
        assertThat(stage.again("8", approval).path("decision").asBoolean()).isTrue();
        assertThat(stage.again("8", approval).path("decision").asBoolean())
                .as("once")
                .isFalse();

        assertThat(receiver.isQuiet()).as("some are pending").isTrue();
        stage.answer(denied.get("7"), "reject");
        stage.answer(denied.get("9"), "reject");
        ObjectNode told = receiver.next().json();
        assertThat(told.at("/task/status").asText()).isEqualTo("partial");
        assertThat(told.at("/task/id")).isEqualTo(task.at("/task/id"));
        ObjectNode over = json(stage.status(told));
        assertThat(over.at("/task/status").asText()).isEqualTo("partial");
        assertThat(statuses(over)).containsExactly("denied", "approved", "denied");
        assertThat(over.has("result")).as("none for all").isFalse();
        assertThat(over.at("/task").has("links")).isFalse();
        assertProblem(stage.cancel(task), 409, "invalid_task_state");
        RawHttp.Answer late = stage.submit(body);
        assertThat(late.status()).as("it is over: " + late.text()).isEqualTo(201);
    }

    @Test
    void allTheSameIsThat() throws IOException {
        Map<String, ObjectNode> denied = held("7", "8");
        ObjectNode task = submitted(request(denied));
        stage.answer(denied.get("7"), "approve");
        stage.answer(denied.get("8"), "approve");
        ObjectNode over = json(stage.status(task));
        assertThat(over.at("/task/status").asText()).isEqualTo("approved");
        for (int i = 0; i < 2; i++) {
            JsonNode approval = over.at("/task/items/" + i + "/result/approval");
            assertThat(stage.again(i == 0 ? "7" : "8", approval)
                            .path("decision")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void toCancelIsToCancelWhatIsPending() throws IOException {
        Map<String, ObjectNode> denied = held("7", "8");
        ObjectNode task = submitted(request(denied));
        stage.answer(denied.get("7"), "approve");
        ObjectNode cancelled = json(stage.cancel(task));
        assertThat(statuses(cancelled)).containsExactly("approved", "cancelled");
        assertThat(cancelled.at("/task/status").asText()).isEqualTo("partial");
        assertProblem(stage.cancel(task), 409, "invalid_task_state");
        assertThat(stage.again("7", cancelled.at("/task/items/0/result/approval"))
                        .path("decision")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void onlyWhoeverAskedSeesIt() {
        ObjectNode task = submitted(request(held("7", "8")));
        String path = task.at("/task/status_endpoint").asText().substring("https://pdp.example.com".length());
        assertProblem(stage.post(stage.other, path, "").method("GET").send(), 404, "unknown_task");
        assertProblem(stage.post(stage.other, path + "/cancel", "{}").send(), 404, "unknown_task");
    }

    @Test
    void everyItemIsBoundToADenialOfItsOwn() throws IOException {
        Map<String, ObjectNode> denied = held("7", "8");
        ObjectNode swapped = request(denied);
        JsonNode first = swapped.at("/items/0/denial");
        ((ObjectNode) swapped.at("/items/0")).set("denial", swapped.at("/items/1/denial"));
        ((ObjectNode) swapped.at("/items/1")).set("denial", first);
        assertProblem(stage.submit(swapped), 400, "invalid_denial_binding");

        ObjectNode bundle = request(denied); // one denial does not cover them all
        ((ObjectNode) bundle.at("/items/1")).remove("denial");
        bundle.set("denial", bundle.at("/items/0/denial"));
        RawHttp.Answer answer = stage.submit(bundle);
        assertProblem(answer, 400, "invalid_denial_binding");
        assertThat(answer.json().path("detail").asText()).startsWith("items[1]: ");

        ObjectNode twice = request(denied);
        ((ArrayNode) twice.get("items")).add(twice.at("/items/0"));
        assertProblem(stage.submit(twice), 400, "invalid_denial_binding");

        ObjectNode others = request(denied); // of another subject
        ((ObjectNode) others.get("subject")).put("id", "bob");
        assertProblem(stage.submit(others), 400, "invalid_denial_binding");

        ObjectNode foreign = request(denied); // of another caller
        ((ObjectNode) foreign.at("/items/1"))
                .set("denial", AuthzenStage.denial(json(stage.ask(stage.other, "alice", "close", "8"))));
        assertProblem(stage.submit(foreign), 400, "invalid_denial_binding");
        assertThat(stage.status(submitted(request(denied))).status()).isEqualTo(200);
    }

    /** Every field that is missing, or of another type. */
    @Test
    void itemsThatAreNoneAreRefused() throws IOException {
        Map<String, ObjectNode> denied = held("7", "8");
        long before = others();
        Map<String, ObjectNode> bodies = new LinkedHashMap<>();
        for (String items : List.of("7", "true", "null", "{}", "\"x\"", "[]", "[7]", "[null]", "[[]]", "[\"x\"]")) {
            ObjectNode body = request(denied);
            body.set("items", AuthzenStage.value(items));
            bodies.put("items = " + items, body);
        }
        ObjectNode many = request(denied);
        for (int i = 0; i < Submission.MOST; i++) {
            ((ArrayNode) many.get("items")).add(many.at("/items/0"));
        }
        bodies.put("too many", many);
        for (String member : List.of("resource", "action")) {
            ObjectNode both = request(denied);
            both.set(member, both.at("/items/0/" + member));
            bodies.put(member + " beside", both);
        }
        for (String pointer : List.of(
                "/subject",
                "/subject/type",
                "/subject/id",
                "/items/1/resource",
                "/items/1/resource/type",
                "/items/1/resource/id",
                "/items/1/action",
                "/items/1/action/name")) {
            ObjectNode without = request(denied);
            parent(without, pointer).remove(name(pointer));
            bodies.put("without " + pointer, without);
            for (String value : List.of("7", "true", "null", "[\"x\"]", "\"\"")) {
                ObjectNode changed = request(denied);
                parent(changed, pointer).set(name(pointer), AuthzenStage.value(value));
                bodies.put(pointer + " = " + value, changed);
            }
        }
        for (String pointer :
                List.of("/context", "/client", "/requested_access", "/items/1/denial", "/items/1/requested_access")) {
            for (String value : List.of("7", "true", "null", "[\"x\"]", "\"x\"")) {
                ObjectNode changed = request(denied);
                parent(changed, pointer).set(name(pointer), AuthzenStage.value(value));
                bodies.put(pointer + " = " + value, changed);
            }
        }
        for (String wished : List.of(
                "{\"requested_until\": 7}",
                "{\"requested_until\": \"tomorrow\"}",
                "{\"emergency\": \"yes\"}",
                "{\"emergency\": null}")) {
            ObjectNode whole = request(denied);
            whole.set("requested_access", AuthzenStage.value(wished));
            bodies.put("requested_access = " + wished, whole);
            ObjectNode item = request(denied);
            ((ObjectNode) item.at("/items/1")).set("requested_access", AuthzenStage.value(wished));
            bodies.put("items[1].requested_access = " + wished, item);
        }
        assertThat(bodies).hasSizeGreaterThan(80);
        bodies.forEach((what, body) -> {
            RawHttp.Answer answer = stage.submit(body);
            assertThat(answer.status()).as(what + ": " + answer.text()).isEqualTo(400);
            assertProblem(answer, 400, "about:blank");
        });
        assertThat(others()).isEqualTo(before);
        ObjectNode wished = request(denied);
        wished.putObject("requested_access")
                .put("requested_until", "2099-01-01T00:00:00Z")
                .put("emergency", true);
        submitted(wished);
    }

    /** Events but those that say that something was refused. */
    private long others() throws IOException {
        return stage.events(Event.class).stream()
                .filter(event -> !(event instanceof AgentEvent.PresentationRefused))
                .count();
    }

    private static ObjectNode parent(ObjectNode body, String pointer) {
        return (ObjectNode) body.at(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    private static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }
}
