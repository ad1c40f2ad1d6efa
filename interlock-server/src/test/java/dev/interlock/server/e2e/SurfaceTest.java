package dev.interlock.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.check.PolicyBundle;
import dev.interlock.server.config.Limits;
import dev.interlock.server.config.Listen;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.config.UpstreamConfig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.serve.InterlockServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever the protocol has, asked of a gateway before a server that has everything, in all pairs of eras: every message that
 * the gateway sends to either side is one of the official schema.
 */
class SurfaceTest {
    private static final String BUNDLE = """
            interlock: v1
            name: surface
            owner: you@example.com
            independence: {another-agent: []}
            risk: {local: {independence: another-agent, on-conflict: deny, on-missing: deny}}
            server: all
            on-error: no-effect
            objects: {}
            tools:
              mcp:resources/read: {duty: try, effect: read}
              mcp:prompts/get: {duty: try, effect: read}
              mcp:completion/complete: {duty: try, effect: read}
            %s
            intents: {review: {goal: Try everything, allow: [try], limits: {calls: 1000}}}
            rules:
              - {id: NOT-THIS, title: No errors, forbid: {duty: try, when: 'tool == "test_error_handling"'}}
            """;

    @TempDir
    private Path folder;

    private EverythingHttp fixture;
    private InterlockServer gateway;
    private Ear ear;

    private void start(Era client, Era server) throws IOException {
        Quiet.on();
        fixture = new EverythingHttp(Set.of(server), 0);
        String tools = fixture.everything.toolNames().stream()
                .map(name -> "  " + name + ": {duty: try}")
                .collect(Collectors.joining("\n"));
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.writeString(bundle.resolve("interlock.yaml"), BUNDLE.formatted(tools));
        if (!(PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError(PolicyBundle.load(bundle).diagnostics());
        }
        var upstream = new UpstreamConfig.Http(
                "all", fixture.endpoint(), Map.of(), UpstreamConfig.Era.AUTO, Duration.ofSeconds(30));
        var troupe = new Troupe();
        gateway = InterlockServer.start(
                new ServerConfig(
                        "interlock.example/surface",
                        new Listen("127.0.0.1", 0),
                        folder.resolve("data"),
                        bundle,
                        new TreeMap<>(Map.of("all", upstream)),
                        troupe.registry(),
                        Limits.DEFAULT,
                        Set.of(),
                        Set.of()),
                policy,
                InstantSource.system());
        URI endpoint = URI.create("http://127.0.0.1:" + gateway.port() + "/mcp/all");
        ear = new Ear(endpoint, troupe.token("walk-in"), client);
    }

    @AfterEach
    void close() throws IOException {
        ear.close();
        gateway.close();
        fixture.close();
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

        for (ObjectNode message : fixture.everything.received) {
            judge(server, message);
        }
        assertThat(fixture.everything.received).hasSizeGreaterThan(20);
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

    /** What the fixture heard from the gateway. */
    private static void judge(Era era, ObjectNode message) {
        if (message.has("method")) {
            Judge.sent(era, message);
        } else {
            JsonNode result = message.path("result");
            String method = result.has("action")
                    ? "elicitation/create"
                    : result.has("model") ? "sampling/createMessage" : result.has("roots") ? "roots/list" : "ping";
            Judge.answered(era, method, message);
        }
    }
}
