package dev.interlock.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.cli.Main;
import dev.interlock.e2e.process.ServedFolder.Ended;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.http.helidon.Listener;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a server from starting: it says where and why, and ends with 1, or with 2 when it was called wrongly. */
class StartTest {

    @TempDir
    Path temporary;

    private ServedFolder served;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void folder() throws Exception {
        served = new ServedFolder(temporary);
    }

    @Test
    void withoutConfigurationItIsWrongUsage() {
        Ended ended = ServedFolder.run(
                "serve", "--config", temporary.resolve("none.yaml").toString());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("no configuration file", "none.yaml", "--config");
    }

    /** A class is damaged, as after an update that was cut off; threads run already when that is noticed. */
    @Test
    void anErrorWhileItStartsEndsTheProcess() throws Exception {
        Path damaged = temporary.resolve("damaged");
        Path listener = damaged.resolve(Listener.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(listener.getParent());
        Files.writeString(listener, "cut off");
        var command = new ArrayList<>(
                JavaCommand.of(Main.class, "serve", "--config", served.config().toString()));
        int path = command.indexOf("-cp") + 1;
        command.set(path, damaged + File.pathSeparator + command.get(path));
        Path err = temporary.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(temporary.resolve("out").toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readString(err)).contains("interlock: ", "ClassFormatError");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aMalformedConfigurationIsShownWithItsPlace() throws Exception {
        Path file = Files.writeString(temporary.resolve("broken.yaml"), "domain: [\n");
        Ended ended = ServedFolder.run("serve", "--config", file.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("broken.yaml:");
    }

    @Test
    void aMalformedBundleIsShownWithItsPlace() throws Exception {
        Path bundle = Files.createDirectory(temporary.resolve("bundle"));
        Files.writeString(bundle.resolve("interlock.yaml"), "interlock: v1\nname: broken\ninclude: [rules.yaml]\n");
        Files.writeString(bundle.resolve("rules.yaml"), "rules:\n  R-1: {kind: seperate}\n");
        Ended ended = served.withBundle(bundle).failToServe();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("rules.yaml:2");
        assertThat(served.data()).as("nothing was begun").doesNotExist();
    }

    @Test
    void aDataFolderInUseIsNamedWithItsHolder() throws Exception {
        try (var holder = served.start()) {
            Ended second = served.failToServe();
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err())
                    .contains("the data folder `" + served.data() + "` is in use by pid " + holder.process.pid());
            assertThat(holder.process.isAlive()).isTrue();
        }
    }

    @Test
    void aPortInUseIsNamedAndTheDataFolderIsFreeAgain() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = served.withListen("127.0.0.1:" + taken.getLocalPort()).failToServe();
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("cannot listen on", "127.0.0.1:" + taken.getLocalPort(), "already in use");
        }
        SqliteStore.open(served.data()).close();
    }

    @Test
    void aDataFolderThatIsAFileIsNamed() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        Ended ended = served.withData(file).failToServe();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains(file.toString());
    }

    @Test
    void aReadOnlyDataFolderIsNamed() throws Exception {
        Files.createDirectory(served.data());
        Files.setPosixFilePermissions(served.data(), PosixFilePermissions.fromString("r-x------"));
        try {
            Assumptions.assumeFalse(Files.isWritable(served.data()), "root may write everywhere");
            Ended ended = served.failToServe();
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains(served.data().toString());
        } finally {
            Files.setPosixFilePermissions(served.data(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'vendor/7', 'vendor/8') AS BLOB) WHERE seq ="
                        + " 20 | changed",
                "DELETE FROM entry WHERE seq = 20 | entry 20 is missing",
                "DELETE FROM entry WHERE seq >= 30 | tail was cut",
                "DELETE FROM checkpoint | no checkpoint",
                "UPDATE checkpoint SET note = replace(note, 'example.com', 'example.org') | checkpoint",
                "UPDATE entry SET seq = CASE seq WHEN 20 THEN -21 WHEN 21 THEN -20 END WHERE seq IN (20, 21); UPDATE"
                        + " entry SET seq = -seq WHERE seq < 0 | changed",
            })
    void aDamagedLedgerIsRefused(String damage, String said) throws Exception {
        fill(40);
        damage(damage);
        Ended ended = served.failToServe();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains(said).contains("restore the data folder from a backup");
        assertThat(served.data().resolve("ledger.db")).exists();
    }

    @Test
    void bytesThatAreNoDatabaseAreRefused() throws Exception {
        fill(4);
        Files.writeString(served.data().resolve("ledger.db"), "no database at all ".repeat(1_000));
        Ended ended = served.failToServe();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("ledger.db").contains("restore it from a backup");
    }

    /** Hashes of the first 256 entries are kept in a tile, so that opening does not read those entries. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anEntryChangedBehindATileIsFoundByWhoReadsIt(boolean withSnapshot) throws Exception {
        fill(1_100); // so many that a snapshot is kept at the end
        // Of the task that is still open, which the snapshot does not repeat.
        damage("UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"any\"', '\"one\"') AS BLOB) WHERE seq = 1");
        if (!withSnapshot) {
            Files.delete(served.data().resolve("state.snapshot"));
        }
        assertThatThrownBy(() -> open(SqliteStore.open(served.data())))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("changed")
                .hasMessageContaining("restore the data folder from a backup");
    }

    /** Openings are no part of the tree: they are compared with their entries where these are read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE entry SET opening = NULL WHERE seq = 1",
                "UPDATE entry SET opening = zeroblob(length(opening)) WHERE seq = 1",
                "DELETE FROM name",
                "UPDATE name SET name = name || ' Ltd'"
            })
    void whatEntriesHideAndWasDamagedIsFound(String damage) throws Exception {
        fill(40);
        damage(damage);
        assertThatThrownBy(() -> open(SqliteStore.open(served.data())))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("restore the data folder from a backup");
    }

    private void damage(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + served.data().resolve("ledger.db"));
                var statement = connection.createStatement()) {
            int changed = 0;
            for (String one : sql.split(";")) {
                changed += statement.executeUpdate(one);
            }
            assertThat(changed).as("rows that the damage hits").isPositive();
        }
    }

    private void fill(int calls) throws Exception {
        try (Domain domain = open(SqliteStore.open(served.data()))) {
            var agent = Rig.agent("ann", "payables");
            long task = Rig.task(domain, agent);
            for (int i = 0; i < calls; i++) {
                domain.ask(Rig.call0(agent, task, Rig.edit("7")));
            }
        }
    }

    private Domain open(SqliteStore store) throws Exception {
        try {
            var signer = SigningKeyFile.loadOrCreate(served.data(), "served.example.com", new SecureRandom());
            Ledger ledger = Ledger.open(store, signer, System::currentTimeMillis, CheckpointPolicy.DEFAULT)
                    .orThrow();
            return Domain.open(ledger, store, store.snapshots(), Rig.bundle("one"), InstantSource.system());
        } catch (Exception e) {
            store.close();
            throw e;
        }
    }
}
