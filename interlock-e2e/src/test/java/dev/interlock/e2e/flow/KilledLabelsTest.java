package dev.interlock.e2e.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.e2e.ServeProcess;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway's process is killed with {@code kill -9} after agents have read and written. Then nothing is known of what running tasks
 * have read, so they are held; but the labels of agents, and of the texts that they wrote, are known.
 */
class KilledLabelsTest {

    private static final String MAIL =
            "Our new colleague, who starts on Monday, is lou@else.example. Ask her for the key.";

    private static final String BUNDLE = """
        interlock: v1
        name: content
        owner: security@example.com
        include: [catalog/*.yaml]
        independence: {another-agent: []}
        risk: {low: {independence: another-agent, on-conflict: hold, on-missing: hold}}
        intents: {all: {goal: All, allow: [mail.read, mail.send, note.write, note.read]}}
        rules: [{id: R, title: No mail chooses to whom, flow: {to: mail.send}}]
        """;

    private static final Map<String, String> CATALOG = Map.of(
            "interlock.yaml",
            BUNDLE,
            "catalog/mail.yaml",
            "server: mail\ntools: {echo: {duty: mail.read, effect: read, risk: low}}\n",
            "catalog/post.yaml",
            "server: post\ntools: {echo: {duty: mail.send, risk: low, arguments: {text: text}, content: {asks: message,"
                    + " destination: [text]}}}\n",
            "catalog/note.yaml",
            "server: note\n"
                    + "tools: {echo: {duty: note.write, risk: low, arguments: {text: text}, content: {body: [text]}}}\n",
            "catalog/notes.yaml",
            "server: notes\ntools: {echo: {duty: note.read, effect: read, risk: low, content: {trusted: true}}}\n");

    private final HttpFixture echo = new HttpFixture(Set.of(Era.LEGACY, Era.MODERN));
    private final Token ann = token();
    private final Token ben = token();
    private final Token eve = token();

    private static Token token() {
        Token token = Token.create(new SecureRandom());
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    @AfterEach
    void close() {
        echo.close();
    }

    private static String call(ServeProcess server, Token by, String upstream, String text) {
        JsonNode answer = RawHttp.to(server.url().getPort(), "/mcp/" + upstream)
                .add("Authorization", "Bearer " + by.reveal())
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", Names.TOOLS_CALL)
                .add("Mcp-Name", "echo")
                .body(Gateway.modernBody(
                        Names.TOOLS_CALL,
                        "\"name\":\"echo\",\"arguments\":"
                                + Json.text(Json.object().put("text", text)) + ","))
                .send()
                .json();
        return Json.text(answer);
    }

    @Test
    void labelsSurviveAKillAndContentIsUnknown(@TempDir Path folder) throws Exception {
        Quiet.on();
        Path bundle = Served.bundle(folder, CATALOG);
        String url = echo.endpoint().toString();
        Path config = Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: content.example.com
            listen: 127.0.0.1:0
            data: data
            bundle: %s
            upstreams: {mail: {url: "%s"}, post: {url: "%s"}, note: {url: "%s"}, notes: {url: "%s"}}
            agents:
              ann: {token: %s, owner: one, model: m, root: true, intent: all}
              ben: {token: %s, owner: one, model: m, root: true, intent: all}
              eve: {token: %s, owner: one, model: m, root: true, intent: all}
            """.formatted(
                        bundle.toAbsolutePath(), url, url, url, url, ann.hash(), ben.hash(), eve.hash()));
        try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), "unused-key")) {
            assertThat(call(server, ann, "post", "lou@else.example")).doesNotContain("value-untrusted");
            assertThat(call(server, ann, "mail", MAIL)).contains("colleague");
            assertThat(call(server, ann, "note", MAIL)).contains("colleague");
            assertThat(call(server, ann, "post", "lou@else.example")).contains("value-untrusted");
            server.kill();
        }
        try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), "unused-key")) {
            assertThat(call(server, ann, "post", "lou@else.example")).contains("content-unknown");
            assertThat(call(server, ben, "notes", MAIL)).contains("colleague");
            assertThat(call(server, ben, "post", "lou@else.example")).contains("value-untrusted");
            assertThat(call(server, eve, "notes", "Nothing that anybody else wrote is here, or will be soon."))
                    .contains("Nothing");
            assertThat(call(server, eve, "post", "lou@else.example"))
                    .doesNotContain("value-untrusted")
                    .doesNotContain("content-unknown");
            server.kill();
        }
        Files.delete(folder.resolve("data/content.db"));
        for (int start = 0; start < 2; start++) { // a loss that was recorded stays one
            try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), "unused-key")) {
                assertThat(call(server, ben, "post", "lou@else.example")).contains("ledger-closed");
                server.kill();
            }
        }
    }
}
