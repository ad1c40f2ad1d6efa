package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.server.store.FolderCopy;
import dev.interlock.server.store.RestoredMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code backup} and {@code restore}: consistent copies while somebody writes, verified, and nothing overwritten. */
class BackupTest {

    @TempDir
    private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private CommandRun backUp(Path to) {
        return CommandRun.of("backup", "--data", data(), to);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String root(Path folder) {
        CommandRun verified = CommandRun.of("ledger", "verify", "--data", folder, "--json");
        assertThat(verified.exit()).as(verified.out()).isEqualTo(ExitCode.FINE);
        return verified.out().replaceFirst("\"nanoseconds\":\\d+", "");
    }

    private static String shown(Path folder) {
        return CommandRun.of("ledger", "show", "0..", "--json", "--data", folder)
                .out();
    }

    @Test
    void aCopyIsMadeAndVerifiedWhileAServerHasTheFolder() throws Exception {
        Path copy = folder.resolve("backups").resolve("monday");
        try (SampleLedger running = SampleLedger.running(data())) {
            CommandRun run = backUp(copy);
            assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
            assertThat(run.out()).contains("entries of `payables.example.com`", "verified", "interlock restore");
        }
        assertThat(files(copy))
                .as("a copy by hand of this one starts closed as well")
                .contains("ledger.db", "signing.key", "signing.vkey", "restored")
                .anyMatch(file -> file.startsWith("policies/") && file.endsWith(".yaml"))
                .doesNotContain("lock", "ledger.db-wal", "ledger.db-shm");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .as("it has keys")
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("signing.key"))))
                .isEqualTo("rw-------");
        try (Stream<Path> beside = Files.list(folder.resolve("backups"))) {
            assertThat(beside).as("no drafts").containsExactly(copy);
        }
    }

    @Test
    void aFolderIsMadeOfACopyAndBearsTheMark() throws Exception {
        SampleLedger.make(data());
        Path copy = folder.resolve("copy");
        assertThat(backUp(copy).exit()).isEqualTo(ExitCode.FINE);
        Path restored = Files.createDirectory(folder.resolve("restored"));
        CommandRun run = CommandRun.of("restore", copy, restored, "--json");
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
        assertThat(run.out())
                .contains("\"verified\":true", "\"ledger\":\"payables.example.com\"", "\"data\":\"" + restored + "\"");
        assertThat(new RestoredMark(restored).isSet()).isTrue();
        assertThat(root(restored)).isEqualTo(root(data()));
        assertThat(shown(restored)).as("with names and texts").contains("maria").isEqualTo(shown(data()));
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        SampleLedger.make(data());
        Path there = Files.createDirectory(folder.resolve("there"));
        CommandRun backup = backUp(there);
        assertThat(backup.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(backup.err()).contains("already exists", "choose a folder that does not exist yet");
        assertThat(backUp(folder.resolve("copy")).exit()).isEqualTo(ExitCode.FINE);
        CommandRun restore = CommandRun.of("restore", folder.resolve("copy"), data());
        assertThat(restore.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(restore.err()).contains("is not an empty folder");
    }

    /** Each copy of the folder would have a copy of itself in it, until the disk of the ledger is full. */
    @Test
    void aBackupInTheDataFolderItselfIsRefused() throws Exception {
        SampleLedger.make(data());
        List<String> before = files(data());
        Path link = Files.createSymbolicLink(folder.resolve("link"), data());
        for (Path target : List.of(data().resolve("copy"), link.resolve("copy"))) {
            CommandRun run = backUp(target);
            assertThat(run.exit()).isNotEqualTo(ExitCode.FINE);
            assertThat(run.err()).contains("inside the data folder", "name a folder elsewhere");
        }
        assertThat(files(data())).isEqualTo(before);
    }

    /** A copy without its policies or its keys is refused: whoever restores it learns of that too late. */
    @Test
    void aLinkInTheDataFolderIsToldAndNotLeftOut() throws Exception {
        SampleLedger.make(data());
        Path key = data().resolve("signing.vkey");
        Path elsewhere = Files.move(key, folder.resolve("elsewhere.vkey"));
        Files.createSymbolicLink(key, elsewhere);
        CommandRun run = backUp(folder.resolve("copy"));
        assertThat(run.exit()).isNotEqualTo(ExitCode.FINE);
        assertThat(run.err()).contains("signing.vkey` is a link or another special file", "put the file itself there");
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void aDataFolderThatIsALinkIsCopiedWhole() throws Exception {
        SampleLedger.make(data());
        Path link = Files.createSymbolicLink(folder.resolve("link"), data());
        FolderCopy.backUp(link, folder.resolve("copy"));
        assertThat(files(folder.resolve("copy")))
                .contains("signing.key")
                .anyMatch(file -> file.startsWith("policies/"));
        Path copy = Files.createSymbolicLink(folder.resolve("link-of-copy"), folder.resolve("copy"));
        FolderCopy.restore(copy, folder.resolve("restored"));
        assertThat(files(folder.resolve("restored")))
                .contains("signing.key")
                .anyMatch(file -> file.startsWith("policies/"));
    }

    /** Between the look of the command and the copy a server may have begun a ledger there. */
    @Test
    void aFolderThatIsNoLongerEmptyIsNotOverwritten() throws Exception {
        SampleLedger.make(data());
        Path copy = folder.resolve("copy");
        assertThat(backUp(copy).exit()).isEqualTo(ExitCode.FINE);
        Path living = folder.resolve("living");
        SampleLedger.make(living);
        byte[] key = Files.readAllBytes(living.resolve("signing.key"));
        assertThatThrownBy(() -> FolderCopy.restore(copy, living))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not an empty folder");
        assertThat(Files.readAllBytes(living.resolve("signing.key"))).isEqualTo(key);
        assertThat(new RestoredMark(living).isSet()).isFalse();
    }

    @Test
    void aLinkInABackupBringsNoOtherFileAlong() throws Exception {
        SampleLedger.make(data());
        Path copy = folder.resolve("copy");
        assertThat(backUp(copy).exit()).isEqualTo(ExitCode.FINE);
        Path secret = Files.writeString(folder.resolve("secret"), "of another program");
        Files.deleteIfExists(copy.resolve("state.snapshot"));
        Files.createSymbolicLink(copy.resolve("state.snapshot"), secret);
        CommandRun run = CommandRun.of("restore", copy, folder.resolve("restored"));
        assertThat(run.exit()).isNotEqualTo(ExitCode.FINE);
        assertThat(run.err()).contains("state.snapshot", "a link");
        assertThat(folder.resolve("restored").resolve("state.snapshot")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'DE8937', 'DE8938') AS BLOB) WHERE seq = 2",
                "UPDATE entry SET opening = NULL WHERE seq = 2",
                "DELETE FROM name WHERE name = 'maria'"
            })
    void aDamagedCopyIsNotRestored(String damage) throws Exception {
        SampleLedger.make(data());
        Path copy = folder.resolve("copy");
        backUp(copy);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("ledger.db"));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(damage)).isEqualTo(1);
        }
        Path restored = folder.resolve("restored");
        CommandRun run = CommandRun.of("restore", copy, restored);
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).contains("damaged");
        assertThat(restored).doesNotExist();
    }

    @Test
    void whatIsNoLedgerIsWrongUsage() throws Exception {
        Files.createDirectory(data());
        assertThat(backUp(folder.resolve("copy")).err()).contains("there is no ledger in");
        assertThat(backUp(folder.resolve("copy")).exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(CommandRun.of("restore", data(), folder.resolve("restored")).exit())
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    /** A restore that was cut off leaves a folder in which no server begins another ledger. */
    @Test
    void halfOfARestoredFolderStartsNoLedger() throws Exception {
        SampleLedger.make(data());
        Path copy = folder.resolve("copy");
        backUp(copy);
        Path restored = folder.resolve("restored");
        assertThat(CommandRun.of("restore", copy, restored).exit()).isEqualTo(ExitCode.FINE);
        Files.delete(restored.resolve("ledger.db"));
        assertThatThrownBy(() -> SampleLedger.make(restored))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("though its key is beside it");
    }
}
