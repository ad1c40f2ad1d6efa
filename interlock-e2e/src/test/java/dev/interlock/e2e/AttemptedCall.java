package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.e2e.CallResult.Kind;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.EraChoice;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One call that an agent wants to make: it asks, and goes on when somebody has answered the hold, as its door has it. */
interface AttemptedCall {

    Duration POLL = Duration.ofMillis(20);

    CallResult ask();

    /** After {@link #ask} was told that it is held: it still is. */
    void waits();

    /** After {@link #ask} was told that it is held, and the hold was answered. */
    CallResult goOn();

    /** Which way an agent's call takes. */
    enum Door {
        /** A session; a held call is made again. */
        LEGACY,
        /** A task of the extension, which goes on by itself. */
        MODERN,
        /** An enforcement point asks, waits for the access request, asks again, carries the call out and reports. */
        AUTHZEN,
        /** A question of Interlock's own, which is answered once the call is approved. */
        FORM;

        /** Another one, by which the same history is met. */
        Door other() {
            return values()[(ordinal() + 1) % values().length];
        }

        AttemptedCall wish(House house, String agent, String task, String tool, ObjectNode arguments) {
            return switch (this) {
                case LEGACY -> new Legacy(house.client(agent, EraChoice.LEGACY, task), tool, arguments);
                case MODERN -> new Modern(house, agent, task, tool, arguments, Modern.TASKS);
                case FORM -> new Modern(house, agent, task, tool, arguments, Modern.FORMS);
                case AUTHZEN -> new Authzen(house, agent, task, tool, arguments);
            };
        }
    }

    /** Through MCP of the legacy era. */
    record Legacy(Client client, String tool, ObjectNode arguments) implements AttemptedCall {

        @Override
        public CallResult ask() {
            Answer answer = client.call(tool, arguments);
            Kind kind = switch (answer.kind()) {
                case DONE -> Kind.DONE;
                case HELD -> Kind.HELD;
                case DENIED -> Kind.DENIED;
                case FAILED, NOT_DONE, UNKNOWN, REJECTED -> throw new AssertionError(answer.toString());
            };
            return new CallResult(kind, answer.code().orElse(""), answer.text(), answer.structured());
        }

        @Override
        public void waits() {
            ask().is(Kind.HELD);
        }

        @Override
        public CallResult goOn() {
            return ask();
        }
    }

    /** Through MCP of the modern era, as a client that can wait by a task, or by a form. */
    final class Modern implements AttemptedCall {
        static final String TASKS = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
        static final String FORMS = "{\"elicitation\":{\"form\":{}}}";
        private static final String QUESTION = "dev.interlock/hold";

        private final House house;
        private final String agent;
        private final String task;
        private final String tool;
        private final ObjectNode arguments;
        private final String capabilities;
        /** The task that waits, or the state of the question. */
        private String waiting = "";

        Modern(House house, String agent, String task, String tool, ObjectNode arguments, String capabilities) {
            this.capabilities = capabilities;
            this.house = house;
            this.agent = agent;
            this.task = task;
            this.tool = tool;
            this.arguments = arguments;
        }

        private ObjectNode send(String method, String name, String params) {
            return house.to("/mcp/erp")
                    .add("Authorization", "Bearer " + house.token(agent))
                    .add("Content-Type", "application/json")
                    .add("Accept", "application/json, text/event-stream")
                    .add("MCP-Protocol-Version", "2026-07-28")
                    .add("Mcp-Method", method)
                    .add("Mcp-Name", name)
                    .add("Interlock-Task", task)
                    .body(Gateway.modernBody(method, params)
                            .replace("Capabilities\":{}", "Capabilities\":" + capabilities))
                    .send()
                    .json();
        }

        private JsonNode call(String more) {
            return send(
                            Names.TOOLS_CALL,
                            tool,
                            "\"name\":\"" + tool + "\",\"arguments\":" + Json.text(arguments) + "," + more)
                    .path("result");
        }

        @Override
        public CallResult ask() {
            JsonNode result = call("");
            if (result.path("resultType").asText().equals("input_required")) {
                waiting = result.path("requestState").asText();
                JsonNode question = result.path("inputRequests").path(QUESTION);
                return new CallResult(
                        Kind.HELD, "", question.at("/params/message").asText(), Json.object());
            }
            if (!result.path("taskId").isTextual()) {
                return told(result);
            }
            waiting = result.path("taskId").asText();
            JsonNode now = get();
            assertThat(now.path("status").asText()).as("%s", now).isEqualTo("working");
            return new CallResult(Kind.HELD, "", now.path("statusMessage").asText(), Json.object());
        }

        private JsonNode get() {
            return send(Names.TASKS_GET, waiting, "\"taskId\":\"" + waiting + "\",")
                    .path("result");
        }

        private static CallResult told(JsonNode result) {
            JsonNode decision = result.path("_meta").path(Names.META_DECISION);
            boolean denied = decision.path("verdict").asText().equals("denied");
            assertThat(result.path("isError").asBoolean()).as("%s", result).isEqualTo(denied);
            return denied
                    ? new CallResult(
                            Kind.DENIED,
                            decision.path("code").asText(),
                            result.at("/content/0/text").asText(),
                            Json.object())
                    : new CallResult(Kind.DONE, "", "", (ObjectNode) result.path("structuredContent"));
        }

        @Override
        public void waits() {
            assertThat(get().path("status").asText()).isEqualTo("working");
        }

        @Override
        public CallResult goOn() {
            if (capabilities.equals(FORMS)) {
                return told(call("\"requestState\":\"" + waiting + "\",\"inputResponses\":{\"" + QUESTION
                        + "\":{\"action\":\"accept\"}},"));
            }
            JsonNode now = get();
            while (now.path("status").asText().equals("working")) {
                LockSupport.parkNanos(POLL.toNanos());
                now = get();
            }
            if (now.path("status").asText().equals("completed")) {
                return told(now.path("result"));
            }
            String message = now.at("/error/message").asText();
            return new CallResult(
                    Kind.DENIED, message.replaceAll("(?s).*?\\(([a-z-]+)\\).*", "$1"), message, Json.object());
        }
    }

    /** Through an enforcement point that Interlock decides for. */
    final class Authzen implements AttemptedCall {
        private final House house;
        private final String agent;
        private final String tool;
        private final ObjectNode arguments;
        private final ObjectNode question = Json.object();
        private String status = "";

        Authzen(House house, String agent, String task, String tool, ObjectNode arguments) {
            this.house = house;
            this.agent = agent;
            this.tool = tool;
            this.arguments = arguments;
            question.putObject("subject").put("type", "agent").put("id", agent);
            question.putObject("action")
                    .put("name", "tools/call")
                    .putObject("properties")
                    .set("arguments", arguments);
            question.putObject("resource").put("type", "tool").put("id", "erp/" + tool);
            question.putObject("context").put("task", task);
        }

        private RawHttp mesh(String path) {
            return house.to(path)
                    .add("Authorization", "Bearer " + house.token(House.MESH))
                    .add("Content-Type", "application/json");
        }

        private ObjectNode post(String path, ObjectNode body) {
            RawHttp.Answer answer = mesh(path).body(Json.bytes(body)).send();
            assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
            return answer.json();
        }

        @Override
        public CallResult ask() {
            return decided(post("/access/v1/evaluation", question));
        }

        private CallResult decided(ObjectNode answer) {
            JsonNode context = answer.path("context");
            if (answer.path("decision").asBoolean()) {
                return carriedOut(context.path("evaluation_id").asText());
            }
            boolean held = context.path("held").asBoolean();
            if (held) {
                ObjectNode request = question.deepCopy();
                request.putObject("denial")
                        .put("evaluation_id", context.path("evaluation_id").asText())
                        .put(
                                "expires_at",
                                context.at("/access_request/expires_at").asText())
                        .put(
                                "binding_token",
                                context.at("/access_request/binding_token").asText());
                String endpoint = context.at("/access_request/endpoint").asText();
                ObjectNode task = post(path(endpoint), request);
                status = path(task.at("/task/status_endpoint").asText());
            }
            return new CallResult(
                    held ? Kind.HELD : Kind.DENIED,
                    context.path("reason").asText(),
                    context.at("/reason_user/en").asText(),
                    Json.object());
        }

        private static String path(String url) {
            return URI.create(url).getPath();
        }

        /** The enforcement point does what it asked for, and says what came of it. */
        private CallResult carriedOut(String evaluation) {
            Answer done = Stage.done(house.erp().call(tool, arguments));
            ObjectNode outcome = Json.object().put("outcome", "succeeded");
            created(done).ifPresent(key -> outcome.putArray("created").add(key));
            post("/access/v1/evaluations/" + evaluation + "/outcome", outcome);
            return new CallResult(Kind.DONE, "", "", done.structured());
        }

        private Optional<String> created(Answer done) {
            return tool.equals("create_vendor") ? Optional.of("vendor/" + done.given("vendor_id")) : Optional.empty();
        }

        @Override
        public void waits() {
            assertThat(mesh(status)
                            .method("GET")
                            .send()
                            .json()
                            .at("/task/status")
                            .asText())
                    .isEqualTo("pending");
            ask().is(Kind.HELD);
        }

        @Override
        public CallResult goOn() {
            ObjectNode now = mesh(status).method("GET").send().json();
            while (now.at("/task/status").asText().equals("pending")) {
                LockSupport.parkNanos(POLL.toNanos());
                now = mesh(status).method("GET").send().json();
            }
            if (!now.at("/task/status").asText().equals("approved")) {
                return new CallResult(
                        Kind.DENIED, now.at("/task/status").asText(), agent + " is not let", Json.object());
            }
            ObjectNode again = question.deepCopy();
            ((ObjectNode) again.get("context")).set("approval", now.at("/result/approval"));
            return decided(post("/access/v1/evaluation", again));
        }
    }
}
