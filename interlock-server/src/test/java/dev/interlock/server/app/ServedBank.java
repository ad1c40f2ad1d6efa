package dev.interlock.server.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole gateway before a bank that answers as it is told, and one agent that may pay. */
final class ServedBank implements AutoCloseable {

    final LyingServer bank = new LyingServer();
    private final Token ann = Token.create(new SecureRandom());
    private final Served server;
    private McpClient client;

    /**
     * @param bundle with the intent {@code pay}
     * @param patience how long the gateway waits for the bank
     */
    ServedBank(Path folder, String bundle, String patience, InstantSource clock) throws IOException {
        Leaks.RUN.ofCaller(ann.reveal());
        server = Served.of(
                folder,
                """
                domain: bank.example.com
                listen: 127.0.0.1:0
                bundle: %s
                upstreams: {bank: {url: %s}}
                agents: {ann: {token: %s, owner: one, model: m, root: true, intent: pay}}
                limits: {call: %s}
                """.formatted(Served.bundle(folder, bundle), bank.endpoint(), ann.hash(), patience),
                Map.of(),
                clock);
        server.start();
        client = connect();
    }

    private McpClient connect() {
        return McpClient.of(
                URI.create("http://127.0.0.1:" + server.port() + "/mcp/bank"),
                ann.reveal(),
                Optional.empty(),
                EraChoice.AUTO,
                Patient.TIMING,
                System::nanoTime);
    }

    CallOutcome call(String tool, ObjectNode arguments) {
        return client.call(tool, arguments);
    }

    /** Starts another gateway on the same data. */
    void restart() throws IOException {
        client.close();
        server.restart();
        client = connect();
    }

    <E extends Event> List<E> recorded(Class<E> type) {
        return server.recorded(type);
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        bank.close();
    }
}
