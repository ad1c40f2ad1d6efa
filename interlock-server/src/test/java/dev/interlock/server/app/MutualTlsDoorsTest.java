package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.tls.TlsFixture;
import dev.interlock.server.tls.TlsFixture.Svid;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent comes in by each door with nothing but the certificate of its connection. */
class MutualTlsDoorsTest {

    private static final Token PAYER = Token.create(new SecureRandom());

    @TempDir
    static Path folder;

    private static TlsFixture fixture;
    private static InterlockServer server;

    @BeforeAll
    static void start() throws Exception {
        Quiet.on();
        fixture = new TlsFixture(folder.resolve("tls"), "own.example.com");
        Svid own = fixture.svid("server", "/server");
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable")
                .toAbsolutePath();
        Path config = Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: mtls.example.com
            listen:
              address: 127.0.0.1:0
              tls: {certificate: "%s", key: "%s", client-certificates: optional}
            bundle: "%s"
            trust:
              audience: https://gateway.example.com
              domains: {own.example.com: {bundle: "%s"}}
            agents:
              planner: {identity: spiffe://own.example.com/planner, owner: payables, model: m1, root: true}
              payer: {token: "%s", owner: payables, model: m1, root: true}
            """.formatted(
                        own.certificates(), own.key(), bundle, fixture.bundle(), PAYER.hash()));
        var read = (ConfigOutcome.Loaded) ConfigReader.read(config, Map.of());
        var policy = (PolicyBundle.Compiled) PolicyBundle.load(bundle);
        server = InterlockServer.start(read.config(), policy, InstantSource.system());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static HttpResponse<String> get(String path, Optional<Svid> shown, Optional<Token> token) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(fixture.client(shown)).build()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
            token.ifPresent(given -> request.header("Authorization", "Bearer " + given.reveal()));
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void theCertificateIsEnoughAtEachDoor() throws Exception {
        Optional<Svid> planner = Optional.of(fixture.svid("planner", "/planner"));
        assertThat(get("/v1/tasks", planner, Optional.empty()).statusCode()).isEqualTo(200);
        for (String nothingThere : List.of("/mcp/none", "/rest/none/x")) {
            assertThat(get(nothingThere, planner, Optional.empty()).statusCode())
                    .as(nothingThere)
                    .isEqualTo(404);
        }
    }

    @Test
    void withoutOneOrWithANobodysTheDoorsStayShut() throws Exception {
        Optional<Svid> nobody = Optional.of(fixture.svid("nobody", "/nobody"));
        Optional<Svid> stranger =
                Optional.of(new TlsFixture(folder.resolve("other"), "own.example.com").svid("planner", "/planner"));
        for (String path : List.of("/v1/tasks", "/mcp/none", "/rest/none/x")) {
            assertThat(get(path, Optional.empty(), Optional.empty()).statusCode())
                    .isEqualTo(401);
            assertThat(get(path, nobody, Optional.empty()).statusCode()).isEqualTo(401);
            assertThat(get(path, stranger, Optional.empty()).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aTokenBesideACertificateOfAnotherIsAContradiction() throws Exception {
        Optional<Svid> planner = Optional.of(fixture.svid("planner2", "/planner"));
        assertThat(get("/v1/tasks", Optional.empty(), Optional.of(PAYER)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> both = get("/v1/tasks", planner, Optional.of(PAYER));
        assertThat(both.statusCode()).isEqualTo(401);
        assertThat(both.body()).contains("to different parties").doesNotContain(PAYER.reveal());
    }
}
