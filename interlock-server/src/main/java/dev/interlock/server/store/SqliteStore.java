package dev.interlock.server.store;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.ForwardingReader;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in a SQLite database in a data folder that this process alone writes to. Write-ahead log,
 * {@code synchronous=FULL}: what is committed survives a power cut. Users may query the file; the view {@code record}
 * shows the entries as JSON, and the table {@code name} the names under pseudonyms.
 *
 * <p>The folder's lock keeps other writers out. Where it does not (file systems differ), the epoch does: it is a row that each claim
 * raises and each transaction checks. Reads use a connection of their own and do not wait for writes.
 */
public final class SqliteStore extends ForwardingReader implements LedgerStore {
    /** The table of the writer's epoch. Folders of older versions have none; these versions do without it and leave it alone. */
    private static final String EPOCH = "CREATE TABLE IF NOT EXISTS epoch(number INTEGER NOT NULL) STRICT";

    /** The names of parties. One name has one pseudonym, or whoever has two would be two. */
    private static final String NAME = "CREATE TABLE name(pseudonym TEXT PRIMARY KEY, salt BLOB NOT NULL,"
            + " name TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID";

    /** The entries with what they do not show by themselves. An opening is a salt of 16 bytes and JSON. */
    private static final String RECORD = "CREATE VIEW record AS SELECT seq, CASE WHEN opening IS NULL"
            + " THEN CAST(leaf AS TEXT)"
            + " ELSE json_patch(CAST(leaf AS TEXT), CAST(substr(opening, 17) AS TEXT)) END AS json FROM entry";

    private static final String USER_VERSION = "PRAGMA user_version = " + Sqlite.VERSION;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE entry(seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, opening BLOB) STRICT",
            "CREATE TABLE tile(level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL,"
                    + " PRIMARY KEY(level, idx)) STRICT, WITHOUT ROWID",
            "CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL, time INTEGER NOT NULL) STRICT",
            NAME,
            RECORD,
            EPOCH,
            "PRAGMA application_id = " + Sqlite.APPLICATION_ID,
            USER_VERSION);

    /** The statements that make tables of version 1 those of version 2. */
    private static final List<String> OPENINGS = List.of(
            "ALTER TABLE entry ADD COLUMN opening BLOB", NAME, "DROP VIEW IF EXISTS record", RECORD, USER_VERSION);

    private final Path file;
    private final FolderLock lock;
    private final Connection connection;
    private final SqliteReader reader;
    private final SnapshotStore snapshots;
    private final PreparedStatement insertEntry;
    private final PreparedStatement insertName;
    private final PreparedStatement insertTile;
    private final PreparedStatement selectEpoch;
    // transactions are ours, not the driver's: after an error we must know whether one is open
    private final PreparedStatement begin;
    private final PreparedStatement commit;

    private boolean closed;
    /** The size, or -1 after a failure, when the database has to be asked. */
    private long size;

    private SqliteStore(Path file, FolderLock lock, Connection connection, SqliteReader reader)
            throws SQLException, StoreException {
        super(reader);
        this.file = file;
        this.lock = lock;
        this.connection = connection;
        this.reader = reader;
        this.snapshots = new SnapshotFile(file);
        this.insertEntry = connection.prepareStatement("INSERT INTO entry(seq, leaf, opening) VALUES (?, ?, ?)");
        this.insertName = connection.prepareStatement("INSERT INTO name(pseudonym, salt, name) VALUES (?, ?, ?)");
        this.insertTile = connection.prepareStatement(
                "INSERT INTO tile(level, idx, hashes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        this.selectEpoch = connection.prepareStatement("SELECT number FROM epoch");
        this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
        this.commit = connection.prepareStatement("COMMIT");
        this.size = reader.size();
    }

    /**
     * Takes the folder and opens the database in it; makes both if they are absent.
     *
     * @throws StoreException {@code IN_USE} if a process has the folder, {@code CORRUPT} if the file is not a ledger's
     */
    public static SqliteStore open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            createPrivate(folder);
        }
        FolderLock lock = FolderLock.take(folder);
        Path file = folder.resolve(Sqlite.FILE);
        Connection connection = null;
        SqliteReader reader = null;
        try {
            connection = Sqlite.writer(file);
            createTables(file, connection);
            reader = SqliteReader.open(folder);
            return new SqliteStore(file, lock, connection, reader);
        } catch (SQLException e) {
            closeAll(e, reader, connection, lock);
            throw Sqlite.failure(file, "opening", e);
        } catch (IOException e) {
            closeAll(e, reader, connection, lock);
            throw e;
        }
    }

    /** Makes a folder that its owner alone may look into, and those above it as they are made everywhere. */
    static void createPrivate(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(folder);
        }
    }

    private static void createTables(Path file, Connection connection) throws SQLException, StoreException {
        // an interrupted first start leaves an empty database, never half of the tables: they are one transaction
        if (SqliteReader.number(connection, "SELECT count(*) FROM sqlite_schema") > 0) {
            if (SqliteReader.checkVersion(file, connection) == Sqlite.WITHOUT_OPENINGS) {
                executeTogether(connection, OPENINGS);
            }
            execute(connection, EPOCH);
            execute(connection, "DROP TABLE IF EXISTS snapshot"); // they are in a file now
            return;
        }
        if (SigningKeyFile.isBeside(file)) { // which is made after the tables
            throw new StoreException(
                    Problem.CORRUPT,
                    "the ledger `" + file
                            + "` is missing or empty, though its key is beside it; restore the data folder"
                            + " from a backup, or name an empty folder to start another ledger");
        }
        executeTogether(connection, TABLES);
    }

    private static void executeTogether(Connection connection, List<String> all) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        for (String each : all) {
            execute(connection, each);
        }
        execute(connection, "COMMIT");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void closeAll(Exception failure, @Nullable AutoCloseable... opened) {
        for (@Nullable AutoCloseable resource : opened) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    public synchronized long claim() throws StoreException {
        checkOpen();
        return transaction(() -> {
            try (Statement statement = connection.createStatement()) {
                if (statement.executeUpdate("UPDATE epoch SET number = number + 1") == 0) {
                    statement.executeUpdate("INSERT INTO epoch(number) VALUES (1)");
                }
            }
            return currentEpoch();
        });
    }

    private long currentEpoch() throws SQLException {
        try (ResultSet row = selectEpoch.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public synchronized AppendResult append(
            long expectedSize, long epoch, List<Entry> entries, List<PartyName> names, Derived derived)
            throws StoreException {
        checkOpen();
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("nothing to append");
        }
        return transaction(epoch, () -> {
            long seq = currentSize();
            if (expectedSize != seq) {
                return new AppendResult.Conflict(seq);
            }
            for (Entry entry : entries) {
                insertEntry.setLong(1, seq++);
                insertEntry.setBytes(2, entry.leaf());
                insertEntry.setBytes(3, entry.opening().length == 0 ? null : entry.opening());
                insertEntry.addBatch();
            }
            insertEntry.executeBatch();
            name(names);
            keep(derived);
            size = seq;
            return new AppendResult.Appended();
        });
    }

    private void name(List<PartyName> names) throws SQLException {
        for (PartyName name : names) {
            insertName.setString(1, name.pseudonym());
            insertName.setBytes(2, name.opening().salt());
            insertName.setString(3, name.text());
            insertName.executeUpdate();
        }
    }

    private long currentSize() throws StoreException {
        if (size < 0) {
            size = reader.size();
        }
        return size;
    }

    @Override
    public synchronized void put(long epoch, Derived derived) throws StoreException {
        checkOpen();
        transaction(epoch, () -> {
            keep(derived);
            return derived;
        });
    }

    private void keep(Derived derived) throws SQLException {
        if (!derived.tiles().isEmpty()) {
            for (Tile tile : derived.tiles()) {
                insertTile.setInt(1, tile.level());
                insertTile.setLong(2, tile.index());
                insertTile.setBytes(3, tile.bytes());
                insertTile.addBatch();
            }
            insertTile.executeBatch();
        }
        for (StoredCheckpoint checkpoint : derived.checkpoints()) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO checkpoint(size, note, time) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
                insert.setLong(1, checkpoint.size());
                insert.setString(2, checkpoint.note());
                insert.setLong(3, checkpoint.time());
                insert.executeUpdate();
            }
        }
    }

    /**
     * Writes and deletes a row in one transaction: the pages are allocated and written like those of an append, and no reader ever sees
     * the row.
     */
    @Override
    public synchronized void probe(int bytes) throws StoreException {
        checkOpen();
        transaction(() -> {
            try (PreparedStatement insert = connection.prepareStatement(
                            "INSERT OR REPLACE INTO tile(level, idx, hashes) VALUES (-1, 0, zeroblob(?))");
                    Statement delete = connection.createStatement()) {
                insert.setInt(1, bytes);
                insert.executeUpdate();
                return delete.executeUpdate("DELETE FROM tile WHERE level = -1");
            }
        });
    }

    /** The snapshots of this folder. */
    public SnapshotStore snapshots() {
        return snapshots;
    }

    private interface Work<T> {
        T run() throws SQLException, StoreException;
    }

    /** Does the work in one transaction, provided that the writer's epoch is the current one. */
    private <T> T transaction(long epoch, Work<T> work) throws StoreException {
        return transaction(() -> {
            long current = currentEpoch();
            if (epoch != current) {
                throw StoreException.deposed(epoch, current);
            }
            return work.run();
        });
    }

    /**
     * INVARIANT: after an exception either nothing of the work is committed, or the store closes itself, so that the
     * next opening finds out what is.
     */
    private <T> T transaction(Work<T> work) throws StoreException {
        try {
            begin.execute();
            T result = work.run();
            commit.execute();
            return result;
        } catch (SQLException e) {
            throw undo(Sqlite.failure(file, "writing", e));
        } catch (StoreException e) {
            throw undo(e);
        }
    }

    private StoreException undo(StoreException failure) {
        size = -1;
        try {
            insertEntry.clearBatch();
            insertTile.clearBatch();
            rollBack();
        } catch (SQLException rollback) {
            failure.addSuppressed(rollback);
            closeAfter(failure);
        }
        return failure;
    }

    private void rollBack() throws SQLException {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException alreadyDone) {
            // Some errors, a full disk among them, roll back by themselves. Then a new transaction can begin.
            execute(connection, "BEGIN IMMEDIATE");
            execute(connection, "ROLLBACK");
        }
    }

    private void closeAfter(StoreException failure) {
        closed = true;
        closeAll(failure, reader, connection, lock);
    }

    /** Bounds the database, so that it is full soon; for tests. */
    synchronized void limitPages(long pages) throws SQLException {
        SqliteReader.number(connection, "PRAGMA max_page_count = " + pages);
    }

    /** Returns how many pages the database has. */
    synchronized long pages() throws SQLException {
        return SqliteReader.number(connection, "PRAGMA page_count");
    }

    private void checkOpen() throws StoreException {
        if (closed) {
            throw new StoreException(Problem.CLOSED, "the store is closed");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            reader.close(); // first: the last connection moves the write-ahead log into the database, and must be a
            // writer
            connection.close();
        } catch (SQLException e) {
            throw Sqlite.failure(file, "closing", e);
        }
    }
}
