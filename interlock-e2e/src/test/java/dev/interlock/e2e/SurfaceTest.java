package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever the protocol has, asked of a gateway before a server that has everything, in all pairs of eras: every message that
 * the gateway sends to either side is one of the official schema.
 */
class SurfaceTest {
    @TempDir
    private Path folder;

    private EverythingHttp fixture;
    private Surface surface;
    private JudgingClient ear;

    private void start(Era client, Era server) throws IOException {
        surface = new Surface(folder, client, server);
        fixture = surface.fixture;
        ear = surface.ear;
    }

    @AfterEach
    void close() throws IOException {
        surface.close();
    }

    private static ObjectNode none() {
        return Json.object();
    }

    private ObjectNode call(String tool) {
        return call(tool, "{}");
    }

    private ObjectNode call(String tool, String arguments) {
        ObjectNode params = Json.object().put("name", tool);
        params.set("arguments", Trees.object(arguments));
        params.putObject("_meta").put("progressToken", "p-" + tool);
        return ear.ask("tools/call", params);
    }

    private static String text(JsonNode response) {
        return response.at("/result/content/0/text").asText();
    }

    @ParameterizedTest
    @CsvSource({"MODERN,MODERN", "MODERN,LEGACY", "LEGACY,MODERN", "LEGACY,LEGACY"})
    void everyMessageIsOfTheSchema(Era client, Era server) throws Exception {
        start(client, server);
        assertThat(ear.begin().at("/result/capabilities").has("tools")).isTrue();

        assertThat(ear.ask("tools/list", none()).at("/result/tools")).hasSameSizeAs(fixture.everything.toolNames());
        assertThat(ear.ask("resources/list", none()).at("/result/resources")).hasSize(4);
        assertThat(ear.ask("resources/templates/list", none()).at("/result/resourceTemplates"))
                .hasSize(1);
        assertThat(ear.ask("prompts/list", none()).at("/result/prompts")).hasSize(5);
        contents();
        tools();
        errors();
        assertThat(fixture.everything.received).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource({"MODERN,MODERN", "MODERN,LEGACY", "LEGACY,MODERN", "LEGACY,LEGACY"})
    void questions(Era client, Era server) throws Exception {
        start(client, server);
        ear.begin();
        assertThat(text(call("test_input_required_result_elicitation"))).isEqualTo("Hello, Ann!");
        assertThat(text(call("test_input_required_result_sampling"))).isEqualTo("yes");
        assertThat(text(call("test_roots"))).contains("file:///srv");
        assertThat(text(call("test_input_required_result_request_state"))).startsWith("state-ok");
        assertThat(text(call("test_input_required_result_multiple_inputs"))).contains("Ann", "yes", "file:///srv");
        assertThat(text(call("test_input_required_result_multi_round"))).isEqualTo("Ann likes red");
        assertThat(text(call("test_streaming_elicitation"))).contains("Ann");
        for (String tool : List.of(
                "test_elicitation_sep1034_defaults", "test_elicitation_sep1330_enums", "test_elicitation_url")) {
            assertThat(text(call(tool))).as(tool).contains("action=accept");
        }
        assertThat(ear.ask("prompts/get", Json.object().put("name", "test_input_required_result_prompt"))
                        .at("/result/messages"))
                .hasSize(1);
        assertThat(ear.ask("resources/read", Json.object().put("uri", "test://asking"))
                        .at("/result/contents/0/text")
                        .asText())
                .isEqualTo("for Ann");
        assertThat(ear.asked).hasSizeGreaterThan(12).contains("elicitation/create", "sampling/createMessage");
    }

    @ParameterizedTest
    @CsvSource({"MODERN,MODERN", "MODERN,LEGACY", "LEGACY,MODERN", "LEGACY,LEGACY"})
    void changes(Era client, Era server) throws Exception {
        start(client, server);
        ear.begin();
        if (client == Era.LEGACY) {
            ObjectNode watched = Json.object().put("uri", "test://watched-resource");
            assertThat(ear.ask("resources/subscribe", watched).has("result")).isTrue();
        }
        ear.listen(Trees.object("{\"toolsListChanged\":true,\"promptsListChanged\":true,"
                + "\"resourceSubscriptions\":[\"test://watched-resource\"]}"));
        if (client == Era.MODERN) {
            ear.awaitTold("notifications/subscriptions/acknowledged");
        }
        changed("test_trigger_tool_change", "notifications/tools/list_changed");
        changed("test_trigger_prompt_change", "notifications/prompts/list_changed");
        assertThat(changed("test_trigger_resource_update", "notifications/resources/updated")
                        .at("/params/uri")
                        .asText())
                .isEqualTo("test://watched-resource");
    }

    /** A client of the legacy era is not told when the gateway listens to the server, so that it may have to change something again. */
    private ObjectNode changed(String tool, String notification) throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            call(tool);
            Optional<ObjectNode> told = ear.told(notification, 2);
            if (told.isPresent()) {
                return told.get();
            }
        }
        throw new AssertionError("nothing was heard of `" + notification + "`");
    }

    @ParameterizedTest
    @CsvSource({"MODERN,MODERN", "MODERN,LEGACY", "LEGACY,MODERN", "LEGACY,LEGACY"})
    void logMessages(Era client, Era server) throws Exception {
        start(client, server);
        ear.begin();
        ObjectNode params = Json.object().put("name", "test_tool_with_logging");
        if (client == Era.LEGACY) {
            ear.ask("logging/setLevel", Json.object().put("level", "info"));
        } else {
            params.putObject("_meta").put("io.modelcontextprotocol/logLevel", "info");
        }
        ear.ask("tools/call", params);
        assertThat(ear.told)
                .extracting(message -> message.path("method").asText())
                .containsExactly("notifications/message", "notifications/message", "notifications/message");
    }

    @ParameterizedTest
    @CsvSource({"MODERN,MODERN", "MODERN,LEGACY", "LEGACY,MODERN", "LEGACY,LEGACY"})
    void cancellation(Era client, Era server) throws Exception {
        start(client, server);
        ear.begin();
        ear.giveUp("test_wait");
        assertThat(fixture.everything.cancelled.poll(120, TimeUnit.SECONDS))
                .as("the server hears of it")
                .isNotNull();
    }

    /** A server that makes a task of a call: for those who know tasks, and for those who wait instead. */
    @ParameterizedTest
    @CsvSource({"MODERN,true", "MODERN,false", "LEGACY,false"})
    void tasks(Era client, boolean known) throws Exception {
        start(client, Era.MODERN);
        if (known) {
            ear.capabilities.putObject("extensions").putObject("io.modelcontextprotocol/tasks");
        }
        ear.begin();
        ObjectNode made = call("slow_compute", "{\"seconds\":0,\"label\":\"it\"}");
        String id = made.at("/result/taskId").asText();
        assertThat(id.isEmpty()).isEqualTo(!known);
        ObjectNode asked = Json.object().put("taskId", id);
        while (known && !made.at("/result").has("result")) {
            made = ear.ask("tasks/get", asked);
            assertThat(made.at("/result/status").asText()).isIn("working", "completed");
        }
        JsonNode result = known ? made.at("/result/result") : made.at("/result");
        assertThat(result.at("/content/0/text").asText()).isEqualTo("computed it");
    }

    private void contents() {
        for (String uri : List.of("test://static-text", "test://static-binary", "test://template/7/data")) {
            assertThat(ear.ask("resources/read", Json.object().put("uri", uri)).at("/result/contents"))
                    .hasSize(1);
        }
        ObjectNode prompt = Json.object().put("name", "test_prompt_with_arguments");
        prompt.putObject("arguments").put("arg1", "one").put("arg2", "two");
        assertThat(ear.ask("prompts/get", prompt).at("/result/messages")).hasSize(1);
        for (String name : List.of("test_simple_prompt", "test_prompt_with_image")) {
            assertThat(ear.ask("prompts/get", Json.object().put("name", name)).at("/result/messages"))
                    .isNotEmpty();
        }
        ObjectNode completion =
                Trees.object("{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"test_prompt_with_arguments\"},"
                        + "\"argument\":{\"name\":\"arg1\",\"value\":\"par\"}}");
        assertThat(ear.ask("completion/complete", completion).at("/result/completion/values"))
                .hasSize(3);
    }

    private void tools() {
        assertThat(text(call("test_simple_text"))).startsWith("This is a simple text");
        for (String tool : List.of(
                "test_image_content",
                "test_audio_content",
                "test_embedded_resource",
                "test_multiple_content_types",
                "test_reconnection")) {
            assertThat(call(tool).at("/result/content")).as(tool).isNotEmpty();
        }
        assertThat(call("test_structured", "{\"a\":2,\"b\":3}")
                        .at("/result/structuredContent/sum")
                        .asInt())
                .isEqualTo(5);
        assertThat(text(call("test_custom_header", "{\"region\":\"zürich \"}"))).isEqualTo("region zürich ");
        call("test_tool_with_progress");
        assertThat(ear.told).as("reports of progress").hasSize(3);
    }

    private void errors() {
        assertThat(text(call("test_error_handling")))
                .startsWith("Denied by Interlock")
                .contains("NOT-THIS");
        assertThat(text(call("no_such_tool"))).startsWith("Denied by Interlock (tool-unknown)");
        assertThat(ear.ask("resources/read", Json.object().put("uri", "test://nowhere"))
                        .at("/error/code")
                        .asInt())
                .isNegative();
        assertThat(ear.ask("prompts/get", Json.object().put("name", "nobody")).has("error"))
                .isTrue();
        assertThat(ear.ask("no/such/method", none()).at("/error/code").asInt()).isEqualTo(-32601);
    }
}
