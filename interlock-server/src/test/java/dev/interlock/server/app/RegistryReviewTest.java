package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of the registry between two starts hand over nothing that is under way. */
class RegistryReviewTest {

    private static final Token TOKEN = Token.create(new Random(7));
    private static final Token OTHER = Token.create(new Random(8));

    @TempDir
    private Path folder;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @Test
    void whoLostItsOwnerIsSuspendedAtTheStart() throws Exception {
        try (InterlockServer server = start(agent("clerk", "finance", TOKEN), agent("temp", "it", OTHER))) {
            assertThat(open(server, TOKEN)).isEqualTo(201);
            assertThat(open(server, OTHER)).isEqualTo(201);
        }
        try (InterlockServer server = start(agent("clerk", "treasury", TOKEN), agent("temp", "it", OTHER))) {
            assertThat(open(server, TOKEN)).as("another owner is an owner").isEqualTo(201);
        }
        try (InterlockServer server = start(agent("clerk", "", TOKEN))) {
            assertThat(open(server, TOKEN)).isEqualTo(403);
        }
        try (InterlockServer server = start(agent("clerk", "finance", TOKEN))) {
            assertThat(open(server, TOKEN)).as("two people have to resume it").isEqualTo(403);
        }
        assertThat(suspensions()).containsExactly("clerk OWNER_LOST", "temp NOT_REGISTERED");
    }

    private static int open(InterlockServer server, Token token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/tasks"))
                .header("Authorization", "Bearer " + token.reveal())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"intent\":\"onboard-vendor\"}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static Registry.Entry agent(String name, String owner, Token token) {
        Map<String, AttributeValue> attributes =
                owner.isEmpty() ? Map.of() : Map.of("owner", AttributeValue.known(owner));
        var caller = new Caller(name, "", false, true, new TreeMap<>(attributes), new TreeSet<>(), Optional.empty());
        return new Registry.Entry(caller, List.of(token.hash()));
    }

    private InterlockServer start(Registry.Entry... agents) throws IOException {
        var config = ServerConfig.of(
                        "review.example.com",
                        folder.resolve("data"),
                        Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable"),
                        new Registry(List.of(agents)))
                .withListen(new Listen("127.0.0.1", 0))
                .withSingleAdministrator(true)
                .build();
        var bundle = (PolicyBundle.Compiled) PolicyBundle.load(config.bundle());
        return InterlockServer.start(config, bundle, InstantSource.system());
    }

    private List<String> suspensions() throws IOException {
        var all = new ArrayList<Recorded>();
        try (SqliteReader reader = SqliteReader.open(folder.resolve("data"))) {
            new LedgerReplayer(reader).scan(0, reader.size(), all::add);
        }
        return all.stream()
                .filter(recorded -> recorded.event() instanceof AgentEvent.Suspended)
                .map(recorded -> (AgentEvent.Suspended) recorded.event())
                .map(event -> event.agent() + " " + event.cause())
                .toList();
    }
}
