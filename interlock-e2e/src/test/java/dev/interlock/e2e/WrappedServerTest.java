package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.JsonLinesProcess;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.StdioFixture;
import dev.interlock.server.identity.registry.TokenHash;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.stdio.JavaCommand;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** `interlock mcp` as a client of a person's own machine starts it: a process between two pipes. */
class WrappedServerTest {

    private static final String BUNDLE = """
        interlock: v1
        name: desk
        owner: you@example.com
        independence: {another-agent: []}
        risk: {local: {independence: another-agent, on-conflict: deny, on-missing: deny}}
        server: desk
        objects: {}
        tools:
          echo: {duty: text.say, show: [args.text]}
          mcp:resources/read: {duty: text.read, effect: read, show: [args.uri]}
        intents: {work: {goal: Talk, allow: [text.say, text.read], limits: {calls: 1000}}}
        rules:
          - {id: POLITE, title: No shouting, forbid: {duty: text.say, when: 'args.text.contains("!")'}}
        """;

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void bundle() throws Exception {
        data = folder.resolve("data");
        Files.writeString(Files.createDirectories(folder.resolve("bundle")).resolve("interlock.yaml"), BUNDLE);
    }

    private List<String> wrapped(Era era, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("mcp", folder.resolve("bundle").toString(), "--data", data.toString()));
        arguments.addAll(List.of(options));
        arguments.add("--");
        arguments.addAll(StdioFixture.command(era.name()));
        return JavaCommand.of(Main.class, arguments.toArray(String[]::new));
    }

    private JsonLinesProcess start(Era era, String... options) throws Exception {
        return new JsonLinesProcess(wrapped(era, options), Map.of());
    }

    private static ObjectNode ask(JsonLinesProcess interlock, String line) throws Exception {
        interlock.send(line);
        return interlock.object();
    }

    private static String say(String text) {
        return Gateway.modernBody(Names.TOOLS_CALL, "\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"},");
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().getFirst()).text();
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aLegacyClient(Era era) throws Exception {
        List<String> command = wrapped(era);
        var transport = new StdioClientTransport(
                ServerParameters.builder(command.getFirst())
                        .args(command.subList(1, command.size()))
                        .build(),
                McpJsonDefaults.getMapper());
        try (McpSyncClient client =
                McpClient.sync(transport).requestTimeout(Duration.ofSeconds(60)).build()) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("interlock");
            assertThat(client.listTools().tools())
                    .as("what the catalogue has")
                    .extracting(McpSchema.Tool::name)
                    .containsExactly("echo");
            McpSchema.CallToolResult said = client.callTool(McpSchema.CallToolRequest.builder("echo")
                    .arguments(Map.of("text", "hello"))
                    .build());
            assertThat(text(said)).isEqualTo("hello");
            McpSchema.CallToolResult shouted = client.callTool(McpSchema.CallToolRequest.builder("echo")
                    .arguments(Map.of("text", "hello!"))
                    .build());
            assertThat(shouted.isError()).isTrue();
            assertThat(text(shouted)).startsWith("Denied by Interlock (forbidden): POLITE (No shouting)");
            assertThat(client.readResource(McpSchema.ReadResourceRequest.builder("test://a")
                                    .build())
                            .contents())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aModernClient(Era era) throws Exception {
        try (JsonLinesProcess interlock = start(era)) {
            ObjectNode discovered = ask(interlock, Gateway.modernBody(Names.DISCOVER, ""));
            Schemas.assertValid(Era.MODERN, "DiscoverResultResponse", discovered);
            ObjectNode said = ask(interlock, say("hello"));
            Schemas.assertValid(Era.MODERN, "CallToolResultResponse", said);
            assertThat(said.at("/result/content/0/text").asText()).isEqualTo("hello");
            assertThat(ask(interlock, say("hello!"))
                            .at("/result/content/0/text")
                            .asText())
                    .contains("Nothing was done.");
            assertThat(interlock.finish()).isZero();
        }
        assertThat(new Record(data).all())
                .as("opened, reserved, settled, denied")
                .hasSizeGreaterThanOrEqualTo(4);
        try (JsonLinesProcess again = start(era)) {
            String call = ask(again, say("again"))
                    .at("/result/_meta/dev.interlock~1decision/call")
                    .asText();
            assertThat(call).as("the record goes on").isNotIn("c-0", "c-1", "c-2");
        }
    }

    /** Requests do not wait for each other, and what was asked before the input ended is answered. */
    @Test
    void manyAtOnce() throws Exception {
        try (JsonLinesProcess interlock = start(Era.MODERN)) {
            ask(interlock, say("first"));
            Set<String> expected = new HashSet<>();
            for (int i = 100; i < 300; i++) {
                interlock.send(say("n" + i).replace("\"id\":1,", "\"id\":" + i + ","));
                expected.add(i + " n" + i);
            }
            assertThat(interlock.finish()).isZero();
            Set<String> answered = new HashSet<>();
            for (int i = 0; i < expected.size(); i++) {
                ObjectNode answer = interlock.object();
                answered.add(answer.path("id").asText() + " "
                        + answer.at("/result/content/0/text").asText());
            }
            assertThat(answered).isEqualTo(expected);
        }
    }

    @Test
    void badInput() throws Exception {
        try (JsonLinesProcess interlock = start(Era.LEGACY)) {
            assertThat(ask(interlock, "nonsense").at("/error/code").asInt()).isEqualTo(-32700);
            assertThat(ask(interlock, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                            .at("/error/message")
                            .asText())
                    .contains("send `initialize` first");
            assertThat(ask(interlock, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"initialize\",\"params\":{}}")
                            .at("/error/code")
                            .asInt())
                    .isEqualTo(-32602);
            assertThat(ask(interlock, "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"server/discover\"}")
                            .at("/error/code")
                            .asInt())
                    .isEqualTo(-32602);
            interlock.send("{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":{}}");
            interlock.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
            assertThat(ask(interlock, "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}")
                            .path("id")
                            .asText())
                    .isEqualTo("p");
            assertThat(interlock.finish()).isZero();
        }
    }

    @Test
    void aLineThatIsTooLong() throws Exception {
        try (JsonLinesProcess interlock = start(Era.LEGACY)) {
            try {
                interlock.send("\"" + "x".repeat(5 << 20) + "\"");
            } catch (IOException e) {
                assertThat(e).as("it did not read to the end").hasMessageContaining("pipe");
            }
            assertThat(interlock.exitCode()).isEqualTo(1);
        }
    }

    /** Who has nothing but this server is told why it is not there. */
    @Test
    void aServerThatEndsAtOnce() throws Exception {
        List<String> command = JavaCommand.of(
                Main.class,
                "mcp",
                folder.resolve("bundle").toString(),
                "--data",
                data.toString(),
                "--",
                "sh",
                "-c",
                "exit 3");
        try (JsonLinesProcess interlock = new JsonLinesProcess(command, Map.of())) {
            assertThat(ask(interlock, Gateway.modernBody(Names.DISCOVER, ""))
                            .at("/error/message")
                            .asText())
                    .startsWith("server `desk` failed")
                    .contains("ended with code 3");
            assertThat(interlock.finish()).isZero();
        }
    }

    /** What is wrong is read by whoever looks into the log of the client. */
    @Test
    void aFaultyBundleIsToldOnStandardError() throws Exception {
        Files.writeString(folder.resolve("bundle").resolve("interlock.yaml"), BUNDLE + "nonsense: 1\n");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(wrapped(Era.MODERN))
                .redirectError(log.toFile())
                .start();
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(Files.readString(log)).contains("error[IL-0021]: `interlock.yaml` has no key `nonsense`");
    }

    /** Returns the lines of a start on standard error up to one with these words. The client leaves then. */
    private static List<String> told(List<String> command, String words) throws Exception {
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            List<String> lines = new ArrayList<>();
            String line = errors.readLine();
            while (line != null && !line.contains(words)) {
                lines.add(line);
                line = errors.readLine();
            }
            lines.add(String.valueOf(line));
            process.getOutputStream().close();
            errors.lines().forEach(rest -> {});
            assertThat(process.waitFor()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aStartTellsOfToolsThatAreNotAsTheyWereReviewed() throws Exception {
        Files.writeString(
                folder.resolve("bundle").resolve("interlock.yaml"),
                BUNDLE.replace(
                        "show: [args.text]}",
                        "show: [args.text], reviewed: \"sha-256:" + "0".repeat(64) + "\"}\n  gone: {duty: text.say}"));

        assertThat(told(wrapped(Era.MODERN), "do not match").getLast())
                .startsWith("interlock: the tools of `desk` do not match its catalogue (not in it, so calls are denied:"
                        + " add, store; changed since the review, so calls are held: echo; no longer offered:"
                        + " gone); to review them: interlock catalog drift " + folder.resolve("bundle")
                        + " --server desk -- ");
    }

    @Test
    void aDraftTellsWhatHasChangedSinceTheLastStart() throws Exception {
        String baseline = Path.of(System.getProperty("interlock.root", ".."), "bundles", "agent-baseline")
                .toString();
        List<String> first = new ArrayList<>(JavaCommand.of(
                Main.class, "mcp", baseline, "--draft", "--server", "desk", "--data", data.toString(), "--"));
        List<String> later = new ArrayList<>(first);
        first.addAll(StdioFixture.command("MODERN"));
        later.addAll(StdioFixture.command("MODERN", "late"));

        assertThat(told(first, "no one has reviewed")).noneMatch(line -> line.contains("last start"));
        assertThat(told(later, "no one has reviewed"))
                .contains(
                        "interlock: the tools of `desk` have changed since the last start (new: late), and no one has "
                                + "reviewed the changes; they are in " + data.resolve("drafted"));
        assertThat(told(first, "last start").getLast()).contains("(no longer offered: late)");
    }

    private static final Pattern COMMAND =
            Pattern.compile("`interlock (approvals approve h-\\d+ --code \\S+ --url \\S+)`");

    private void holdWhatIsSaid() throws IOException {
        Files.writeString(
                folder.resolve("bundle").resolve("interlock.yaml"),
                BUNDLE.replace("{another-agent: []}", "{another-owner: [owner]}")
                        .replace(
                                "independence: another-agent, on-conflict: deny, on-missing: deny",
                                "independence: " + "another-owner, on-conflict: hold, on-missing: hold")
                        .replace(
                                "forbid: {duty: text.say, when: 'args.text.contains(\"!\")'}",
                                "require: {for: text.say, " + "approval: {by: reviewers}}"));
    }

    @Test
    void anotherPersonApprovesAHeldCallFromAnotherTerminal() throws Exception {
        holdWhatIsSaid();
        String token = "ilt_" + "a".repeat(43);
        try (JsonLinesProcess interlock = start(
                Era.MODERN, "--approver", "omar=sha256:" + TokenHash.of(token).hex())) {
            String held =
                    ask(interlock, say("hello")).at("/result/content/0/text").asText();
            Matcher command = COMMAND.matcher(held);
            assertThat(command.find()).as(held).isTrue();

            var line = Main.commandLine(new Surroundings(Map.of("INTERLOCK_TOKEN", token), false));
            var errors = new StringWriter();
            line.setErr(new PrintWriter(errors, true));
            assertThat(line.execute(command.group(1).split(" ")))
                    .as(errors.toString())
                    .isZero();

            assertThat(ask(interlock, say("hello")).at("/result/content/0/text").asText())
                    .isEqualTo("hello");
        }
    }

    @Test
    void aHeldCallThatNobodyCanApproveIsToldAsSuch() throws Exception {
        holdWhatIsSaid();
        try (JsonLinesProcess interlock = start(Era.MODERN)) {
            assertThat(ask(interlock, say("hello")).at("/result/content/0/text").asText())
                    .startsWith("Held by Interlock (hold h-")
                    .contains("No one can approve it here")
                    .doesNotContain("approvals approve");
        }
    }

    /** One record has one writer. */
    @Test
    void twoOnOneRecord() throws Exception {
        try (JsonLinesProcess first = start(Era.LEGACY)) {
            ask(first, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
            try (JsonLinesProcess second = start(Era.LEGACY)) {
                assertThat(second.exitCode()).isEqualTo(1);
            }
        }
    }
}
