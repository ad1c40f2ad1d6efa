package dev.interlock.server.store;

import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
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
    private final Path file;
    private final Connection connection;
    /** Prepared with the first tile that is asked for and kept, as a verifier asks for one with every 256 entries. */
    private @Nullable PreparedStatement selectTile;

    private boolean closed;

    private SqliteReader(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
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
            try {
                checkVersion(file, connection);
            } catch (SQLException | StoreException e) {
                connection.close();
                throw e;
            }
            return new SqliteReader(file, connection);
        } catch (SQLException e) {
            throw Sqlite.failure(file, "opening", e);
        }
    }

    static void checkVersion(Path file, Connection connection) throws SQLException, StoreException {
        long application = number(connection, "PRAGMA application_id");
        long version = number(connection, "PRAGMA user_version");
        if (application != Sqlite.APPLICATION_ID) {
            throw new StoreException(Problem.CORRUPT, "`" + file + "` is a database, but not of a ledger");
        }
        if (version != Sqlite.VERSION) {
            throw new StoreException(
                    Problem.CORRUPT,
                    "`" + file + "` has version " + version + " of the tables, this program knows " + Sqlite.VERSION
                            + "; use the program that wrote it or a newer one");
        }
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
        try (PreparedStatement query =
                connection.prepareStatement("SELECT seq, leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq")) {
            query.setLong(1, from);
            query.setLong(2, to);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    visitor.entry(row.getLong(1), row.getBytes(2));
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
