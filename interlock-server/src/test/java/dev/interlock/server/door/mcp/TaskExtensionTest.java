package dev.interlock.server.door.mcp;

import static dev.interlock.server.fixture.ScriptedUpstream.form;
import static dev.interlock.server.fixture.ScriptedUpstream.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Post;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.SpooledText;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Evidence;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that take long, or wait for an approval, are tasks of callers that have the extension for them. */
class TaskExtensionTest {
    private static final String TASKS = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    private final ScriptedUpstream erp = new ScriptedUpstream("erp");
    private final Gateway gateway = new Gateway(
            DoorSettings.loopback()
                    .withWaiting(new DoorSettings.Waiting(Duration.ofMinutes(1), 4, 2, Duration.ofMillis(20))),
            Map.of("erp", erp));
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void stop() {
        go.countDown();
        gateway.close();
    }

    private static JsonNode answer(RawHttp request) {
        try (Post post = request.open()) {
            ObjectNode answer = post.next();
            assertThat(post.status()).as("%s", answer).isEqualTo(200);
            Schemas.assertValid(Era.MODERN, "JSONRPCResultResponse", answer);
            return answer.path("result");
        }
    }

    private RawHttp call(String tool, String text, String capabilities) {
        return gateway.capable(
                "erp",
                "tools/call",
                tool,
                "\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"" + text + "\"},",
                capabilities);
    }

    private RawHttp about(String method, String id, String more) {
        return gateway.capable("erp", method, id, "\"taskId\":\"" + id + "\"," + more, TASKS);
    }

    private static String task(RawHttp request) {
        JsonNode created = answer(request);
        assertThat(created.path("resultType").asText()).as("%s", created).isEqualTo("task");
        assertThat(created.path("status").asText()).isEqualTo("working");
        assertThat(Instant.parse(created.path("createdAt").asText())).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(created.path("ttlMs").isIntegralNumber()).isTrue();
        assertThat(created.path("pollIntervalMs").isIntegralNumber()).isTrue();
        assertThat(created.fieldNames()).toIterable().doesNotContain("task", "result", "requestState", "inputRequests");
        return created.path("taskId").asText();
    }

    private JsonNode get(String id) {
        return answer(about("tasks/get", id, ""));
    }

    private JsonNode until(String id, String status) {
        while (true) {
            JsonNode now = get(id);
            assertThat(now.path("resultType").asText()).isEqualTo("complete");
            assertThat(now.has("requestState")).isFalse();
            if (now.path("status").asText().equals(status)) {
                return now;
            }
            assertThat(now.path("status").asText()).isIn("working", "input_required");
        }
    }

    private void becomesTask() {
        erp.on("slow", (params, conversation) -> {
            conversation.becameTask();
            go.await();
            return text("done");
        });
    }

    // --- tasks of servers

    @Test
    void isToldWhenItIsDone() {
        becomesTask();
        assertThat(answer(gateway.modern("erp", "server/discover", "", ""))
                        .at("/capabilities/extensions")
                        .toString())
                .isEqualTo("{\"io.modelcontextprotocol/tasks\":{}}");
        String id = task(call("slow", "", TASKS));
        assertThat(get(id).path("status").asText()).isEqualTo("working");
        go.countDown();
        JsonNode done = until(id, "completed");
        Schemas.assertValid(Era.MODERN, "CallToolResult", done.path("result"));
        assertThat(done.at("/result/content/0/text").asText()).isEqualTo("done");
        assertThat(get(id)).as("and again").isEqualTo(done);
        answer(about("tasks/cancel", id, ""));
        assertThat(get(id).path("status").asText()).as("too late").isEqualTo("completed");
        assertThat(gateway.calls).hasSize(1);
    }

    /** One that lies in a file. */
    @Test
    void aLongResultCanBeAskedForAgain() {
        String text = "0123456789".repeat(200_000);
        erp.on("long", (params, conversation) -> {
            conversation.becameTask();
            String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""
                    + text + "\"}]}}";
            var read = (MessageReader.Outcome.Read)
                    new MessageReader(JsonLimits.answers()).read(new ByteArrayInputStream(message.getBytes(UTF_8)));
            ObjectNode result = (ObjectNode) read.message().raw().get("result");
            assertThat(SpooledText.isIn(result)).isTrue();
            return new CallOutcome.Result(result, false);
        });
        String id = task(call("long", "", TASKS));
        until(id, "completed");
        for (int i = 0; i < 2; i++) {
            assertThat(get(id).at("/result/content/0/text").asText().equals(text))
                    .isTrue();
        }
    }

    @Test
    void anErrorOfTheProtocolFails() {
        erp.on("fail", (params, conversation) -> {
            assertThat(conversation.wishes().tasks()).isTrue();
            conversation.becameTask();
            return new CallOutcome.Result(
                    ((CallOutcome.Result) text("it failed")).result().put("isError", true), true);
        });
        JsonNode failed = until(task(call("fail", "", TASKS)), "completed").path("result");
        assertThat(failed.path("isError").asBoolean()).isTrue();
        erp.on("lost", (params, conversation) -> {
            conversation.becameTask();
            return new CallOutcome.Unknown("the server's task failed");
        });
        assertThat(until(task(call("lost", "", TASKS)), "failed")
                        .at("/error/message")
                        .asText())
                .startsWith("The outcome of this request is unknown: the server's task failed.");
        erp.on("prompt", (params, conversation) -> {
            conversation.becameTask();
            go.await();
            return new CallOutcome.NoContent("broken", java.util.Optional.empty(), Evidence.NONE);
        });
        String id = task(gateway.capable("erp", "prompts/get", "prompt", "\"name\":\"prompt\",", TASKS));
        go.countDown();
        JsonNode told = until(id, "failed");
        assertThat(told.at("/error/code").asInt()).isEqualTo(1502);
        assertThat(told.has("result")).isFalse();
    }

    @Test
    void whoDoesNotHaveTasksWaits() {
        becomesTask();
        erp.on("quick", (params, conversation) -> {
            conversation.becameTask();
            return text("tasks: " + conversation.wishes().tasks());
        });
        assertThat(answer(call("quick", "", "{\"elicitation\":{}}"))
                        .at("/content/0/text")
                        .asText())
                .isEqualTo("tasks: false");
        RawHttp.Answer refused =
                gateway.modern("erp", "tasks/get", "x", "\"taskId\":\"x\",").send();
        assertThat(refused.status()).isEqualTo(400);
        Schemas.assertValid(Era.MODERN, "MissingRequiredClientCapabilityError", refused.json());
        assertThat(refused.json().at("/error/data/requiredCapabilities").toString())
                .isEqualTo(TASKS);
    }

    /** As if there was no such task, for whoever it is not. */
    @Test
    void isItsCallersAlone() {
        becomesTask();
        String id = task(call("slow", "", TASKS));
        for (RawHttp wrong : new RawHttp[] {
            about("tasks/get", id, "").with("Authorization", "Bearer token-b"),
            about("tasks/get", id, "").with("Authorization", "Bearer token-a-for-t-5"),
            about("tasks/get", id, "").add("Interlock-Task", "t-1"),
            about("tasks/cancel", id + "x", ""),
            about("tasks/update", "made-up", "\"inputResponses\":{},"),
            about("tasks/get", id, "").with("Mcp-Name", "other")
        }) {
            RawHttp.Answer answer = wrong.send();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.errorCode()).isIn(-32602, -32020);
        }
        assertThat(get(id).path("status").asText()).isEqualTo("working");
        for (String gone : new String[] {"tasks/result", "tasks/list"}) {
            assertThat(gateway.capable("erp", gone, "", "", TASKS).send().errorCode())
                    .isEqualTo(-32601);
        }
    }

    @Test
    void isGivenUp() throws Exception {
        erp.on("slow", (params, conversation) -> {
            conversation.becameTask();
            var given = new CountDownLatch(1);
            conversation.cancellation().whenCancelled(given::countDown);
            given.await();
            return new CallOutcome.Unknown(conversation.cancellation().reason().orElseThrow());
        });
        String id = task(call("slow", "", TASKS));
        assertThat(gateway.outcomes)
                .as("the exchange is over, and the call goes on")
                .isEmpty();
        JsonNode acknowledged = answer(about("tasks/cancel", id, ""));
        assertThat(acknowledged.path("resultType").asText()).isEqualTo("complete");
        assertThat(acknowledged.has("taskId")).isFalse();
        assertThat(gateway.outcomes.take()).isEqualTo(new CallOutcome.Unknown("the caller cancelled the task"));
        JsonNode told = until(id, "cancelled");
        assertThat(told.path("statusMessage").asText()).contains("may have taken effect");
        assertThat(told.has("result")).isFalse();
    }

    @Test
    void isAskedAndAnswersInParts() {
        erp.on("slow", (params, conversation) -> {
            conversation.becameTask();
            go.await();
            return conversation.ask(Map.of("name", form("Name?", "name"), "colour", form("Colour?", "colour")))
                            instanceof Conversation.Answers.Given(var answers)
                    ? text(answers.toString())
                    : text("none");
        });
        String id = task(call("slow", "", TASKS.replace("{\"ext", "{\"elicitation\":{},\"ext")));
        go.countDown();
        assertThat(until(id, "input_required").path("inputRequests").size()).isEqualTo(2);
        RawHttp.Answer wrong = about("tasks/update", id, "\"inputResponses\":{\"name\":{\"action\":\"perhaps\"}},")
                .send();
        assertThat(wrong.errorCode()).isEqualTo(-32602);
        answer(about("tasks/update", id, "\"inputResponses\":{\"name\":{\"action\":\"decline\"},\"x\":{}},"));
        JsonNode left = get(id);
        assertThat(left.path("status").asText()).isEqualTo("input_required");
        assertThat(left.path("inputRequests").fieldNames()).toIterable().containsExactly("colour");
        assertThat(gateway.answers).as("they are decided together").isEmpty();
        answer(about("tasks/update", id, "\"inputResponses\":{\"colour\":{\"action\":\"cancel\"}},"));
        assertThat(until(id, "completed").at("/result/content/0/text").asText()).contains("decline", "cancel");
        assertThat(gateway.answers).hasSize(1);
        answer(about("tasks/update", id, "\"inputResponses\":{\"colour\":{\"action\":\"cancel\"}},"));
    }

    /** What does not fit any more is waited for. */
    @Test
    void areBoundedAndEnd() {
        becomesTask();
        String first = task(call("slow", "", TASKS));
        task(call("slow", "", TASKS));
        try (Post third = call("slow", "", TASKS).open()) {
            third.alive();
            go.countDown();
            assertThat(third.next().at("/result/resultType").asText()).isEqualTo("complete");
        }
        until(first, "completed");
        gateway.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
        assertThat(about("tasks/get", first, "").send().errorCode()).isEqualTo(-32602);
    }

    // --- holds

    private void echo() {
        erp.on("echo", (params, conversation) -> text("echoed"));
    }

    @Test
    void aHeldCallIsATaskThatGoesThroughByItself() {
        echo();
        String id = task(call("echo", "hold", TASKS));
        JsonNode waiting = get(id);
        assertThat(waiting.path("status").asText()).isEqualTo("working");
        assertThat(waiting.path("statusMessage").asText())
                .isEqualTo("Held by Interlock (hold h-7): an independent person must approve it");
        assertThat(erp.seen).isEmpty();
        gateway.approvals = OptionalInt.of(1);
        JsonNode done = until(id, "completed");
        assertThat(done.at("/result/content/0/text").asText()).isEqualTo("echoed");
        assertThat(done.has("statusMessage")).isFalse();
        assertThat(gateway.calls).as("the same call, decided again").hasSize(2);
        assertThat(gateway.calls.getFirst().arguments())
                .isEqualTo(gateway.calls.getLast().arguments());
    }

    /** Nobody looks by itself within the hour. */
    @Test
    void aHeldCallGoesOnAsSoonAsItIsAnswered() {
        echo();
        var rarely = DoorSettings.loopback()
                .withWaiting(new DoorSettings.Waiting(Duration.ofMinutes(1), 4, 2, Duration.ofHours(1)));
        try (var patient = new Gateway(rarely, Map.of("erp", erp))) {
            String id = task(patient.capable(
                    "erp", "tools/call", "echo", "\"name\":\"echo\",\"arguments\":{\"text\":\"hold\"},", TASKS));
            patient.answered(); // another hold
            patient.approvals = OptionalInt.of(1);
            patient.answered();
            RawHttp get = patient.capable("erp", "tasks/get", id, "\"taskId\":\"" + id + "\",", TASKS);
            JsonNode now = answer(get);
            while (now.path("status").asText().equals("working")) {
                now = answer(get);
            }
            assertThat(now.path("status").asText()).isEqualTo("completed");
            assertThat(patient.calls).hasSize(2);
        }
    }

    @Test
    void aRejectedCallFails() {
        echo();
        String id = task(call("echo", "hold", TASKS));
        gateway.approvals = OptionalInt.empty();
        JsonNode failed = until(id, "failed");
        assertThat(failed.at("/error/code").asInt()).isEqualTo(1403);
        assertThat(failed.at("/error/message").asText()).startsWith("Denied by Interlock (hold-ended): hold h-7");
        assertThat(erp.seen).isEmpty();
        assertThat(gateway.calls).hasSize(1);
    }

    @Test
    void aHeldCallThatIsGivenUpIsNeverSent() {
        echo();
        String id = task(call("echo", "hold", TASKS));
        answer(about("tasks/cancel", id, ""));
        gateway.approvals = OptionalInt.of(1);
        until(id, "cancelled");
        assertThat(gateway.calls).hasSize(1);
        assertThat(erp.seen).isEmpty();
    }

    private JsonNode asked(RawHttp request) {
        JsonNode asked = answer(request);
        Schemas.assertValid(Era.MODERN, "InputRequiredResult", asked);
        JsonNode question = asked.at("/inputRequests/dev.interlock~1hold");
        Schemas.assertValid(Era.MODERN, "ElicitRequest", question);
        assertThat(question.at("/params/message").asText())
                .startsWith("Held by Interlock (hold h-7): an independent person must approve it");
        assertThat(question.at("/params/requestedSchema/properties").isEmpty()).isTrue();
        return asked;
    }

    private RawHttp again(JsonNode asked, String action) {
        return gateway.capable(
                "erp",
                "tools/call",
                "echo",
                "\"name\":\"echo\",\"arguments\":{\"text\":\"hold\"},\"requestState\":\""
                        + asked.path("requestState").asText()
                        + "\",\"inputResponses\":{\"dev.interlock/hold\":{\"action\":\"" + action + "\"}},",
                "{\"elicitation\":{\"form\":{}}}");
    }

    @Test
    void whoHasFormsCanAskAgain() {
        echo();
        JsonNode asked = asked(call("echo", "hold", "{\"elicitation\":{\"form\":{}}}"));
        gateway.approvals = OptionalInt.of(1);
        assertThat(answer(again(asked, "accept")).at("/content/0/text").asText())
                .isEqualTo("echoed");
        assertThat(gateway.answers).as("nothing for the server").isEmpty();
    }

    /** Once, and not for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"accept", "decline", "cancel"})
    void whatIsStillHeldIsHeld(String action) {
        echo();
        JsonNode asked = asked(call("echo", "hold", "{\"elicitation\":{\"form\":{}}}"));
        JsonNode held = answer(again(asked, action));
        assertThat(held.path("resultType").asText()).isEqualTo("complete");
        assertThat(held.at("/content/0/text").asText())
                .startsWith("Held by Interlock (hold h-7)")
                .contains("send exactly the same call again");
        assertThat(gateway.calls).hasSize(action.equals("accept") ? 2 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"elicitation\":{\"url\":{}}}", "{\"roots\":{}}"})
    void othersAreToldWhatToDo(String capabilities) {
        echo();
        assertThat(answer(call("echo", "hold", capabilities))
                        .at("/content/0/text")
                        .asText())
                .contains("send exactly the same call again");
    }
}
