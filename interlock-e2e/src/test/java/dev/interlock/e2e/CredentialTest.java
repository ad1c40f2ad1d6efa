package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Postgres;
import dev.interlock.server.fixture.QueryApi;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that are issued for a task: what an agent gets done with them, what it sees of them, and what is left of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialTest {

    private final Postgres postgres = Postgres.shared();
    private final TestParties troupe = new TestParties();
    private final List<String> tasks = new ArrayList<>();
    private QueryApi api;
    private InterlockServer server;
    private Office office;
    private URI url;
    private Record record;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        Quiet.on();
        Shop.create(postgres);
        api = new QueryApi(postgres);
        Path file = Shop.configure(folder, postgres, api.base(), troupe);
        ConfigOutcome outcome = ConfigReader.read(file, Map.of(Shop.VARIABLE, Shop.MAKER_PASSWORD));
        if (!(outcome instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(folder.resolve("bundle")) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError(outcome.diagnostics() + " " + PolicyBundle.load(folder.resolve("bundle")));
        }
        server = InterlockServer.start(loaded.config(), policy, InstantSource.system());
        url = URI.create("http://127.0.0.1:" + server.port());
        office = new Office(url, troupe);
        record = new Record(folder.resolve("data"), server::awaitDurable);
    }

    @AfterEach
    void nothingIsLeft() {
        // what a failed test has left open
        tasks.forEach(task -> office.post("olivia", "/v1/tasks/" + task + "/cancel", Json.object()));
        tasks.clear();
        Shop.awaitNothingLeft(postgres);
    }

    @AfterAll
    void close() throws Exception {
        server.close();
        api.close();
        Shop.drop(postgres);
    }

    private String task() {
        String task = office.task("olivia", "clerk", "work");
        tasks.add(task);
        return task;
    }

    private void close(String task) {
        office.post("olivia", "/v1/tasks/" + task + "/close", Json.object()).ok();
    }

    private Client at(String upstream, String task) {
        return new Client(McpClient.of(
                url.resolve("/mcp/" + upstream),
                troupe.token("clerk"),
                Optional.of(task),
                EraChoice.MODERN,
                Patient.TIMING,
                System::nanoTime));
    }

    private RestAgent rest(String upstream, String task) {
        return RestAgent.of(url.resolve("/rest/" + upstream), troupe.token("clerk"), task);
    }

    private static ObjectNode sql(String query) {
        return Json.object().put("sql", query);
    }

    @Test
    void aQueryToolWorksInsideItsTaskWithARoleThatExistsOnlyThen() throws Exception {
        String task = task();
        assertThat(Shop.roles(postgres)).isEmpty();
        try (Client client = at("query", task)) {
            Answer first = client.call("query", sql("select current_user"));
            assertThat(first.text()).matches("(?s).*interlock_[0-9a-f]{8}_[0-9]+.*");
            List<String> roles = Shop.roles(postgres);
            assertThat(roles).hasSize(1);
            assertThat(first.text()).contains(roles.getFirst());
            assertThat(client.call("query", sql("select count(*) from shop.orders"))
                            .text())
                    .contains("3");
            assertThat(client.call("query", sql("insert into shop.orders values (4)"))
                            .text())
                    .contains("refused: 42501");
            assertThat(Shop.roles(postgres))
                    .as("the same for each call of the task")
                    .isEqualTo(roles);
            assertThat(Shop.connected(postgres)).isEqualTo(roles);

            close(task);

            Shop.awaitNothingLeft(postgres);
            assertThat(client.call("query", sql("select 1")).kind()).isEqualTo(Answer.Kind.DENIED);
        }
    }

    @Test
    void aStatementThatRunsIsCutWhenTheTaskEnds() throws Exception {
        String task = task();
        try (Client client = at("query", task)) {
            client.call("query", sql("select 1"));
            CompletableFuture<Answer> running = client.begin("query", sql("select pg_sleep(60)"));
            while (!running.isDone()
                    && postgres.query("select 1 from pg_stat_activity where query = 'select pg_sleep(60)'")
                            .isEmpty()) {
                Until.pause();
            }
            close(task);
            Shop.awaitNothingLeft(postgres);
            assertThat(running.get(120, TimeUnit.SECONDS).kind())
                    .as("it did not go on to its end")
                    .isIn(Answer.Kind.UNKNOWN, Answer.Kind.FAILED, Answer.Kind.DONE);
        }
    }

    @Test
    void whatNoCatalogueLetsAnybodyFetchIsDenied() throws Exception {
        String task = task();
        try (Client client = at("closed", task)) {
            Answer answer = client.call("query", sql("select 1"));
            assertThat(answer.kind()).as(answer.text()).isNotEqualTo(Answer.Kind.DONE);
            assertThat(answer.text()).contains("its credential `secret-db` was denied");
        }
        assertThat(Shop.roles(postgres)).isEmpty();
        assertThat(record.all().stream().map(Recorded::event))
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                Event.CallDenied.class,
                                denied ->
                                        assertThat(denied.facts().tool()).isEqualTo("interlock/credential/secret-db")));
        close(task);
    }

    @Test
    void aRestApiIsCalledWithItAndTheAgentsTokenStaysHere() {
        String task = task();
        int before = api.logins.size();
        RestAgent.Said said = rest("orders", task).get("/orders");
        assertThat(said.status()).isEqualTo(200);
        assertThat(said.json().path("orders").asInt()).isEqualTo(3);
        QueryApi.Login login = api.logins.get(before);
        assertThat(Shop.roles(postgres)).containsExactly(login.user());
        assertThat(new String(said.bytes(), java.nio.charset.StandardCharsets.UTF_8) + said.headers())
                .doesNotContain(login.password(), login.user());
        assertThat(Shop.canLogIn(postgres, login)).isTrue();
        close(task);
        Shop.awaitNothingLeft(postgres);
        assertThat(Shop.canLogIn(postgres, login)).isFalse();
    }

    @Test
    void aStandingSecretGoesIntoItsHeaderAndNowhereElse() {
        String task = task();
        assertThat(rest("parcels", task).get("/orders").status()).isEqualTo(200);
        assertThat(api.keys).contains(Shop.STANDING);
        close(task);
    }

    @Test
    void callsAtTheSameTimeShareOneAndTasksDoNot() {
        String one = task();
        String other = task();
        RestAgent ofOne = rest("orders", one);
        RestAgent ofOther = rest("orders", other);
        int before = api.logins.size();
        IntStream.range(0, 8) // no more for one task than its role has connections
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> assertThat((i % 2 == 0 ? ofOne : ofOther)
                                        .get("/orders")
                                        .status())
                                .isEqualTo(200),
                        work -> Thread.ofVirtual().start(work)))
                .toList()
                .forEach(CompletableFuture::join);
        Set<String> users = api.logins.subList(before, api.logins.size()).stream()
                .map(QueryApi.Login::user)
                .collect(Collectors.toSet());
        assertThat(users).hasSize(2);
        close(one);
        close(other);
    }

    @Test
    void aDatabaseThatIsDownHoldsUpNothingAndIsMadeUpFor() throws Exception {
        String task = task();
        String without = task();
        rest("orders", task).get("/orders");
        assertThat(Shop.roles(postgres)).hasSize(1);
        postgres.stop();
        try {
            close(task);
            RestAgent.Said said = rest("orders", without).get("/orders");
            assertThat(said.status()).isGreaterThanOrEqualTo(400);
            assertThat(said.json().path("code").asText()).isEqualTo("credential-unavailable");
            assertThat(said.json().toString()).doesNotContain(Shop.MAKER_PASSWORD, "shopkeeper");
        } finally {
            postgres.start();
        }
        Shop.awaitNothingLeft(postgres);
        close(without);
    }
}
