package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with streams serves what their receivers ask for. */
class SignalsServedTest {

    @TempDir
    private Path folder;

    @Test
    void streamsAreServed() throws Exception {
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable")
                .toAbsolutePath();
        String text = "domain: signals.example.com\nlisten: 127.0.0.1:0\nbundle: " + bundle + "\n"
                + "signals:\n  issuer: https://gateway.example.com\n  streams:\n    idp: {poll: sha256:"
                + "3".repeat(64) + ", audience: a}\n";
        ServerConfig config =
                ((ConfigOutcome.Loaded) ConfigReader.read(new SourceFile("c.yaml", text), folder, Map.of())).config();
        try (InterlockServer server = InterlockServer.start(
                        config, (PolicyBundle.Compiled) PolicyBundle.load(config.bundle()), InstantSource.system());
                HttpClient client = HttpClient.newHttpClient()) {
            URI base = URI.create("http://127.0.0.1:" + server.port());
            HttpResponse<String> configuration = client.send(
                    HttpRequest.newBuilder(base.resolve("/.well-known/ssf-configuration"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(configuration.statusCode()).isEqualTo(200);
            assertThat(configuration.body()).contains("https://gateway.example.com/signals/jwks");
            HttpResponse<String> poll = client.send(
                    HttpRequest.newBuilder(base.resolve("/signals/idp/poll"))
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(poll.statusCode()).isEqualTo(401);
            assertThat(poll.headers().firstValue("www-authenticate")).isPresent();
        }
        assertThat(folder.resolve("data/signals/idp.json")).exists();
        assertThat(Files.exists(folder.resolve("data/token-keys.json"))).isTrue();
    }
}
