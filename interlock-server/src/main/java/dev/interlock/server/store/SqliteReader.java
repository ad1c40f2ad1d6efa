package dev.interlock.server.store;

import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger in a data folder without taking the folder, so also while a server runs on it. Changes nothing. Safe
 * for many threads, one at a time.
 */
public final class SqliteReader implements LedgerReader, AutoCloseable {
    /** The complement of an index tells of an opening: each column costs a call into SQLite, and many entries have no opening to ask for. */
    private static final String ENTRIES = "SELECT CASE WHEN opening IS NULL THEN seq ELSE ~seq END, leaf, opening"
            + " FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq";

    private static final String ENTRIES_WITHOUT_OPENINGS =
            "SELECT seq, leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq";

    private final Path file;
    private final Connection connection;
    /** Prepared with the first tile that is asked for and kept, as a verifier asks for one with every 256 entries. */
    private @Nullable PreparedStatement selectTile;

    /** Prepared with the first name that is asked for and kept, as each entry that is read may ask for several. */
    private @Nullable PreparedStatement selectName;

    private long version;
    private boolean closed;

    private SqliteReader(Path file, Connection connection, long version) {
        this.file = file;
        this.connection = connection;
        this.version = version;
    }

    /** Opens the database in {@code folder}. */
    public static SqliteReader open(Path folder) throws StoreException {
        Path file = folder.resolve(Sqlite.FILE);
        if (!Files.isRegularFile(file)) {
            throw new StoreException(
                    Problem.IO, "there is no ledger in `" + folder + "`: no file `" + Sqlite.FILE + "`");
        }
        try {
            Connection connection = Sqlite.reader(file);
            long version;
            try {
                version = checkVersion(file, connection);
            } catch (SQLException | StoreException e) {
                connection.close();
                throw e;
            }
            return new SqliteReader(file, connection, version);
        } catch (SQLException e) {
            throw Sqlite.failure(file, "opening", e);
        }
    }

    /** The version of the tables, which is one that this program can read. */
    static long checkVersion(Path file, Connection connection) throws SQLException, StoreException {
        long application = number(connection, "PRAGMA application_id");
        long version = number(connection, "PRAGMA user_version");
        if (application != Sqlite.APPLICATION_ID) {
            throw new StoreException(
                    Problem.CORRUPT, "`" + file + "` is a database, but not a ledger: restore it from a backup");
        }
        if (version < Sqlite.WITHOUT_OPENINGS || version > Sqlite.VERSION) {
            throw new StoreException(
                    Problem.CORRUPT,
                    "`" + file + "` has version " + version + " of the tables, but this program knows version "
                            + Sqlite.VERSION + "; use the program that wrote it or a newer one");
        }
        return version;
    }

    /** Returns whether the tables have openings. A writer may bring them up to that while this reader is open. */
    private boolean opens() throws SQLException {
        if (version == Sqlite.WITHOUT_OPENINGS) {
            version = number(connection, "PRAGMA user_version");
        }
        return version > Sqlite.WITHOUT_OPENINGS;
    }

    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public synchronized long size() throws StoreException {
        checkOpen();
        try {
            return number(connection, "SELECT ifnull(max(seq) + 1, 0) FROM entry");
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    @Override
    public synchronized void read(long from, long to, EntryVisitor visitor) throws IOException {
        checkOpen();
        try (PreparedStatement query = connection.prepareStatement(opens() ? ENTRIES : ENTRIES_WITHOUT_OPENINGS)) {
            query.setLong(1, from);
            query.setLong(2, to);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    long index = row.getLong(1);
                    if (index >= 0) {
                        visitor.entry(index, row.getBytes(2), Entry.NOTHING);
                    } else {
                        visitor.entry(~index, row.getBytes(2), row.getBytes(3));
                    }
                }
            }
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    @Override
    public synchronized Optional<Tile> tile(int level, long index) throws StoreException {
        checkOpen();
        try {
            PreparedStatement query = selectTile();
            query.setInt(1, level);
            query.setLong(2, index);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new Tile(level, index, row.getBytes(1))) : Optional.empty();
            }
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    Problem.CORRUPT, "tile " + level + "/" + index + " in `" + file + "`: " + e.getMessage(), e);
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    private PreparedStatement selectTile() throws SQLException {
        PreparedStatement query = selectTile;
        if (query == null) {
            query = connection.prepareStatement("SELECT hashes FROM tile WHERE level = ? AND idx = ?");
            selectTile = query;
        }
        return query;
    }

    @Override
    public synchronized Optional<PartyName> name(String pseudonym) throws StoreException {
        checkOpen();
        try {
            if (!opens()) {
                return Optional.empty();
            }
            PreparedStatement query = selectName();
            query.setString(1, pseudonym);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(name(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    private PreparedStatement selectName() throws SQLException {
        PreparedStatement query = selectName;
        if (query == null) {
            query = connection.prepareStatement("SELECT pseudonym, salt, name FROM name WHERE pseudonym = ?");
            selectName = query;
        }
        return query;
    }

    @Override
    public synchronized void names(NameVisitor visitor) throws IOException {
        checkOpen();
        try {
            if (!opens()) {
                return;
            }
            try (PreparedStatement query = connection.prepareStatement("SELECT pseudonym, salt, name FROM name");
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    visitor.name(name(row));
                }
            }
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    private PartyName name(ResultSet row) throws SQLException, StoreException {
        @Nullable String pseudonym = row.getString(1);
        byte @Nullable [] salt = row.getBytes(2);
        @Nullable String name = row.getString(3);
        if (pseudonym == null || salt == null || salt.length != Opening.SALT || name == null) {
            throw new StoreException(
                    Problem.CORRUPT,
                    "a row of the names table in `" + file + "` was changed; restore the data folder from a backup");
        }
        return new PartyName(pseudonym, new Opening(salt, name.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public synchronized Optional<StoredCheckpoint> newestCheckpoint() throws StoreException {
        checkOpen();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT size, note, time FROM checkpoint ORDER BY size DESC LIMIT 1");
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(checkpoint(row)) : Optional.empty();
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    @Override
    public synchronized void checkpoints(CheckpointVisitor visitor) throws IOException {
        checkOpen();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT size, note, time FROM checkpoint ORDER BY size");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                visitor.checkpoint(checkpoint(row));
            }
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    private static StoredCheckpoint checkpoint(ResultSet row) throws SQLException {
        return new StoredCheckpoint(row.getLong(1), row.getString(2), row.getLong(3));
    }

    private void checkOpen() throws StoreException {
        if (closed) {
            throw new StoreException(Problem.CLOSED, "the store is closed");
        }
    }

    @Override
    public synchronized void close() throws StoreException {
        closed = true;
        try {
            connection.close();
        } catch (SQLException e) {
            throw Sqlite.failure(file, "closing", e);
        }
    }
}
