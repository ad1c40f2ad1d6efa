package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.SvidIssuer;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An agent without any token of the configuration comes in by each door with its JWT-SVID. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadDoorsTest {

    private static final String INITIALIZE = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},
        "clientInfo":{"name":"test","version":"1"}}}\
        """;

    private final SvidIssuer issuer = new SvidIssuer("example.org");
    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder;
    private InterlockServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Quiet.on();
        Files.write(folder.resolve("example.org.json"), issuer.bundleBytes());
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable")
                .toAbsolutePath();
        String text = """
            domain: doors.example.com
            listen: 127.0.0.1:0
            bundle: %s
            trust:
              audience: %s
              domains: {example.org: {bundle: example.org.json}}
            agents:
              planner: {identity: spiffe://example.org/planner, owner: payables, model: m1, root: true}
            """.formatted(bundle, SvidIssuer.AUDIENCE);
        ConfigOutcome read = ConfigReader.read(new SourceFile("interlock-server.yaml", text), folder, Map.of());
        if (!(read instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError("not started: " + read.diagnostics());
        }
        server = InterlockServer.start(loaded.config(), policy, InstantSource.system());
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
        http.close();
    }

    private HttpResponse<String> send(String path, String body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        if (body.isEmpty()) {
            request.GET();
        } else {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theApiKnowsTheAgent() throws Exception {
        String token = issuer.svid("/planner", Instant.now());
        HttpResponse<String> opened = send("/v1/tasks", "{\"intent\":\"settle-payables\"}", token);
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        assertThat(opened.body()).contains("\"agent\":\"planner\"");
    }

    @Test
    void theMcpDoorKnowsTheAgent() throws Exception {
        HttpResponse<String> known = send("/mcp", INITIALIZE, issuer.svid("/planner", Instant.now()));
        assertThat(known.statusCode()).as("known, but nothing is there").isEqualTo(404);
    }

    @Test
    void theRestDoorKnowsTheAgent() throws Exception {
        HttpResponse<String> known = send("/rest/none/x", "", issuer.svid("/planner", Instant.now()));
        assertThat(known.statusCode()).as("known, but nothing is there").isEqualTo(404);
    }

    @Test
    void eachDoorSaysWhyATokenIsRefusedAndTheRecordToo() throws Exception {
        String expired = issuer.svid("/planner", Instant.now().minusSeconds(3600));
        for (String path : new String[] {"/v1/tasks", "/mcp", "/rest/none/x"}) {
            HttpResponse<String> refused = send(path, path.equals("/mcp") ? INITIALIZE : "", expired);
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer realm=\"interlock\", error=\"invalid_token\"");
            assertThat(refused.body())
                    .contains("the token has expired: get a new one")
                    .doesNotContain(expired);
        }
        assertThat(refusals())
                .containsExactlyInAnyOrder(
                        "identity-expired at /v1", "identity-expired at /mcp", "identity-expired at /rest");
    }

    private List<String> refusals() throws IOException {
        var found = new ArrayList<String>();
        try (SqliteReader reader = SqliteReader.open(folder.resolve("data"))) {
            new LedgerReplayer(reader).scan(0, reader.size(), recorded -> {
                if (recorded.event() instanceof AgentEvent.PresentationRefused refused) {
                    found.add(refused.reason() + " at " + refused.where());
                }
            });
        }
        return found;
    }
}
