package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.e2e.attack.EditedFolder.Edit;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Edits of a data folder change no decision unnoticed: whatever is done to one of its files, the next start is refused, or the ledger
 * is closed, each with a message that says what to do; or the decisions are the very same.
 *
 * <p>{@code -Dinterlock.edits=N} makes so many edits of each file, {@code -Dinterlock.edits.seed=N} others.
 */
class EditedFolderTest {

    private static final int EDITS = Integer.getInteger("interlock.edits", 3);
    private static final long SEED = Long.getLong("interlock.edits.seed", 1);

    /** More entries than a domain folds at a start without a snapshot. */
    private static final int CALLS = 520;

    private static final String UNAVAILABLE = "denied unavailable";

    /** The denials of a server that relies on nothing that it found. */
    private static final Set<String> HELD = Set.of("denied ledger-closed", UNAVAILABLE);

    private static final Pattern SAYS_WHAT_TO_DO =
            Pattern.compile("restore|delete|run `|name a|use the|check |accept|give it|start ");

    private static final String BUNDLE = """
        interlock: v1
        name: edited
        owner: tests
        independence: {another: [], another-line: [owner]}
        risk:
          low: {independence: another, on-conflict: record, on-missing: record}
          high: {independence: another-line, on-conflict: deny, on-missing: hold}
        server: fix
        objects: {thing: {}}
        tools:
          meta: {duty: thing.see, effect: read, risk: low, on: {thing: args.id}, arguments: {text: text}}
          store: {duty: thing.edit, on: {thing: args.id}, risk: high, arguments: {text: text}}
          echo: {duty: thing.pay, on: {thing: args.id}, risk: high, arguments: {text: text, more: any}}
        intents:
          all: {goal: Everything, allow: [thing.see, thing.edit, thing.pay], limits: {calls: 100000, time: 30d, idle: 30d}}
        rules:
          - {id: R-1, title: Who edits does not pay, separate: {duties: [thing.edit, thing.pay], per: thing}}
        """;

    @TempDir
    private static Path temporary;

    private static final HttpFixture UPSTREAM = new HttpFixture(Set.of(Era.MODERN, Era.LEGACY));
    private static final Token ANN = token();
    private static final Token BEN = token();

    /** The folder as a server leaves it that is killed, its anchor, an older copy, and the folder of another server. */
    private static Path killed;

    private static Path anchor;
    private static Path older;
    private static Path other;
    /** The decisions on the known calls. */
    private static List<String> decided;

    private final AtomicInteger tried = new AtomicInteger();
    private final List<String> unnoticed = new ArrayList<>();

    private static Token token() {
        Token token = Token.create(new SecureRandom());
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    @BeforeAll
    static void record() throws Exception {
        Quiet.on();
        Path home = Files.createDirectory(temporary.resolve("home"));
        anchor = home.resolve("elsewhere");
        try (Served server = served(home, anchor)) {
            server.start();
            for (int i = 0; i < CALLS; i++) {
                assertThat(call(server, ANN, "meta", "thing-" + i)).isEqualTo("permitted");
            }
            server.restart(); // so that there is a snapshot
            older = EditedFolder.copy(home.resolve("data"), temporary.resolve("older"));
            assertThat(call(server, ANN, "store", "7")).isEqualTo("permitted");
            settled(home.resolve("data"), server);
            killed = EditedFolder.copy(home.resolve("data"), temporary.resolve("killed"));
            anchor = Files.copy(anchor, temporary.resolve("anchor"));
        }
        Path elsewhere = Files.createDirectory(temporary.resolve("another"));
        try (Served server = served(elsewhere, elsewhere.resolve("elsewhere"))) {
            server.start();
            for (int i = 0; i < CALLS; i++) {
                call(server, ANN, "meta", "thing-" + i);
            }
            server.restart();
            settled(elsewhere.resolve("data"), server);
            other = EditedFolder.copy(elsewhere.resolve("data"), temporary.resolve("other"));
        }
        decided = List.of("denied duty-conflict", "permitted", "permitted");
    }

    @AfterAll
    static void stop() {
        UPSTREAM.close();
    }

    private static Served served(Path home, Path anchored) throws IOException {
        Served.bundle(home, BUNDLE);
        return Served.of(
                home,
                """
            domain: edited.example.com
            listen: 127.0.0.1:0
            data: data
            anchor: %s
            single-administrator: false
            upstreams:
              fix: {url: %s, era: modern}
            oauth: {}
            agents:
              ann: {token: %s, owner: payables, model: m1, root: true, intent: all}
              ben: {token: %s, owner: treasury, model: m2, root: true, intent: all}
            """.formatted(anchored, UPSTREAM.endpoint(), ANN.hash(), BEN.hash()),
                Map.of(),
                InstantSource.system());
    }

    /** Everything that was decided is durable, signed for, and anchored. */
    private static void settled(Path data, Served server) {
        var unused = server.record();
        Until.holds(() -> {
            try (var reader = SqliteReader.open(data)) {
                long signed = reader.newestCheckpoint().orElseThrow().size();
                return signed == reader.size() && anchoredSize(data.resolveSibling("elsewhere")) == signed;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static long anchoredSize(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).split("\n")[1]);
    }

    /** A call as its agent sees it: permitted, or denied and for what, and whether it says what to do where nothing is decided. */
    private static String call(Served server, Token who, String tool, String thing) {
        String arguments = "{\"id\":\"" + thing + "\",\"text\":\"x\"}";
        JsonNode result = RawHttp.to(server.port(), "/mcp/fix")
                .add("Authorization", "Bearer " + who.reveal())
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", "tools/call")
                .add("Mcp-Name", tool)
                .body(Gateway.modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments + ","))
                .send()
                .json()
                .path("result");
        JsonNode decision = result.path("_meta").path("dev.interlock/decision");
        String verdict =
                (decision.path("verdict").asText() + " " + decision.path("code").asText()).strip();
        String said = result.path("content").path(0).path("text").asText();
        return verdict.equals(UNAVAILABLE) && !SAYS_WHAT_TO_DO.matcher(said).find() ? "no way out: " + said : verdict;
    }

    @Test
    void anyFileThatIsEditedIsNoticed() throws Exception {
        var random = new Random(SEED);
        for (String file : EditedFolder.files(killed)) {
            for (int i = 0; i < EDITS; i++) {
                Edit edit = Edit.values()[
                        EDITS >= Edit.values().length
                                ? i % Edit.values().length
                                : random.nextInt(Edit.values().length)];
                long seed = random.nextLong();
                attempt(edit + " of " + file, folder -> {
                    EditedFolder.edit(folder, file, edit, new Random(seed), other, older);
                });
            }
        }
        report();
    }

    /** Openings and names are in the same file as the entries, where few random edits of the file would meet them. */
    @Test
    void textsAndNamesBesideTheEntriesThatAreEditedAreNoticed() throws Exception {
        for (String edit : List.of(
                "UPDATE entry SET opening = NULL",
                "UPDATE entry SET opening = zeroblob(length(opening))",
                "UPDATE entry SET opening = (SELECT e.opening FROM entry AS e WHERE e.opening IS NOT NULL LIMIT 1)",
                "DELETE FROM name",
                "UPDATE name SET name = name || ' '",
                "UPDATE name SET salt = zeroblob(16)",
                "UPDATE name SET salt = x'00'",
                "DROP TABLE name")) {
            attempt(edit, folder -> EditedFolder.execute(folder, edit));
        }
        report();
    }

    @Test
    void anotherFolderInItsPlaceIsNoticed() throws Exception {
        attempt("an older copy", folder -> whole(older, folder));
        attempt("a copy of another server", folder -> whole(other, folder));
        attempt("an empty folder", folder -> whole(Files.createTempDirectory(temporary, "empty"), folder));
        report();
    }

    private static void whole(Path of, Path folder) throws IOException {
        for (String file : EditedFolder.files(folder)) {
            Files.delete(folder.resolve(file));
        }
        EditedFolder.copy(of, folder);
    }

    private interface Damage {
        void to(Path folder) throws IOException;
    }

    private void attempt(String what, Damage damage) throws Exception {
        int number = tried.incrementAndGet();
        Path home = Files.createDirectory(temporary.resolve("try-" + System.nanoTime()));
        Path data = EditedFolder.copy(killed, home.resolve("data"));
        Files.copy(anchor, home.resolve("elsewhere"), StandardCopyOption.REPLACE_EXISTING);
        damage.to(data);
        String came = start(home);
        if (!came.isEmpty()) {
            unnoticed.add(number + ", " + what + " (seed " + SEED + "): " + came);
        }
    }

    /** Starts on the folder, and says what nobody noticed; empty where it was noticed, or changed nothing. */
    private static String start(Path home) throws IOException {
        Served server = served(home, home.resolve("elsewhere"));
        try (server) {
            try {
                server.start();
            } catch (IOException | RuntimeException e) {
                String said = String.valueOf(e.getMessage());
                return SAYS_WHAT_TO_DO.matcher(said).find() ? "" : "refused without a way out: " + said;
            }
            var now = new ArrayList<String>();
            now.add(call(server, ANN, "echo", "7"));
            now.add(call(server, BEN, "echo", "7"));
            now.add(call(server, ANN, "echo", "8"));
            // The audit may find the damage after a few calls: these were decided as ever.
            boolean noOther = IntStream.range(0, now.size())
                    .allMatch(i -> HELD.contains(now.get(i)) || now.get(i).equals(decided.get(i)));
            return noOther ? "" : "decided " + now;
        }
    }

    private void report() {
        System.out.println(tried + " tried, " + unnoticed.size() + " unnoticed");
        assertThat(unnoticed).isEmpty();
    }
}
