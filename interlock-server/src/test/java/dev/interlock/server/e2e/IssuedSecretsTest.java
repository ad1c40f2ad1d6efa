package dev.interlock.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.NoSecrets;
import dev.interlock.server.fixture.Postgres;
import dev.interlock.server.fixture.QueryApi;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.McpClient;
import dev.interlock.server.upstream.Timing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is issued in a run with every kind of upstream, and what it is issued by: none of it is in the data folder, in what the
 * process printed, in what anybody was answered, or among the arguments of any process.
 */
class IssuedSecretsTest {

    @TempDir
    Path folder;

    private final Postgres postgres = Postgres.shared();
    private final Troupe troupe = new Troupe();
    private final List<String> answers = new ArrayList<>();

    @Test
    void nothingThatWasIssuedIsFoundAnywhere() throws Exception {
        Quiet.on();
        Shop.create(postgres);
        var secrets = new TreeSet<>(troupe.secrets());
        secrets.add(Shop.MAKER_PASSWORD);
        secrets.add(Shop.STANDING);
        int tokens = secrets.size();
        Path log = folder.resolve("log");
        try (QueryApi api = new QueryApi(postgres)) {
            Path config = Shop.configure(folder, postgres, api.base(), troupe);
            try (ServeProcess server = ServeProcess.start(config, log, Shop.MAKER_PASSWORD)) {
                Office office = new Office(server.url(), troupe);
                String task = office.task("olivia", "clerk", "work");
                RestAgent orders = RestAgent.of(server.url().resolve("/rest/orders"), troupe.token("clerk"), task);
                answers.add(said(orders.get("/orders")));
                answers.add(said(RestAgent.of(server.url().resolve("/rest/parcels"), troupe.token("clerk"), task)
                        .get("/orders")));
                try (Client query = client(server, "query", task);
                        Client closed = client(server, "closed", task)) {
                    answers.add(query.call("query", Json.object().put("sql", "select count(*) from shop.orders"))
                            .toString());
                    answers.add(query.call("query", Json.object().put("sql", "select nonsense"))
                            .toString());
                    answers.add(closed.call("query", Json.object().put("sql", "select 1"))
                            .toString());
                    secrets.addAll(passwords());
                    assertThat(commandLines())
                            .isNotEmpty()
                            .allSatisfy(line -> assertThat(line).doesNotContain(secrets));
                }
                api.logins.forEach(login -> secrets.add(login.password()));
                // The database is away, and whatever is wrong then is told to somebody.
                postgres.stop();
                try {
                    String other = office.task("olivia", "clerk", "work");
                    answers.add(said(RestAgent.of(server.url().resolve("/rest/orders"), troupe.token("clerk"), other)
                            .get("/orders")));
                    answers.add(Json.text(office.post("olivia", "/v1/tasks/" + task + "/close", Json.object())
                            .body()));
                } finally {
                    postgres.start();
                }
                Shop.awaitNothingLeft(postgres);
                for (String path : List.of("/v1/tasks/" + task, "/v1/leases", "/v1/calls", "/v1/upstreams")) {
                    answers.add(Json.text(office.get("vera", path).body()));
                }
                server.stop();
            }
            assertThat(secrets).as("something was issued").hasSizeGreaterThan(tokens);
            assertThat(answers).allSatisfy(text -> assertThat(text).doesNotContain(secrets));
            NoSecrets.inFolder(folder.resolve("data"), secrets);
            NoSecrets.inFile(log, secrets);
            NoSecrets.inFile(folder.resolve("out"), secrets);
        } finally {
            Shop.drop(postgres);
        }
    }

    private Client client(ServeProcess server, String upstream, String task) {
        return new Client(McpClient.of(
                server.url().resolve("/mcp/" + upstream),
                troupe.token("clerk"),
                Optional.of(task),
                EraChoice.MODERN,
                Timing.defaults(),
                System::nanoTime));
    }

    private static String said(RestAgent.Said said) {
        return said.status() + " " + said.headers() + " " + new String(said.bytes(), StandardCharsets.UTF_8);
    }

    /** What the processes of the query tool were given, which nobody but their owner can read. */
    private static List<String> passwords() throws IOException {
        List<String> found = new ArrayList<>();
        for (ProcessHandle each : ProcessHandle.allProcesses().toList()) {
            Path environment = Path.of("/proc", Long.toString(each.pid()), "environ");
            if (Files.isReadable(environment) && commandLine(each).contains("QueryServer")) {
                for (String variable : Files.readString(environment, StandardCharsets.ISO_8859_1)
                        .split("\0")) {
                    if (variable.startsWith("PGPASSWORD=")) {
                        found.add(variable.substring("PGPASSWORD=".length()));
                    }
                }
            }
        }
        assertThat(found).as("a process has a password").isNotEmpty();
        return found;
    }

    private static List<String> commandLines() throws IOException {
        List<String> all = new ArrayList<>();
        for (ProcessHandle each : ProcessHandle.allProcesses().toList()) {
            all.add(commandLine(each));
        }
        return all;
    }

    private static String commandLine(ProcessHandle process) throws IOException {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (java.nio.file.NoSuchFileException e) {
            return ""; // it has ended meanwhile
        }
    }
}
