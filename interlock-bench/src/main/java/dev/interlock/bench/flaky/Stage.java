package dev.interlock.bench.flaky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.bench.wire.Wire;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The configuration, the bundle and the cast of a measurement, in a folder; and what its record says in the end. */
final class Stage {

    /** Agents, each with a connection of its own, on which one call is made after the other. */
    static final int AGENTS = 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path config;
    private final Path data;
    private final List<Token> agents = new ArrayList<>();
    private final Token person = Token.create(new SecureRandom());

    Stage(Path folder, int bankPort) throws IOException {
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        try (InputStream in = Stage.class.getResourceAsStream("interlock.yaml")) {
            if (in == null) {
                throw new IOException("`interlock.yaml` is missing from the benchmark");
            }
            Files.copy(in, bundle.resolve("interlock.yaml"));
        }
        var cast = new StringBuilder();
        for (int i = 0; i < AGENTS; i++) {
            agents.add(Token.create(new SecureRandom()));
            cast.append("  agent-%d: {token: \"%s\", owner: owner-%d, model: m1, root: true, intent: pay}\n"
                    .formatted(i, agents.getLast().hash(), i));
        }
        data = folder.resolve("data");
        config = Files.writeString(
                folder.resolve("interlock-server.yaml"), """
                    domain: bench.example.com
                    listen: 127.0.0.1:0
                    data: data
                    bundle: bundle
                    limits: {agent: {rate: any, concurrent: 128}}
                    upstreams: {bank: {url: "http://127.0.0.1:%d/mcp"}}
                    agents:
                    %speople:
                      vera: {token: "%s"}
                    """.formatted(bankPort, cast, person.hash()));
    }

    String config() {
        return config.toString();
    }

    /** An agent that is connected to a server there. */
    Payer payer(int port, int agent) throws IOException {
        return new Payer(port, agents.get(agent).reveal());
    }

    /** Whether a server there still has calls of unknown outcome. */
    boolean hasUnknown(int port) throws IOException {
        try (Wire wire = Wire.connect(port)) {
            byte[] request = ("GET /v1/calls?state=unknown&limit=1 HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nAuthorization: Bearer " + person.reveal() + "\r\n\r\n")
                    .getBytes(ISO_8859_1);
            wire.write(request, request.length);
            if (!wire.readMessage() || !wire.startLine().contains(" 200 ")) {
                throw new IOException("the server does not report which calls are unknown: " + wire.text());
            }
            // The body may come in chunks, whose lengths are no part of it.
            String body = wire.body();
            return !JSON.readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1)
                            .getBytes(UTF_8))
                    .path("calls")
                    .isEmpty();
        }
    }

    /** The record, once the server has ended. */
    Tally tally() throws IOException {
        var tally = new Tally();
        try (SqliteReader reader = SqliteReader.open(data)) {
            new LedgerReplayer(reader).scan(0, reader.size(), tally::add);
        }
        return tally;
    }
}
