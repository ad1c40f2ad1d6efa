package dev.interlock.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.log.LedgerOpening;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.verify.Finding;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = temporary.resolve("data");
    }

    @Test
    void aFolderInUseIsRefusedInTheSameProcess() throws Exception {
        try (SqliteStore store = SqliteStore.open(folder)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> SqliteStore.open(folder.resolve("../data")))
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                e -> assertThat(e.problem()).isEqualTo(Problem.IN_USE))
                        .hasMessageContaining(
                                "is in use by pid " + ProcessHandle.current().pid() + ";");
            }
            assertThat(store.size()).isZero();
        }
        SqliteStore.open(folder).close();
    }

    @Test
    void theFolderIsPrivate() throws Exception {
        SqliteStore.open(folder).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void usersCanQueryTheRecordAsJson() throws Exception {
        try (SqliteStore store = SqliteStore.open(folder)) {
            store.append(
                    0,
                    store.claim(),
                    List.of(
                            new Entry(CanonicalJson.encode(Map.of("type", "reserved", "seq", 0L))),
                            new Entry(CanonicalJson.encode(Map.of("type", "succeeded", "seq", 1L)))),
                    Derived.NONE);
        }
        assertThat(query("SELECT seq || json_extract(json, '$.type') FROM record ORDER BY seq"))
                .containsExactly("0reserved", "1succeeded");
        assertThat(query("PRAGMA journal_mode")).containsExactly("wal");
    }

    @Test
    void aFolderOfVersionOneGetsOpeningsAndNames() throws Exception {
        SqliteStore.open(folder).close();
        execute("DROP VIEW record");
        execute("DROP TABLE name");
        execute("ALTER TABLE entry DROP COLUMN opening");
        execute("CREATE VIEW record AS SELECT seq, CAST(leaf AS TEXT) AS json FROM entry");
        execute("INSERT INTO entry(seq, leaf) VALUES (0, CAST('{\"seq\":0}' AS BLOB))");
        execute("PRAGMA user_version = 1");
        PartyName maria = PartyName.of("maria", new byte[Opening.SALT]);
        byte[] opening = new Opening(new byte[Opening.SALT], CanonicalJson.encode(Map.of("comment", "well"))).bytes();
        try (SqliteReader before = SqliteReader.open(folder)) {
            assertThat(openings(before)).containsExactly(Entry.NOTHING);
            assertThat(before.name(maria.pseudonym())).isEmpty();
            before.names(name -> {
                throw new AssertionError(name);
            });
            try (SqliteStore store = SqliteStore.open(folder)) {
                var entry = new Entry(CanonicalJson.encode(Map.of("commitment", "c", "seq", 1L)), opening);
                store.append(1, store.claim(), List.of(entry), List.of(maria), Derived.NONE);
                assertThat(openings(store)).containsExactly(Entry.NOTHING, opening);
            }
            assertThat(openings(before)).as("also who read before that").containsExactly(Entry.NOTHING, opening);
            assertThat(before.name(maria.pseudonym())).contains(maria);
        }
        assertThat(query("SELECT json FROM record ORDER BY seq"))
                .containsExactly("{\"seq\":0}", "{\"commitment\":\"c\",\"seq\":1,\"comment\":\"well\"}");
        assertThat(query("PRAGMA user_version")).containsExactly("2");
    }

    private static List<byte[]> openings(LedgerReader reader) throws IOException {
        List<byte[]> openings = new ArrayList<>();
        reader.read(0, 10, (index, leaf, opening) -> openings.add(opening));
        return openings;
    }

    @Test
    void whoeverQueriesTheRecordFindsNamesAndTexts() throws Exception {
        try (SqliteStore store = SqliteStore.open(folder)) {
            PartyName maria = PartyName.of("maria", new byte[Opening.SALT]);
            byte[] opening = new Opening(
                            new byte[Opening.SALT],
                            CanonicalJson.encode(Map.of("comment", "well", "facts", Map.of("args", Map.of("n", 7L)))))
                    .bytes();
            var leaf = Map.of(
                    "by", Map.of("pseudonym", maria.pseudonym()), "commitment", "c", "facts", Map.of("tool", "t"));
            store.append(
                    0,
                    store.claim(),
                    List.of(new Entry(CanonicalJson.encode(leaf), opening)),
                    List.of(maria),
                    Derived.NONE);
        }
        assertThat(query("SELECT name.name || ' ' || (json ->> '$.comment') || (json ->> '$.facts.tool')"
                        + " || (json ->> '$.facts.args.n') FROM record JOIN name"
                        + " ON name.pseudonym = json ->> '$.by.pseudonym'"))
                .containsExactly("maria wellt7");
    }

    @Test
    void aFolderOfAnOlderVersionGetsAnEpoch() throws Exception {
        SqliteStore.open(folder).close();
        execute("DROP TABLE epoch");
        try (SqliteStore store = SqliteStore.open(folder)) {
            assertThat(store.append(0, store.claim(), batch(1, 0), Derived.NONE))
                    .isEqualTo(new AppendResult.Appended());
        }
        assertThat(query("SELECT number FROM epoch")).containsExactly("1");
    }

    @Test
    void aWriterThatTheFoldersLockDidNotKeepOutEndsTheEpoch() throws Exception {
        try (SqliteStore store = SqliteStore.open(folder)) {
            long epoch = store.claim();
            store.append(0, epoch, batch(1, 0), Derived.NONE);
            execute("UPDATE epoch SET number = number + 1");
            execute("INSERT INTO entry(seq, leaf) VALUES (1, x'01')");
            assertThatThrownBy(() -> store.append(1, epoch, batch(1, 1), Derived.NONE))
                    .hasMessageContaining("another process took over this ledger (epoch 2; this process has epoch 1)");
            assertThat(store.append(1, store.claim(), batch(1, 1), Derived.NONE))
                    .as("the size is asked for anew")
                    .isEqualTo(new AppendResult.Conflict(2));
        }
    }

    @Test
    void aReaderFollowsWhileTheStoreIsOpenAndCannotWrite() throws Exception {
        try (SqliteStore store = SqliteStore.open(folder);
                SqliteReader reader = SqliteReader.open(folder)) {
            assertThat(reader.size()).isZero();
            store.append(0, store.claim(), List.of(new Entry(new byte[] {1})), Derived.NONE);
            assertThat(reader.size()).isEqualTo(1);
        }
        try (SqliteReader reader = SqliteReader.open(folder)) {
            assertThat(reader.size()).isEqualTo(1);
        }
        assertThatThrownBy(() -> SqliteReader.open(temporary)).hasMessageContaining("there is no ledger in");
    }

    @Test
    void aFullDiskRefusesAndLosesNothing() throws Exception {
        Ed25519Signer signer = Ed25519Signer.generate("example.com/full", new SecureRandom());
        SqliteStore store = SqliteStore.open(folder);
        Ledger ledger =
                Ledger.open(store, signer, () -> 0, CheckpointPolicy.DEFAULT).orThrow();
        ledger.append(batch(1000, 0));
        store.limitPages(store.pages() + 2);
        long size = ledger.size();
        StoreException full = null;
        while (full == null) {
            try {
                ledger.append(batch(20, size));
                size = ledger.size();
            } catch (StoreException e) {
                full = e;
            }
        }
        assertThat(full.problem()).isEqualTo(Problem.FULL);
        assertThat(full).hasMessageContaining("the disk is full, so nothing was written; free some space");
        assertThat(store.size()).isEqualTo(size).isEqualTo(ledger.size());
        assertThatThrownBy(() -> ledger.append(batch(200, 0))).isInstanceOf(StoreException.class);
        store.limitPages(1_000_000);
        assertThat(ledger.append(batch(20, size))).isInstanceOf(LedgerAppend.Committed.class);
        ledger.close();
        try (SqliteReader reader = SqliteReader.open(folder)) {
            assertThat(reader.size()).isEqualTo(size + 20);
            assertThat(new Verifier(signer.verifierKey()).verify(reader)).isInstanceOf(Report.Verified.class);
        }
    }

    @Test
    void anEntryChangedInTheDatabaseIsFound() throws Exception {
        Ed25519Signer signer = ledgerOf(1000);
        update("UPDATE entry SET leaf = CAST('entry x' AS BLOB) WHERE seq = 300");
        assertThat(findings(signer)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.ENTRY_CHANGED);
            assertThat(finding.first()).isEqualTo(300);
        });
    }

    @Test
    void anEntryRemovedFromTheDatabaseIsFound() throws Exception {
        Ed25519Signer signer = ledgerOf(1000);
        update("DELETE FROM entry WHERE seq = 300");
        assertThat(findings(signer)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.ENTRY_MISSING);
            assertThat(finding.problem()).isEqualTo("entry 300 is missing; entries from 301 on were not checked");
        });
    }

    @Test
    void aTailCutFromTheDatabaseIsFoundAndNotOpened() throws Exception {
        Ed25519Signer signer = ledgerOf(1000);
        update("DELETE FROM entry WHERE seq >= 990");
        assertThat(findings(signer))
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Finding.Kind.TAIL_CUT));
        try (SqliteStore store = SqliteStore.open(folder)) {
            assertThat(Ledger.open(store, signer, () -> 0, CheckpointPolicy.DEFAULT))
                    .isInstanceOfSatisfying(
                            LedgerOpening.Refused.class,
                            refused -> assertThat(refused.damage()).isEqualTo(LedgerOpening.Damage.TRUNCATED));
        }
    }

    /** A flipped byte of the file is found, or makes the file unreadable, or lies where nothing is stored. */
    @Test
    void aFlippedByteOfTheFileIsNeverTakenForTheTruth() throws Exception {
        Ed25519Signer signer = ledgerOf(2000);
        Path file = folder.resolve("ledger.db");
        byte[] intact = Files.readAllBytes(file);
        String content = content();
        Random random = new Random(5);
        int found = 0;
        for (int i = 0; i < 150; i++) {
            byte[] damaged = intact.clone();
            int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            boolean verified;
            try (SqliteReader reader = SqliteReader.open(folder)) {
                verified = new Verifier(signer.verifierKey()).verify(reader) instanceof Report.Verified;
            } catch (StoreException e) {
                assertThat(e.problem()).isIn(Problem.CORRUPT, Problem.IO, Problem.READ_ONLY);
                verified = false;
            }
            if (verified) {
                assertThat(content()).as("byte %s", at).isEqualTo(content);
            } else {
                found++;
            }
        }
        assertThat(found).isGreaterThan(75);
    }

    @Test
    void aFileThatIsNoLedgerIsRefused() throws Exception {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("ledger.db"),
                "not a database, but long enough to be one".repeat(100).getBytes(StandardCharsets.US_ASCII));
        assertCorrupt("the file is damaged or is not a ledger database");
        Files.delete(folder.resolve("ledger.db"));
        update("CREATE TABLE other(x)");
        assertCorrupt("is a database, but not a ledger");
        Files.delete(folder.resolve("ledger.db"));
        SqliteStore.open(folder).close();
        update("PRAGMA user_version = 99");
        assertCorrupt("has version 99 of the tables, but this program knows version 2");
    }

    private void assertCorrupt(String message) {
        for (int i = 0; i < 2; i++) { // a refusal gives the folder back
            assertThatThrownBy(() -> SqliteStore.open(folder))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.CORRUPT))
                    .hasMessageContaining(message);
        }
    }

    private Ed25519Signer ledgerOf(int size) throws Exception {
        Ed25519Signer signer = Ed25519Signer.generate("example.com/ledger", new SecureRandom());
        Ledger ledger = Ledger.open(SqliteStore.open(folder), signer, () -> 0, CheckpointPolicy.DEFAULT)
                .orThrow();
        ledger.append(batch(size, 0));
        ledger.close();
        return signer;
    }

    private List<Finding> findings(Ed25519Signer signer) throws IOException {
        try (SqliteReader reader = SqliteReader.open(folder)) {
            Report report = new Verifier(signer.verifierKey()).verify(reader);
            assertThat(report).isInstanceOf(Report.Broken.class);
            return ((Report.Broken) report).findings();
        }
    }

    private String content() throws IOException {
        StringBuilder content = new StringBuilder();
        try (SqliteReader reader = SqliteReader.open(folder)) {
            reader.read(
                    0,
                    Long.MAX_VALUE,
                    (index, leaf, opening) ->
                            content.append(index).append(new String(leaf, StandardCharsets.ISO_8859_1)));
            reader.checkpoints(content::append);
        }
        return content.toString();
    }

    private static List<Entry> batch(int count, long from) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(("entry " + (from + i) + " of a ledger, with some more bytes to fill pages sooner")
                    .getBytes(StandardCharsets.UTF_8)));
        }
        return entries;
    }

    private void update(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = Sqlite.writer(folder.resolve(Sqlite.FILE));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
    }
}
