package dev.interlock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.UpstreamConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A gateway before a server that has everything, and a client that judges what it hears; the server's side is judged at the end. */
final class Surface implements AutoCloseable {
    private static final String BUNDLE = """
        interlock: v1
        name: surface
        owner: you@example.com
        independence: {another-agent: []}
        risk: {local: {independence: another-agent, on-conflict: deny, on-missing: deny}}
        server: all
        no-effect: [401-challenge, 404-session, is-error]
        asks: [elicitation, roots, sampling]
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

    final EverythingHttp fixture;
    final JudgingClient ear;
    private final Era spoken;
    private final InterlockServer gateway;

    Surface(Path folder, Era client, Era server) throws IOException {
        Quiet.on();
        spoken = server;
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
        var troupe = new TestParties();
        gateway = InterlockServer.start(
                ServerConfig.of("interlock.example/surface", folder.resolve("data"), bundle, troupe.registry())
                        .withListen(new Listen("127.0.0.1", 0))
                        .withUpstreams(Map.of("all", upstream))
                        .build(),
                policy,
                InstantSource.system());
        URI endpoint = URI.create("http://127.0.0.1:" + gateway.port() + "/mcp/all");
        ear = new JudgingClient(endpoint, troupe.token("walk-in"), client);
    }

    @Override
    public void close() throws IOException {
        ear.close();
        gateway.close();
        fixture.close();
        fixture.everything.received.forEach(message -> judge(spoken, message));
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
