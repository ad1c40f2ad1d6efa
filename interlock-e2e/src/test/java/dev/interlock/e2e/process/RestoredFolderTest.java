package dev.interlock.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A server whose data folder was made from a backup denies everything until two people accept it, with an anchor or without one. */
class RestoredFolderTest {

    private static final String BUNDLE = """
        interlock: v1
        name: restored
        owner: tests
        independence: {another: [], another-line: [owner]}
        risk: {high: {independence: another-line, on-conflict: deny, on-missing: hold}}
        server: fix
        objects: {thing: {}}
        tools: {store: {duty: thing.edit, on: {thing: args.id}, risk: high}}
        intents: {all: {goal: Everything, allow: thing.edit, limits: {time: 30d, idle: 30d}}}
        """;

    @TempDir
    private Path folder;

    private final Token clerk = token();
    private final Token maria = token();
    private final Token vera = token();

    private static Token token() {
        Token token = Token.create(new SecureRandom());
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    private Served served(String data, String more) throws IOException {
        Served.bundle(folder, BUNDLE);
        return Served.of(
                folder,
                """
                domain: restored.example.com
                listen: 127.0.0.1:0
                data: %s
                %s
                upstreams: {fix: {url: "http://127.0.0.1:9/mcp"}}
                agents:
                  clerk: {token: %s, owner: payables, model: m1, root: true, intent: all}
                people:
                  maria: {token: %s, groups: [administrators], owner: controls}
                  vera: {token: %s, groups: [administrators], owner: board}
                """.formatted(data, more, clerk.hash(), maria.hash(), vera.hash()),
                Map.of(),
                InstantSource.system());
    }

    private static RawHttp.Answer post(Served server, Token who, String path, String body) {
        return RawHttp.to(server.port(), path)
                .add("Authorization", "Bearer " + who.reveal())
                .add("Content-Type", "application/json")
                .body(body)
                .send();
    }

    private RawHttp.Answer openTask(Served server) {
        return post(server, clerk, "/v1/tasks", "{\"intent\":\"all\"}");
    }

    private static int health(Served server) {
        return RawHttp.to(server.port(), "/health/ready").method("GET").send().status();
    }

    /** The command line of somebody. */
    private static String run(Map<String, String> environment, int exit, String... arguments) {
        var said = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(environment, false));
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        assertThat(line.execute(arguments)).as(said.toString()).isEqualTo(exit);
        return said.toString();
    }

    private static Map<String, String> as(Served server, Token who) {
        return Map.of("INTERLOCK_URL", "http://127.0.0.1:" + server.port(), "INTERLOCK_TOKEN", who.reveal());
    }

    /** Backs the folder up while an agent keeps writing, and restores that. */
    private void backUpAndRestore(Served server) throws Exception {
        var enough = new AtomicBoolean();
        var writing = new Thread(() -> {
            while (!enough.get()) {
                assertThat(openTask(server).status()).isIn(201, 429);
            }
        });
        writing.start();
        try {
            run(Map.of(), 0, "backup", "--data", folder.resolve("data").toString(), copy());
        } finally {
            enough.set(true);
            writing.join();
        }
        assertThat(run(Map.of(), 0, "restore", copy(), folder.resolve("again").toString()))
                .contains("restored", "interlock ledger accept");
    }

    private String copy() {
        return folder.resolve("copy").toString();
    }

    private void acceptedByTwo(Served server) {
        assertThat(openTask(server).json().path("code").asText()).isEqualTo("ledger-closed");
        assertThat(health(server)).isEqualTo(503);
        assertThat(run(as(server, vera), 0, "ledger", "status"))
                .contains("closed: restored.example.com", "the data folder was restored from a backup");
        Matcher proposal = Pattern.compile("accept-\\d+")
                .matcher(run(as(server, maria), 0, "ledger", "accept", "--reason", "the disk of last night is lost"));
        assertThat(proposal.find()).isTrue();
        assertThat(run(as(server, maria), 1, "ledger", "confirm", proposal.group()))
                .contains("not-independent");
        assertThat(run(as(server, vera), 0, "ledger", "confirm", proposal.group()))
                .contains("accepted");
        assertThat(openTask(server).status()).isEqualTo(201);
        assertThat(health(server)).isEqualTo(200);
        assertThat(run(as(server, vera), 0, "ledger", "status")).contains("open: restored.example.com");
    }

    @Test
    void withoutAnAnchorTheMarkShowsIt() throws Exception {
        try (Served server = served("data", "").start()) {
            backUpAndRestore(server);
        }
        try (Served server = served("again", "")) {
            server.start();
            server.restart(); // the mark is gone by then, and the record says it
            acceptedByTwo(server);
            server.restart();
            assertThat(openTask(server).status()).isEqualTo(201);
            assertThat(server.recorded(LedgerEvent.Closed.class))
                    .extracting(LedgerEvent.Closed::cause)
                    .containsExactly(LedgerDoubt.RESTORED);
        }
    }

    @Test
    void withAnAnchorItIsBehindAsWellAndTheAnchorBeginsAnew() throws Exception {
        String anchored = "anchor: elsewhere";
        try (Served server = served("data", anchored).start()) {
            backUpAndRestore(server);
            assertThat(openTask(server).status()).isIn(201, 429);
        }
        try (Served server = served("again", anchored).start()) {
            assertThat(server.recorded(LedgerEvent.Closed.class))
                    .extracting(LedgerEvent.Closed::cause)
                    .containsExactly(LedgerDoubt.RESTORED, LedgerDoubt.BEHIND_ANCHOR);
            acceptedByTwo(server);
            server.restart();
            assertThat(openTask(server).status()).isEqualTo(201);
            JsonNode shown = RawHttp.to(server.port(), "/v1/ledger")
                    .add("Authorization", "Bearer " + vera.reveal())
                    .method("GET")
                    .send()
                    .json();
            assertThat(shown.path("anchored").asBoolean()).isTrue();
        }
        assertThat(run(
                        Map.of(),
                        0,
                        "ledger",
                        "verify",
                        "--data",
                        folder.resolve("again").toString(),
                        "--checkpoint",
                        folder.resolve("elsewhere").toString()))
                .contains("1 of them kept elsewhere");
    }

    @Test
    void oneAdministratorAcceptsItAlone() throws Exception {
        try (Served server = served("data", "single-administrator: true").start()) {
            backUpAndRestore(server);
        }
        try (Served server = served("again", "single-administrator: true").start()) {
            assertThat(openTask(server).json().path("code").asText()).isEqualTo("ledger-closed");
            assertThat(run(as(server, maria), 0, "ledger", "accept", "--reason", "my own"))
                    .contains("accepted", "single administrator");
            assertThat(openTask(server).status()).isEqualTo(201);
            assertThat(server.recorded(LedgerEvent.AcceptanceAnswered.class))
                    .allMatch(LedgerEvent.AcceptanceAnswered::singleAdministrator);
        }
    }

    /** A copy made by hand bears no mark; a folder whose ledger was taken away does not begin another one. */
    @Test
    void aFolderWithoutItsLedgerStartsNothing() throws Exception {
        try (Served server = served("data", "").start()) {
            assertThat(openTask(server).status()).isEqualTo(201);
        }
        for (String name : new String[] {"ledger.db", "ledger.db-wal", "ledger.db-shm"}) {
            Files.deleteIfExists(folder.resolve("data").resolve(name));
        }
        try (Served server = served("data", "")) {
            assertThatThrownBy(server::start)
                    .hasMessageContaining("though its key is beside it; restore the data folder from a backup");
        }
    }
}
