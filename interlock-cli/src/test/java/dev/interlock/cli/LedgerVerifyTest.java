package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.Entry;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteReader;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerVerifyTest {
    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void make() throws IOException {
        data = folder.resolve("data");
        SampleLedger.make(data);
    }

    private CommandRun verify(Object... args) {
        var all = new java.util.ArrayList<Object>(List.of("ledger", "verify", "--data", data));
        all.addAll(List.of(args));
        return CommandRun.of(all.toArray());
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("ledger.db"));
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.executeUpdate(one);
            }
        }
    }

    private String key() throws IOException {
        return Files.readString(data.resolve("signing.vkey")).strip();
    }

    private Path keptCheckpoint() throws IOException {
        CommandRun run = CommandRun.of("ledger", "checkpoint", "--data", data);
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        return Files.writeString(folder.resolve("kept"), run.out());
    }

    @Test
    void whatWasNotTouchedVerifies() throws IOException {
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("verified\n")
                .contains("payables.example.com", "22", "found next to the ledger");
        assertThat(verify("--key", key()).out()).doesNotContain("found beside");
        assertThat(verify("--key", data.resolve("signing.vkey")).exit()).isEqualTo(ExitCode.FINE);
        assertThat(verify("--checkpoint", keptCheckpoint()).out()).contains("1 of them kept elsewhere");
        JsonNode json = new ObjectMapper().readTree(verify("--json").out());
        assertThat(json.at("/verified").asBoolean()).isTrue();
        assertThat(json.at("/size").asLong()).isEqualTo(22);
        assertThat(json.at("/findings")).isEmpty();
    }

    @Test
    void verifiesWhileAServerRuns() throws IOException {
        Path other = folder.resolve("running");
        try (SampleLedger running = SampleLedger.running(other)) {
            assertThat(running).isNotNull();
            assertThat(CommandRun.of("ledger", "verify", "--data", other).exit())
                    .isEqualTo(ExitCode.FINE);
        }
    }

    @Test
    void aChangedByteIsFoundAtItsEntry() throws Exception {
        sql("UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"buyer\"', '\"bayer\"') AS BLOB) WHERE seq"
                + " = 13");
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).startsWith("damaged\n").contains("range-changed", "12 to 15", "restore the ledger");
        JsonNode json = new ObjectMapper().readTree(verify("--json").out());
        assertThat(json.at("/verified").asBoolean()).isFalse();
        assertThat(json.at("/findings/0/first").asLong()).isEqualTo(12);
    }

    @Test
    void anEntryThatBecameNonsenseIsOneFindingNotTwo() throws Exception {
        sql("UPDATE entry SET leaf = x'00' WHERE seq = 13");
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).contains("range-changed").doesNotContain("not-an-event");
        CommandRun show = CommandRun.of("ledger", "show", "12..14", "--data", data);
        assertThat(show.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(show.lines()).hasSize(3);
        assertThat(show.lines().get(1)).contains("entry 13", "not an event", "ledger verify");
        CommandRun explain = CommandRun.of("explain", "c-13", "--data", data);
        assertThat(explain.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(explain.err())
                .contains("entry 13 of the ledger is not an event")
                .doesNotContain("Exception");
    }

    @Test
    void aRemovedEntryIsFound() throws Exception {
        sql("DELETE FROM entry WHERE seq = 7");
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).contains("entry-missing", "entry 7 is missing");
    }

    @Test
    void aTailCutWithItsCheckpointsIsFoundByOneKeptElsewhere() throws Exception {
        Path kept = keptCheckpoint();
        sql("DELETE FROM entry WHERE seq >= 16", "DELETE FROM checkpoint WHERE size > 16");
        assertThat(verify().exit())
                .as("without a checkpoint from elsewhere nothing shows it")
                .isEqualTo(ExitCode.FINE);
        CommandRun run = verify("--checkpoint", kept);
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).contains("tail-cut", "16 entries", "kept checkpoint 1 was signed for 22");
    }

    @Test
    void anotherKeyDoesNotVerify() throws Exception {
        Path other = folder.resolve("other");
        Files.createDirectories(other);
        SigningKeyFile.loadOrCreate(other, "payables.example.com", new SecureRandom());
        CommandRun run = verify("--key", other.resolve("signing.vkey"));
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).contains("checkpoint-invalid", "is not signed by the key");
    }

    @Test
    void nonsenseThatWasSignedIsFound() throws Exception {
        byte[] last = leaf(21);
        Path bad = folder.resolve("bad");
        Files.createDirectories(bad);
        try (Ledger ledger = Ledger.open(
                        SqliteStore.open(bad),
                        SigningKeyFile.loadOrCreate(bad, "bad.example.com", new SecureRandom()),
                        () -> 0,
                        CheckpointPolicy.DEFAULT)
                .orThrow()) {
            ledger.append(List.of(
                    new Entry(leaf(0)),
                    new Entry("hello".getBytes(StandardCharsets.UTF_8)),
                    new Entry(last),
                    new Entry(leaf(3))));
        }
        CommandRun run = CommandRun.of("ledger", "verify", "--data", bad);
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("not-an-event")
                .contains("entry 1 of the ledger is not an event")
                .contains("entry 2 is numbered 21")
                .contains("entry 2 is about entry 9, which comes later")
                .contains("entry 3 is earlier than the entry before it")
                .contains("the hashes are correct");
    }

    private byte[] leaf(long index) throws IOException {
        byte[][] found = new byte[1][];
        try (SqliteReader reader = SqliteReader.open(data)) {
            reader.read(index, index + 1, (at, leaf, opening) -> found[0] = leaf);
        }
        return found[0];
    }

    @Test
    void openingsThatWereChangedSwappedOrRemovedAreFound() throws Exception {
        sql("UPDATE entry SET opening = CAST(replace(CAST(opening AS TEXT), 'Acme', 'Acne') AS BLOB) WHERE seq = 1");
        finds("opening-changed", "the opening of entry 1 does not match the entry's commitment");
        sql("UPDATE entry SET opening = (SELECT opening FROM entry WHERE seq = 2) WHERE seq = 1");
        finds("opening-changed", "the opening of entry 1 does not match the entry's commitment");
        sql("UPDATE entry SET opening = NULL WHERE seq = 1");
        finds("opening-missing", "the opening of entry 1 is missing", "the entry itself is intact");
    }

    @Test
    void namesThatWereChangedOrRemovedAreFound() throws Exception {
        sql("UPDATE name SET name = 'olga' WHERE name = 'otto'");
        finds("name-changed", "is not the one that was used when the entries were recorded");
        sql("UPDATE name SET name = 'otto', salt = (SELECT salt FROM name WHERE name = 'maria') WHERE name = 'olga'");
        finds("name-changed", "is not the one that was used when the entries were recorded");
        sql("DELETE FROM name WHERE name = 'otto'");
        finds("name-missing", "is missing; entry 9 is the first that has it");
        JsonNode json = new ObjectMapper().readTree(verify("--json").out());
        assertThat(json.at("/findings/0/kind").asText()).isEqualTo("name-missing");
        assertThat(json.at("/findings/0/first").asLong()).isEqualTo(9);
        assertThat(json.at("/opened").asBoolean()).isTrue();
    }

    private void finds(String... what) {
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out().replaceAll("\\s+", " ")).startsWith("damaged ").contains(what);
    }

    @Test
    void whatIsGoneIsShownAsForgotten() throws Exception {
        sql("UPDATE entry SET opening = NULL WHERE seq = 15", "DELETE FROM name WHERE name = 'ines'");
        CommandRun run = CommandRun.of("ledger", "show", "--json", "15", "--data", data);
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        JsonNode event = new ObjectMapper().readTree(run.lines().getFirst()).get("event");
        assertThat(event.get("comment").asText()).startsWith("[forgotten ");
        assertThat(event.at("/by/agent").asText()).startsWith("forgotten:");
        CommandRun explained = CommandRun.of("explain", "h-14", "--data", data);
        assertThat(explained.exit()).as(explained.err()).isEqualTo(ExitCode.FINE);
        assertThat(explained.out()).contains("forgotten").doesNotContainPattern("(?<!token-)\\bines\\b");
    }

    @Test
    void anExportWithoutNamesVerifiesAndHasNone() throws Exception {
        Path export = folder.resolve("export");
        CommandRun exported = CommandRun.of("ledger", "export", export, "--without-names", "--data", data);
        assertThat(exported.exit()).as(exported.err()).isEqualTo(ExitCode.FINE);
        CommandRun run = CommandRun.of("ledger", "verify", export, "--key", key());
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        assertThat(run.out()).contains("and texts were not read");
        JsonNode json = new ObjectMapper()
                .readTree(CommandRun.of("ledger", "verify", export, "--json").out());
        assertThat(json.at("/verified").asBoolean()).isTrue();
        assertThat(json.at("/opened").asBoolean()).isFalse();
        CommandRun show = CommandRun.of("ledger", "show", "--data", export);
        assertThat(show.exit()).isEqualTo(ExitCode.FINE);
        assertThat(show.out()).contains("buyer", "forgotten").doesNotContainPattern("\\b(maria|ines|otto)\\b");
    }

    @Test
    void anExportVerifiesAndItsDamageIsFound() throws Exception {
        Path export = folder.resolve("export");
        CommandRun exported = CommandRun.of("ledger", "export", export, "--data", data);
        assertThat(exported.out()).contains("exported 22 entries", "ledger verify " + export);
        CommandRun run = CommandRun.of("ledger", "verify", export, "--key", key());
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("ledger", "export", export, "--data", data).exit())
                .isEqualTo(ExitCode.WRONG_USAGE);
        Path entries = export.resolve("tile/entries/000.p/22");
        byte[] bytes = Files.readAllBytes(entries);
        bytes[bytes.length / 2] ^= 1;
        Files.write(entries, bytes);
        CommandRun damaged = CommandRun.of("ledger", "verify", export);
        assertThat(damaged.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(damaged.out()).contains("damaged");
        Files.delete(export.resolve("signing.vkey"));
        CommandRun keyless = CommandRun.of("ledger", "verify", export);
        assertThat(keyless.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(keyless.err()).contains("--key");
    }

    @Test
    void whatIsNotThereIsWrongUsage() {
        assertThat(CommandRun.of("ledger", "verify", folder.resolve("none")).exit())
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(verify("--checkpoint", folder.resolve("none")).exit()).isEqualTo(ExitCode.WRONG_USAGE);
        CommandRun key = verify("--key", "nonsense");
        assertThat(key.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(key.err()).contains("`nonsense` is neither a verifier key");
    }

    @Test
    void proofsAreMadeAndCheckedWithoutTheLedger() throws Exception {
        Path file = folder.resolve("c-13.tlog-proof");
        CommandRun made = CommandRun.of("ledger", "proof", "c-13", "-o", file, "--data", data);
        assertThat(made.exit()).as(made.err()).isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("ledger", "proof", "13", "--data", data).out()).isEqualTo(Files.readString(file));
        CommandRun checked = CommandRun.of("ledger", "proof", "--check", file, "--key", key());
        assertThat(checked.exit()).isEqualTo(ExitCode.FINE);
        assertThat(checked.out())
                .startsWith("proved: this is entry 13 of `payables.example.com`, signed at size 22\n")
                .contains("\"type\":\"call-denied\"");
        Path leaf = Files.write(folder.resolve("leaf"), leaf(13));
        assertThat(CommandRun.of("ledger", "proof", "--check", file, "--key", key(), "--leaf", leaf)
                        .exit())
                .isEqualTo(ExitCode.FINE);
        Files.write(leaf, leaf(14));
        CommandRun other = CommandRun.of("ledger", "proof", "--check", file, "--key", key(), "--leaf", leaf);
        assertThat(other.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(other.out()).startsWith("not proved: ");
        assertThat(CommandRun.of("ledger", "proof", "--check", file).exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(CommandRun.of("ledger", "proof", "--data", data).exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(CommandRun.of("ledger", "proof", "c-99", "--data", data).err())
                .contains("there is no entry 99");
    }
}
