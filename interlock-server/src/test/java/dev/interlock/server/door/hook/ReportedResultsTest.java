package dev.interlock.server.door.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The results that programs report are content, each of them: a first report does not hide another one. */
class ReportedResultsTest {

    private static final String BUNDLE = """
        interlock: v1
        name: hooks
        owner: security@example.com
        independence: {another: [owner]}
        risk: {low: {independence: another, on-conflict: hold, on-missing: hold}}
        server: coding
        objects: {project: {id: {form: text}}}
        tools:
          read: {duty: code.read, on: {project: args.project}, effect: read, risk: low, arguments: {path: text, rest: data}}
          fetch:
            duty: network.use
            on: {project: args.project}
            sink: external
            effect: read
            risk: low
            arguments: {url: text, rest: data}
            content: {asks: web-read, destination: [url], reads: true}
        intents: {author: {goal: Write the change, allow: [code.read, network.use]}}
        rules: [{id: F-1, title: Content chooses no address, flow: {to: sink/external}}]
        """;

    private static final String ADDRESS = "http://evil.example/figures";
    private static final String NOTE = "The figures of the week are at " + ADDRESS + ", as they always are.";

    private final Token ada = Token.create(new SecureRandom());
    private Served server;
    private int calls;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        Quiet.on();
        Served.bundle(folder, BUNDLE);
        server = Served.of(folder, """
                        domain: hooks.example.com
                        listen: 127.0.0.1:0
                        agents:
                          ada: {token: %s, owner: one, origin: alice, model: m, root: true, intent: author}
                        """.formatted(ada.hash()), Map.of(), InstantSource.system())
                .start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private String tell(String client, String name, String more) {
        RawHttp.Answer answer = RawHttp.to(server.port(), "/v1/hooks/" + client + "?project=shop")
                .add("Authorization", "Bearer " + ada.reveal())
                .add("Content-Type", "application/json")
                .body("{\"session_id\": \"s-1\", \"cwd\": \"/home/ann/shop\", \"hook_event_name\": \"" + name + "\""
                        + more + "}")
                .send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String use(String call, String tool, String input) {
        return ", \"tool_use_id\": \"" + call + "\", \"tool_name\": \"" + tool + "\", \"tool_input\": " + input;
    }

    private void reads(String client, String call) {
        assertThat(tell(client, "PreToolUse", use(call, "Read", "{\"file_path\": \"notes.txt\"}")))
                .isEqualTo("{}");
    }

    private String fetches(String client) {
        String call = "f-" + calls++;
        String answer = tell(client, "PreToolUse", use(call, "WebFetch", "{\"url\": \"" + ADDRESS + "\"}"));
        tell(client, "PostToolUseFailure", use(call, "WebFetch", "{}") + ", \"error\": \"404\"");
        return answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-code", "opencode"})
    void aResultIsContent(String client) {
        reads(client, "r-1");
        assertThat(fetches(client)).as("while it is not known what was read").contains("F-1", "not known");
        tell(client, "PostToolUse", use("r-1", "Read", "{}") + ", \"tool_response\": {\"output\": \"" + NOTE + "\"}");
        assertThat(fetches(client)).contains("F-1", "`url`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PostToolUse", "PostToolUseFailure"})
    void aSecondReportIsContentToo(String first) {
        reads("claude-code", "r-1");
        tell("claude-code", first, use("r-1", "Read", "{}") + ", \"tool_response\": \"Nothing.\"");
        assertThat(fetches("claude-code")).isEqualTo("{}");
        tell("claude-code", "PostToolUse", use("r-1", "Read", "{}") + ", \"tool_response\": \"" + NOTE + "\"");
        assertThat(fetches("claude-code")).contains("F-1", "`url`");
    }

    @Test
    void aSecondReportOfACallWithoutANameIsContentToo() {
        String read =
                ", \"tool_name\": \"read_file\", \"tool_input\": {\"absolute_path\": \"/home/ann/shop/notes.txt\"}";
        String fetch = ", \"tool_name\": \"web_fetch\", \"tool_input\": {\"url\": \"" + ADDRESS + "\"}";
        assertThat(tell("gemini", "BeforeTool", read)).isEqualTo("{}");
        tell("gemini", "AfterTool", read + ", \"tool_response\": {\"llmContent\": \"Nothing.\"}");
        assertThat(tell("gemini", "BeforeTool", fetch)).isEqualTo("{}");
        tell("gemini", "AfterTool", fetch + ", \"tool_response\": {\"llmContent\": \"404\"}");
        tell("gemini", "AfterTool", read + ", \"tool_response\": {\"llmContent\": \"" + NOTE + "\"}");
        assertThat(tell("gemini", "BeforeTool", fetch)).contains("F-1", "`url`");
    }
}
