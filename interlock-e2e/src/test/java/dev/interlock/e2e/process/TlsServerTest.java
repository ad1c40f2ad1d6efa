package dev.interlock.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.demo.erp.ErpServer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.tls.ClientTls;
import dev.interlock.server.tls.TlsFixture;
import dev.interlock.server.tls.TlsFixture.Svid;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A whole server that speaks TLS: an agent over MCP, a person at the command line, and what keeps it from starting. */
class TlsServerTest {

    private static final Token AGENT = Token.create(new SecureRandom());
    private static final Token PERSON = Token.create(new SecureRandom());

    @TempDir
    static Path temporary;

    private static TlsFixture fixture;
    private static Path config;
    private static InterlockServer server;

    @BeforeAll
    static void start() throws Exception {
        Quiet.on();
        fixture = new TlsFixture(temporary.resolve("tls"), "own.example.com");
        Svid own = fixture.svid("server", "/server");
        config = write("interlock-server.yaml", own.key());
        var read = (ConfigOutcome.Loaded) ConfigReader.read(config, Map.of());
        var bundle = (PolicyBundle.Compiled) PolicyBundle.load(read.config().bundle());
        server = InterlockServer.start(read.config(), bundle, InstantSource.system());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Path write(String name, Path key) throws Exception {
        String erp = JavaCommand.of(
                        ErpServer.class, "--db", temporary.resolve("erp.db").toString())
                .stream()
                .map(word -> "\"" + word + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable")
                .toAbsolutePath();
        return Files.writeString(temporary.resolve(name), """
            domain: tls.example.com
            listen:
              address: 127.0.0.1:0
              tls: {certificate: tls/server.pem, key: "%s", client-certificates: optional}
            data: data
            bundle: "%s"
            upstreams: {erp: {command: %s}}
            agents: {planner: {token: "%s", owner: payables, origin: payables-desk, model: m1, root: true, intent: settle-payables}}
            people: {vera: {token: "%s", owner: controls, groups: [ap-approvers]}}
            """.formatted(key, bundle, erp, AGENT.hash(), PERSON.hash()));
    }

    private static URI url() {
        return URI.create("https://localhost:" + server.port());
    }

    @Test
    void anAgentCallsOverTls() throws Exception {
        SSLContext trusting = ClientTls.context(Optional.of(fixture.authority()), Optional.empty());
        var settings = new HttpSettings(
                        url().resolve("/mcp/erp"),
                        () -> Map.of("Authorization", "Bearer " + AGENT.reveal()),
                        JsonLimits.answers())
                .withTls(trusting::getSocketFactory);
        try (McpUpstream agent =
                McpUpstream.http("gateway", settings, EraChoice.MODERN, Patient.TIMING, System::nanoTime)) {
            CallOutcome outcome = agent.call(
                    "create_vendor",
                    Json.object().put("name", "Acme").put("iban", "DE89370400440532013000"),
                    Json.object());
            assertThat(outcome.toString()).contains("V-");
        }
    }

    private record Run(int exit, String out, String err) {}

    private static Run interlock(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(environment, false));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exit = line.execute(arguments);
        return new Run(exit, out.toString(), err.toString());
    }

    @Test
    void theCommandLineTrustsTheAuthoritiesItIsTold() {
        Map<String, String> environment = Map.of("INTERLOCK_TOKEN", PERSON.reveal(), "INTERLOCK_URL", url().toString());
        Run told = interlock(
                environment, "approvals", "list", "--ca", fixture.authority().toString());
        assertThat(told.exit()).as(told.err()).isZero();

        Run untold = interlock(environment, "approvals", "list");
        assertThat(untold.exit()).isEqualTo(2);
        assertThat(untold.err()).contains("presents no trusted certificate", "--ca", "INTERLOCK_CA");

        Run wrong = interlock(environment, "approvals", "list", "--ca", config.toString());
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("contains no certificates", config.toString());
    }

    @Test
    void aKeyThatDoesNotFitStartsNoServer() throws Exception {
        Path other = fixture.svid("other", "/server").key();
        Path file = write("other.yaml", other);
        Files.writeString(file, Files.readString(file).replace("data: data", "data: elsewhere"));
        Run failed = interlock(Map.of(), "serve", "--config", file.toString());
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err())
                .contains("cannot use TLS on 127.0.0.1:0", "`" + other + "` is not the key of")
                .doesNotContain("free the address");
    }
}
