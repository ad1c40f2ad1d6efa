package dev.interlock.server.door.rest;

import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A whole gateway, configured by a file, with an API behind it that records what it is asked, and one agent. */
public final class RestStage implements AutoCloseable {

    static final String CREDENTIAL = "Bearer credential-of-the-gateway";

    final RecordingApi api = new RecordingApi();
    final Token ann = Token.create(new SecureRandom());
    final Token vera = Token.create(new SecureRandom());
    final Path data;
    private final Served server;

    RestStage(Path folder) throws IOException {
        this(folder, "");
    }

    /** @param limits further limits, as the configuration writes them, with a comma before each */
    RestStage(Path folder, String limits) throws IOException {
        data = folder.resolve("data");
        Leaks.RUN.ofCaller(ann.reveal());
        Leaks.RUN.ofCaller(vera.reveal());
        server = Served.of(
                folder,
                """
                domain: rest.example.com
                listen: 127.0.0.1:0
                bundle: %s
                upstreams:
                  things: {openapi: %s, url: %s/, timeout: 2s, headers: {Authorization: {from-env: THINGS}}}
                agents:
                  ann: {token: %s, owner: one, model: m, root: true, intent: use}
                people:
                  vera: {token: %s, owner: two}
                origins: [https://console.example.com]
                limits: {request: 64KiB, depth: 16, answer: 1MiB, result: 3MiB%s}
                """.formatted(
                                resource("bundle"),
                                resource("things.openapi.yaml"),
                                api.base(),
                                ann.hash(),
                                vera.hash(),
                                limits),
                Map.of("THINGS", CREDENTIAL),
                InstantSource.system());
        server.start();
    }

    public static Path resource(String name) {
        return Path.of(Objects.requireNonNull(RestStage.class.getResource("/rest/" + name))
                .getPath());
    }

    int port() {
        return server.port();
    }

    /** A request of the agent, with nothing but what it needs. */
    RawHttp request(String method, String path) {
        return RawHttp.to(port(), path).method(method).add("Authorization", "Bearer " + ann.reveal());
    }

    RawHttp.Answer get(String path) {
        return request("GET", "/rest/things" + path).send();
    }

    RawHttp post(String path, String body) {
        return request("POST", "/rest/things" + path)
                .add("Content-Type", "application/json")
                .body(body);
    }

    /** All that was recorded of this kind. */
    <T extends Event> List<T> events(Class<T> kind) {
        return server.recorded(kind);
    }

    @Override
    public void close() throws IOException {
        server.close();
        api.close();
    }
}
