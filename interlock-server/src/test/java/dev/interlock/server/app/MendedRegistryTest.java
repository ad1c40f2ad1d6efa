package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.mcp.Era;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way out for who registered an agent without an attribute that a level asks for: told, mended, and said later of what was recorded. */
class MendedRegistryTest {

    private static final String BUNDLE = """
        interlock: v1
        name: mended
        owner: tests
        independence: {another: [], another-line: [owner, origin]}
        risk:
          low: {independence: another, on-conflict: record, on-missing: record}
          high: {independence: another-line, on-conflict: deny, on-missing: hold}
        server: fix
        objects: {thing: {}}
        tools:
          store: {duty: thing.store, on: {thing: args.id}, risk: low, arguments: {text: text}}
          echo: {duty: thing.pay, on: {thing: args.id}, risk: high, arguments: {text: text}}
        intents:
          all: {goal: Everything, allow: [thing.store, thing.pay], limits: {time: 30d, idle: 30d}}
        rules:
          - {id: M-1, title: Separate, separate: {duties: [thing.store, thing.pay], per: thing, within: 90d}}
        """;

    private final Map<String, Token> tokens = new LinkedHashMap<>();
    private final HttpFixture upstream = new HttpFixture(Set.of(Era.MODERN, Era.LEGACY));

    @TempDir
    private Path folder;

    private Served server;

    @BeforeEach
    void start() throws IOException {
        Served.bundle(folder, BUNDLE);
        server = served("").start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    /** @param more what is registered of the clerk beside its owner, with a comma before it */
    private Served served(String more) throws IOException {
        return Served.of(
                folder,
                """
                domain: mended.example.com
                listen: 127.0.0.1:0
                upstreams:
                  fix: {url: %s, era: modern}
                agents:
                  clerk: {token: %s, owner: finance, model: m1, root: true, intent: all%s}
                  payer: {token: %s, owner: treasury, origin: treasury-desk, model: m1, root: true, intent: all}
                people:
                  vera: {token: %s, owner: controls, groups: [administrators]}
                  adam: {token: %s, owner: board, groups: [administrators]}
                """.formatted(
                                upstream.endpoint(),
                                token("clerk").hash(),
                                more,
                                token("payer").hash(),
                                token("vera").hash(),
                                token("adam").hash()),
                Map.of(),
                InstantSource.system());
    }

    private Token token(String name) {
        Token token = tokens.computeIfAbsent(name, any -> Token.create(new SecureRandom()));
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    private RawHttp to(String who, String path) {
        return RawHttp.to(server.port(), path)
                .add("Authorization", "Bearer " + token(who).reveal())
                .add("Content-Type", "application/json");
    }

    /** A call in the implicit task of the agent. */
    private JsonNode call(String who, String tool, String thing) {
        RawHttp.Answer answer = to(who, "/mcp/fix")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", "tools/call")
                .add("Mcp-Name", tool)
                .body(Gateway.modernBody(
                        "tools/call",
                        "\"name\":\"" + tool + "\",\"arguments\":{\"id\":\"" + thing + "\",\"text\":\"t\"},"))
                .send();
        JsonNode decision = answer.json().path("result").path("_meta").path("dev.interlock/decision");
        assertThat(decision.path("verdict").asText()).as(answer.text()).isNotEmpty();
        return decision;
    }

    private void permitted(String who, String tool, String thing) {
        JsonNode decision = call(who, tool, thing);
        assertThat(decision.path("verdict").asText()).as(decision.toString()).isEqualTo("permitted");
    }

    private void deniedForWhatIsUnknown(String thing) {
        JsonNode decision = call("payer", "echo", thing);
        assertThat(decision.path("verdict").asText()).as(decision.toString()).isEqualTo("denied");
        JsonNode reason = decision.path("reasons").path(0);
        assertThat(reason.path("code").asText()).isEqualTo("duty-conflict");
        assertThat(reason.path("cause").asText()).isEqualTo("attribute-unknown");
        assertThat(reason.path("message").asText())
                .contains("not registered")
                .doesNotContain("clerk", "origin", "independent party");
    }

    private void said(String by, String path, String body, int status) {
        RawHttp.Answer answer = to(by, "/v1/links" + path).body(body).send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    @Test
    void whatIsMendedWorksAfterTheRestartAndWhatWasRecordedOnceTwoPeopleSaidIt() throws IOException {
        permitted("clerk", "store", "a");
        deniedForWhatIsUnknown("a");

        server.close();
        server = served(", origin: finance-desk").start();
        assertThat(server.recorded(Event.TaskEnded.class))
                .as("the clerk's task stood on the unknown origin, the payer's goes on")
                .extracting(Event.TaskEnded::reason)
                .containsExactly(EndReason.REGISTRATION_CHANGED);
        permitted("clerk", "store", "b");
        permitted("payer", "echo", "b");
        deniedForWhatIsUnknown("a");

        said(
                "adam",
                "",
                "{\"unknown\":\"origin\",\"agent\":\"clerk\",\"value\":\"finance-desk\",\"reason\":\"asked\"}",
                201);
        String link = "l-" + server.recorded(Event.LinkProposed.class).getLast().link();
        said("adam", "/" + link + "/confirm", "{}", 403);
        deniedForWhatIsUnknown("a");
        said("vera", "/" + link + "/confirm", "{}", 200);
        permitted("payer", "echo", "a");

        server.close();
        server = served(", origin: finance-desk").start();
        assertThat(List.of(call("clerk", "echo", "a"), call("clerk", "echo", "b")))
                .as("the clerk itself stored both")
                .allSatisfy(decision ->
                        assertThat(decision.path("verdict").asText()).isEqualTo("denied"));
    }

    @Test
    void whoInstructsTheAgentAsItIsRegisteredNowDoesNotSayWhoDidBefore() throws IOException {
        permitted("clerk", "store", "a");

        server.close();
        server = served(", origin: adam").start();
        String other = "{\"unknown\":\"origin\",\"agent\":\"clerk\",\"value\":\"%s\",\"reason\":\"asked\"}";
        said("adam", "", other.formatted("finance-desk"), 403);
        said("vera", "", other.formatted("Adam"), 422);
        said("vera", "", other.formatted("finance-desk"), 201);
        String link = "l-" + server.recorded(Event.LinkProposed.class).getLast().link();
        said("adam", "/" + link + "/confirm", "{}", 403);
        deniedForWhatIsUnknown("a");
    }
}
