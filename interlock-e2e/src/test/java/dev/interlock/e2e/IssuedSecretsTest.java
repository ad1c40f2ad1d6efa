package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Postgres;
import dev.interlock.server.fixture.QueryApi;
import dev.interlock.server.fixture.QueryServer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of credential is issued in one run, with the database away for a while; {@link Leaks} searches what came of it, as after
 * every test.
 */
class IssuedSecretsTest {

    private static final List<String> PATHS = List.of("/v1/leases", "/v1/calls", "/v1/upstreams", "/v1/holds");

    @TempDir
    Path folder;

    private final Postgres postgres = Postgres.shared();
    private final TestParties troupe = new TestParties();

    @Test
    void nothingThatWasIssuedIsFoundAnywhere() throws Exception {
        Quiet.on();
        Shop.create(postgres);
        try (QueryApi api = new QueryApi(postgres)) {
            Path config = configure(api);
            try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), Shop.MAKER_PASSWORD)) {
                Office office = new Office(server.url(), troupe);
                String task = office.task("olivia", "clerk", "work");
                assertThat(rest(server, "orders", task).status()).isEqualTo(200);
                assertThat(rest(server, "parcels", task).status()).isEqualTo(200);
                assertThat(rest(server, "tokens", task).status())
                        .as("the API takes no token, and what it refuses is not passed on")
                        .isEqualTo(502);
                try (Client query = client(server, "query", task);
                        Client closed = client(server, "closed", task);
                        Client certified = client(server, "certified", task);
                        Client bearer = client(server, "bearer", task)) {
                    query.call("query", Json.object().put("sql", "select count(*) from shop.orders"));
                    query.call("query", Json.object().put("sql", "select nonsense"));
                    closed.call("query", Json.object().put("sql", "select 1"));
                    for (Client each : List.of(certified, bearer)) {
                        Answer answer = each.call("query", Json.object());
                        assertThat(answer.kind()).as(answer.text()).isEqualTo(Answer.Kind.DONE);
                    }
                }
                // The database is away, and whatever is wrong then is told to somebody.
                postgres.stop();
                try {
                    rest(server, "orders", office.task("olivia", "clerk", "work"));
                    office.post("olivia", "/v1/tasks/" + task + "/close", Json.object());
                } finally {
                    postgres.start();
                }
                Shop.awaitNothingLeft(postgres);
                office.get("vera", "/v1/tasks/" + task);
                PATHS.forEach(path -> office.get("vera", path));
                server.stop();
            }
            assertThat(api.logins).isNotEmpty();
            assertThat(api.keys).contains(Shop.STANDING);
            assertThat(Leaks.RUN.kinds())
                    .as("one of each kind was issued, and is searched for")
                    .contains("PGPASSWORD", "CLIENT_KEY", "ACCESS_TOKEN", "X-Api-Key", "ERP_KEY");
        } finally {
            Shop.drop(postgres);
        }
    }

    /** The shop, and beside its own kinds a certificate for a process, a token for an API, and one for a process. */
    private Path configure(QueryApi api) throws IOException {
        Path config = Shop.configure(folder, postgres, api.base(), troupe);
        Path catalog = folder.resolve("bundle/catalog");
        for (String server : List.of("certified", "tokens", "bearer")) {
            String tool = server.equals("tokens") ? "countOrders" : "query";
            Files.writeString(
                    catalog.resolve(server + ".yaml"),
                    "server: " + server + "\ntools: {" + tool + ": {duty: orders.read, effect: read}}\n");
        }
        Files.writeString(catalog.resolve("interlock.yaml"), """
              credential/partner: {duty: orders.fetch}
              credential/orders-api: {duty: orders.fetch}
            """, StandardOpenOption.APPEND);
        String command = QueryServer.command().stream()
                .map(word -> "\"" + word + "\"")
                .collect(Collectors.joining(", ", "{command: [", "], per-task: true, era: legacy, credential: "));
        return Files.writeString(
                config, Files.readString(config).replace("credentials:\n", """
                    oauth: {issuer: "https://gateway.example.com"}
                    credentials:
                      partner: {kind: certificate}
                      orders-api: {kind: jwt, audience: "https://orders.internal"}
                    """).replace("upstreams:\n", """
                        upstreams:
                          certified: %1$spartner}
                          bearer: %1$sorders-api}
                          tokens: {openapi: orders.openapi.yaml, url: "%2$s", credential: orders-api}
                        """.formatted(
                                command, api.base())));
    }

    private RestAgent.Said rest(ServeProcess server, String api, String task) {
        return RestAgent.of(server.url().resolve("/rest/" + api), troupe.token("clerk"), task)
                .get("/orders");
    }

    private Client client(ServeProcess server, String upstream, String task) {
        return new Client(McpClient.of(
                server.url().resolve("/mcp/" + upstream),
                troupe.token("clerk"),
                Optional.of(task),
                EraChoice.MODERN,
                Patient.TIMING,
                System::nanoTime));
    }
}
