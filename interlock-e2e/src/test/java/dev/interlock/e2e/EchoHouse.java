package dev.interlock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A whole gateway with one MCP server behind it, which says whatever it is told to: the text of an `echo` is its result. What the server
 * got is kept byte for byte.
 */
final class EchoHouse implements AutoCloseable {

    final HttpFixture docs = new HttpFixture(Set.of(Era.LEGACY, Era.MODERN));
    final Token ann = token();
    final Token olivia = token();
    final Token mesh = token();
    final Token audit = token();
    final Served server;

    /** @param bundle of one file, about the server `docs` */
    EchoHouse(Path folder, String bundle) throws IOException {
        this(folder, bundle, List.of());
    }

    /** @param more tools that the server offers */
    EchoHouse(Path folder, String bundle, List<ObjectNode> more) throws IOException {
        docs.tools.more = more;
        server = Served.of(
                folder,
                """
                domain: echo.example.com
                listen: 127.0.0.1:0
                bundle: %s
                data: %s
                upstreams:
                  docs: {url: %s}
                agents:
                  ann: {token: %s, owner: one, model: m, root: true, intent: use}
                people:
                  olivia: {token: %s, owner: two, groups: [on-call, security]}
                sources:
                  audit: {token: %s}
                authzen:
                  callers:
                    mesh: {token: %s, mode: enforcing, properties: trusted}
                """.formatted(
                                Served.bundle(folder, bundle),
                                folder.resolve("data"),
                                docs.endpoint(),
                                ann.hash(),
                                olivia.hash(),
                                audit.hash(),
                                mesh.hash()),
                Map.of(),
                InstantSource.system());
        server.start();
    }

    private static Token token() {
        Token token = Token.create(new SecureRandom());
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    /** A call of the modern era, with arguments as they are written. */
    JsonNode modern(String arguments) {
        return modern("echo", arguments);
    }

    JsonNode modern(String tool, String arguments) {
        return RawHttp.to(server.port(), "/mcp/docs")
                .add("Authorization", "Bearer " + ann.reveal())
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", Names.TOOLS_CALL)
                .add("Mcp-Name", tool)
                .body(Gateway.modernBody(
                        Names.TOOLS_CALL, "\"name\":\"" + tool + "\",\"arguments\":" + arguments + ","))
                .send()
                .json()
                .path("result");
    }

    /** The answer to a call of the legacy era. */
    ObjectNode legacy(ObjectNode arguments) {
        try (var client = McpClient.of(
                URI.create("http://127.0.0.1:" + server.port() + "/mcp/docs"),
                ann.reveal(),
                Optional.empty(),
                EraChoice.LEGACY,
                Patient.TIMING,
                System::nanoTime)) {
            return client.call("echo", arguments) instanceof CallOutcome.Result result
                    ? result.result()
                    : Json.object();
        }
    }

    /** A request to the API or to the door of enforcement points. */
    RawHttp.Answer post(Token who, String path, String body) {
        return RawHttp.to(server.port(), path)
                .add("Authorization", "Bearer " + who.reveal())
                .add("Content-Type", "application/json")
                .body(body)
                .send();
    }

    RawHttp.Answer get(Token who, String path) {
        return RawHttp.to(server.port(), path)
                .method("GET")
                .add("Authorization", "Bearer " + who.reveal())
                .send();
    }

    /** The last call that the server got, as it came. */
    String lastCall() {
        return docs.bodies.stream()
                .map(body -> new String(body, StandardCharsets.UTF_8))
                .filter(body -> body.contains(Names.TOOLS_CALL))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    <T extends Event> List<T> events(Class<T> kind) {
        return server.recorded(kind);
    }

    @Override
    public void close() throws IOException {
        server.close();
        docs.close();
    }
}
