package dev.interlock.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.fixture.Issuer;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** People who log in at an issuer, and workloads with tokens of issuers of each kind, before a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IssuerDoorsTest {

    private static final String TASK = "{\"intent\":\"settle-payables\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private Issuer corp;
    private Issuer cluster;
    private Issuer actions;
    private InterlockServer server;
    private Map<String, String> environment;
    private String out = "";
    private String err = "";

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Quiet.on();
        corp = new Issuer();
        cluster = new Issuer();
        actions = new Issuer();
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable")
                .toAbsolutePath();
        String text = """
            domain: doors.example.com
            listen: 127.0.0.1:0
            bundle: %s
            trust:
              audience: https://interlock.example.com
              issuers:
                corp: {issuer: "%s", login: {client-id: interlock-cli}}
                cluster: {issuer: "%s", preset: kubernetes, audience: gateway}
                actions: {issuer: "%s", preset: github}
            agents:
              builder:
                identity: {issuer: actions, repository: acme/policy, environment: production}
                owner: platform
                origin: platform-desk
                model: none
                root: true
                intents: []
                proposes: true
              planner:
                identity: {issuer: cluster, namespace: payments, service-account: planner}
                owner: payables
                model: m1
                root: true
              payer: {identity: {issuer: corp, subject: payer}, owner: payables, model: m1, root: true}
            people:
              vera: {identity: {issuer: corp, subject: "248289761001"}, groups: [ap-approvers], owner: controls}
              adam: {identity: {issuer: corp, subject: adam}, groups: [administrators], owner: board}
            """.formatted(bundle, corp.name(), cluster.name(), actions.name());
        ConfigOutcome read = ConfigReader.read(new SourceFile("interlock-server.yaml", text), folder, Map.of());
        if (!(read instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError("not started: " + read.diagnostics());
        }
        server = InterlockServer.start(loaded.config(), policy, InstantSource.system());
        environment = Map.of("XDG_CONFIG_HOME", folder.toString(), "INTERLOCK_URL", url());
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
        http.close();
        corp.close();
        cluster.close();
        actions.close();
    }

    private String url() {
        return "http://127.0.0.1:" + server.port();
    }

    private HttpResponse<String> send(String path, String body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int run(String... arguments) {
        var output = new StringWriter();
        var errors = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(environment, false));
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(errors, true));
        int code = line.execute(arguments);
        out = output.toString();
        err = errors.toString();
        return code;
    }

    private static Map<String, Object> pod(String account, String uid) {
        return Map.of(
                "aud",
                "gateway",
                "sub",
                "system:serviceaccount:payments:" + account,
                "kubernetes.io",
                Map.of(
                        "namespace", "payments",
                        "serviceaccount", Map.of("name", account, "uid", "u"),
                        "pod", Map.of("name", account + "-1", "uid", uid)));
    }

    @Test
    void aPersonLogsInWhereTheServerSays() throws Exception {
        HttpResponse<String> said = send("/v1/login", "", "");
        assertThat(said.statusCode()).isEqualTo(200);
        assertThat(said.body())
                .isEqualTo("{\"issuers\":[{\"issuer\":\"" + corp.name() + "\",\"client_id\":\"interlock-cli\","
                        + "\"scope\":\"openid offline_access\",\"resource\":\"https://interlock.example.com\","
                        + "\"token\":\"access\"}]}");
        assertThat(run("login")).isEqualTo(2); // the token would be for another address than this one
        assertThat(err).contains("wants a token for another server");
        assertThat(run("login", "--resource", "https://interlock.example.com"))
                .as(err)
                .isZero();
        assertThat(run("whoami")).as(err).isZero();
        assertThat(out).matches("vera, person of ap-approvers \\(login-[0-9a-f]{32}\\)\n");
        assertThat(run("approvals", "list")).as(err).isZero();
        corp.subject("somebody-else");
        assertThat(run("login", "--resource", "https://interlock.example.com")).isZero();
        assertThat(out).contains("identifies you as somebody-else");
        assertThat(run("whoami")).isEqualTo(1);
        assertThat(err).contains("no party is registered as its subject");
        corp.subject("248289761001");
    }

    @Test
    void aPodIsOneInstanceOfItsAgent() throws Exception {
        String first =
                send("/v1/whoami", "", cluster.token("", pod("planner", "p-1"))).body();
        String again =
                send("/v1/whoami", "", cluster.token("", pod("planner", "p-1"))).body();
        String other =
                send("/v1/whoami", "", cluster.token("", pod("planner", "p-2"))).body();
        assertThat(first).contains("\"name\":\"planner\"", "\"runtime\":\"instance-");
        assertThat(again).isEqualTo(first);
        assertThat(other).contains("\"name\":\"planner\"").isNotEqualTo(first);
        assertThat(send("/v1/tasks", TASK, cluster.token("", pod("planner", "p-1")))
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("/v1/tasks", TASK, cluster.token("", pod("stranger", "p-1")))
                        .statusCode())
                .isEqualTo(401);
    }

    private String job(String repository, String environment) {
        return actions.token(
                "",
                Map.of(
                        "aud",
                        "https://interlock.example.com",
                        "sub",
                        "repo:" + repository + ":environment:" + environment,
                        "repository",
                        repository,
                        "environment",
                        environment,
                        "run_id",
                        "12",
                        "run_attempt",
                        "1"));
    }

    private int as(String token, String... arguments) {
        Map<String, String> kept = environment;
        environment = new TreeMap<>(kept);
        environment.put("INTERLOCK_TOKEN", token);
        try {
            return run(arguments);
        } finally {
            environment = kept;
        }
    }

    @Test
    void aJobProposesTheBundleOfItsRepository(@TempDir Path folder) throws Exception {
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
        try (Stream<Path> files = Files.walk(bundle)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(bundle.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path header = folder.resolve("interlock.yaml");
        Files.writeString(header, Files.readString(header) + "\n# reviewed in the repository\n");
        String digest = ((PolicyBundle.Compiled) PolicyBundle.load(folder)).digest();

        assertThat(as(job("acme/policy", "staging"), "propose", folder.toString()))
                .isEqualTo(1);
        assertThat(err).contains("refused (unauthenticated)", "(answered by the server at " + url() + ")");
        assertThat(as(job("acme/policy", "production"), "propose")).isEqualTo(1);
        assertThat(err).contains("an agent must send the files that it proposes");
        String planner = cluster.token("", pod("planner", "p-1"));
        assertThat(as(planner, "propose", folder.toString())).isEqualTo(1);
        assertThat(err).contains("refused (not-allowed)");

        assertThat(as(job("acme/policy", "production"), "propose", folder.toString()))
                .as(err)
                .isZero();
        assertThat(out).startsWith("proposed: accounts-payable " + digest).contains("interlock activate " + digest);
        assertThat(as(job("acme/policy", "production"), "activate", digest)).isEqualTo(1);
        assertThat(err).contains("refused (not-allowed)");
        String adam = corp.token("at+jwt", Map.of("aud", "https://interlock.example.com", "sub", "adam"));
        assertThat(as(adam, "activate", digest)).as(err).isZero();
        assertThat(out)
                .startsWith("active: accounts-payable " + digest)
                .contains("proposed by builder, activated by adam");
    }

    @Test
    void whatOneIssuerSaysIsNotAnothers() throws Exception {
        Map<String, Object> claims = new TreeMap<>(pod("planner", "p-1"));
        claims.put("iss", cluster.name());
        HttpResponse<String> refused = send("/v1/whoami", "", corp.token("", claims));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("signature is wrong");
        claims.put("iss", "https://evil.example.com");
        assertThat(send("/v1/whoami", "", cluster.token("", claims)).body())
                .contains("the issuer of the token is not trusted");
        // of corp's users one may call himself like a service account
        assertThat(send(
                                "/v1/whoami",
                                "",
                                corp.token("at+jwt", Map.of("aud", "https://interlock.example.com", "sub", "planner")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenForSomebodyElseOpensNoDoor() throws Exception {
        String good = corp.token("at+jwt", Map.of("aud", "https://interlock.example.com", "sub", "payer"));
        assertThat(send("/v1/tasks", TASK, good).statusCode()).isEqualTo(201);
        String other = corp.token("at+jwt", Map.of("aud", "https://other.example.com", "sub", "payer"));
        for (String path : new String[] {"/v1/tasks", "/mcp", "/rest/none/x"}) {
            HttpResponse<String> refused = send(path, path.equals("/rest/none/x") ? "" : TASK, other);
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.body())
                    .contains("the token has another audience")
                    .doesNotContain(other);
        }
    }

    @Test
    void whereToLogInIsAskedOnlyOneWay() throws Exception {
        assertThat(send("/v1/login", TASK, "").statusCode()).isEqualTo(405);
        assertThat(send("/v1/login?x=1", "", "").statusCode()).isEqualTo(400);
        assertThat(send("/v1/login/x", "", "").statusCode()).isEqualTo(401);
        assertThat(send("/v1/whoami", "", "").statusCode()).isEqualTo(401);
    }
}
