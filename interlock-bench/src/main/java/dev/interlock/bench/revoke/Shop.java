package dev.interlock.bench.revoke;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What stands around the gateway: a PostgreSQL server, APIs that are called with what was issued, and the configuration. Of the
 * leases of each task one is a role of the database, the others are of standing secrets.
 */
final class Shop implements AutoCloseable {

    /** Leases of each task. */
    static final int LEASES = 10;

    /** One of them has no more than a thousand leases. */
    static final int AGENTS = 20;

    private static final String MAKER = "maker-of-roles";
    private static final String AUDIENCE = "https://bench.example.com";
    /** Who asks about tokens. */
    private static final String CLIENT = "resource-server";

    /** What the database was asked as, by the task whose header came along. */
    record Login(String user, String password) {}

    private final EmbeddedPostgres postgres;
    private final HttpServer apis;
    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final List<Token> agents = new ArrayList<>();
    private final Token person = Token.create(new SecureRandom());
    private final TestTrustDomain workloads;
    private final SigningKeys client;
    private final Path config;

    Shop(Path folder) throws IOException, SQLException {
        Path access = folder.resolve("hba.conf");
        Files.writeString(access, """
                host all postgres 127.0.0.1/32 trust
                host all all 127.0.0.1/32 scram-sha-256
                """);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(access, PosixFilePermissions.fromString("rw-r--r--"));
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("hba_file", access.toString())
                .setServerConfig("max_connections", "100")
                .start();
        try (Connection connection = connect("postgres", "none");
                Statement statement = connection.createStatement()) {
            statement.execute("create role maker login createrole password '" + MAKER + "'");
        }
        apis = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        apis.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        apis.createContext("/", this::handle);
        apis.start();
        workloads = TestTrustDomain.create(
                folder.resolve("trust"), "example.org", InstantSource.system(), new SecureRandom());
        client = SigningKeys.open(
                Files.createDirectory(folder.resolve("client")), Algorithm.ED25519, Instant.now(), new SecureRandom());
        config = configure(folder);
    }

    /** Each is asked below the name of its task, which tells whose login it is. */
    private void handle(HttpExchange exchange) throws IOException {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (header.startsWith("Basic ")) {
            String[] parts = new String(Base64.getDecoder().decode(header.substring(6)), UTF_8).split(":", 2);
            String path = exchange.getRequestURI().getPath();
            logins.put(path.substring(path.lastIndexOf('/') + 1), new Login(parts[0], parts[1]));
        }
        byte[] body = "{}".getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Path configure(Path folder) throws IOException {
        bundle(Files.createDirectories(folder.resolve("bundle")));
        Files.writeString(folder.resolve("api.yaml"), """
                openapi: 3.0.3
                info: {title: api, version: "1"}
                paths:
                  /{task}:
                    get:
                      operationId: use
                      parameters: [{name: task, in: path, required: true, schema: {type: string}}]
                      responses: {"200": {description: done}}
                """);
        Files.writeString(folder.resolve("client.jwks"), client.jwks().toString());
        Path key = Files.writeString(folder.resolve("key"), "standing-key-0123456789\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(folder.resolve("interlock-server.yaml"), """
                domain: bench.example.com
                listen: 127.0.0.1:0
                limits: {agent: {rate: any, concurrent: 128}}
                trust: {audience: %s, domains: {example.org: {bundle: trust/bundle.json}}}
                oauth: {clients: {%s: {keys: client.jwks}}}
                credentials:
                %supstreams:
                %sagents:
                %speople:
                  vera: {token: "%s"}
                """.formatted(
                        AUDIENCE, CLIENT, credentials(), upstreams(), cast(), person.hash()));
    }

    private static void bundle(Path bundle) throws IOException {
        var tools = new StringBuilder();
        for (int i = 0; i < LEASES; i++) {
            tools.append("  credential/key-%d: {duty: work.fetch}\n".formatted(i));
            Files.writeString(
                    bundle.resolve(api(i) + ".yaml"),
                    "server: " + api(i) + "\ntools: {use: {duty: work.use, effect: read}}\n");
        }
        Files.writeString(bundle.resolve("interlock-tools.yaml"), "server: interlock\ntools:\n" + tools);
        Files.writeString(bundle.resolve("interlock.yaml"), """
                interlock: v1
                name: revoke
                owner: bench@example.com
                include: [api-*.yaml, interlock-tools.yaml]
                independence: {line: [owner]}
                risk: {low: {independence: line, on-conflict: deny, on-missing: deny}}
                intents: {work: {goal: Work, allow: [work.use, work.fetch], limits: {time: 1h}}}
                """);
    }

    private String upstreams() {
        var upstreams = new StringBuilder();
        for (int i = 0; i < LEASES; i++) {
            upstreams.append("  %s: {openapi: api.yaml, url: \"http://127.0.0.1:%d\", credential: key-%d}\n"
                    .formatted(api(i), apis.getAddress().getPort(), i));
        }
        return upstreams.toString();
    }

    private String credentials() {
        var credentials = new StringBuilder("""
                  key-0: {kind: postgres, url: "postgresql://127.0.0.1:%d/postgres", user: maker,
                    password: {from-env: MAKER}, grants: [], lifetime: 1h}
                """.formatted(postgres.getPort()));
        for (int i = 1; i < LEASES; i++) {
            credentials.append("  key-%d: {kind: static, file: key, lifetime: 1h}\n".formatted(i));
        }
        return credentials.toString();
    }

    private String cast() {
        var cast = new StringBuilder();
        for (int i = 0; i < AGENTS; i++) {
            agents.add(Token.create(new SecureRandom()));
            cast.append(
                    "  agent-%d: {token: \"%s\", identity: spiffe://example.org/agent-%d, owner: owner-%d, model: m1, root: true}\n"
                            .formatted(i, agents.getLast().hash(), i, i));
        }
        return cast.toString();
    }

    static String api(int lease) {
        return "api-" + lease;
    }

    Path config() {
        return config;
    }

    Map<String, String> environment() {
        return Map.of("MAKER", MAKER);
    }

    String token(int agent) {
        return agents.get(agent % AGENTS).reveal();
    }

    /** What the workload of an agent proves to be. */
    String svid(int agent) {
        return workloads.token("/agent-" + agent % AGENTS, AUDIENCE, Duration.ofMinutes(5));
    }

    /** By which the one who asks about tokens is known, once. */
    String assertion(String issuer) {
        Instant now = Instant.now();
        return client.sign(
                "JWT",
                Json.object()
                        .put("iss", CLIENT)
                        .put("sub", CLIENT)
                        .put("aud", issuer)
                        .put("jti", UUID.randomUUID().toString())
                        .put("iat", now.getEpochSecond())
                        .put("exp", now.plusSeconds(60).getEpochSecond()));
    }

    String person() {
        return person.reveal();
    }

    /** With what the role of the task logs in. */
    Login login(String task) {
        Login login = logins.get(task);
        if (login == null) {
            throw new IllegalStateException("`" + task + "` has not used its role");
        }
        return login;
    }

    /** Until nothing is left of the tasks that ended. */
    void awaitWithdrawn(int open) throws SQLException, InterruptedException {
        try (Connection connection = connect("postgres", "none");
                Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet row = statement.executeQuery(
                        "select count(*) from pg_roles where rolname like 'interlock%' and rolname not like '%grants'")) {
                    if (row.next() && row.getInt(1) <= open) {
                        return;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
    }

    Connection connect(String user, String password) throws SQLException {
        var properties = new Properties();
        properties.put("user", user);
        properties.put("password", password);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", properties);
    }

    @Override
    public void close() throws IOException {
        apis.stop(0);
        postgres.close();
    }
}
