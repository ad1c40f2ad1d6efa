package dev.interlock.server.store;

import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The labels that outlive a task, in a database beside the ledger: those of agents, and those of the texts that they wrote, which are
 * there as keyed fingerprints alone. The key is in the file, so that a copy of the file can be read, and the file is of mode 0600. What
 * is written is on the disk when the call returns. Thread-safe.
 *
 * <p>A file that has to be made beside a ledger with entries replaces one that was lost, and bears the mark of that loss.
 */
public final class ContentFile implements StartMark, AutoCloseable {

    /** The file in a data folder. */
    public static final String FILE = "content.db";

    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS secret(half INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT",
            "CREATE TABLE IF NOT EXISTS label(bit INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
            "CREATE TABLE IF NOT EXISTS agent(name TEXT PRIMARY KEY, labels INTEGER NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS part(print INTEGER PRIMARY KEY, length INTEGER NOT NULL,"
                    + " labels INTEGER NOT NULL) STRICT",
            "CREATE TABLE IF NOT EXISTS writer(name TEXT PRIMARY KEY, parts INTEGER NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS loss(since TEXT NOT NULL) STRICT");

    private final Path file;
    private final Connection connection;

    /**
     * A part of a text.
     *
     * @param print its keyed fingerprint
     * @param length in tokens
     * @param labels a bit for each
     */
    public record Part(long print, int length, long labels) {}

    /**
     * The content of the file.
     *
     * @param k0 the first half of the key
     * @param k1 the second half of the key
     * @param labels by their bits
     * @param agents the labels of agents, a bit for each
     * @param written the number of parts that each agent has added
     */
    public record Content(
            long k0,
            long k1,
            List<String> labels,
            Map<String, Long> agents,
            List<Part> parts,
            Map<String, Integer> written) {}

    private ContentFile(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens the file of a data folder that this process alone writes to; makes it, with a new key, if it is absent or empty.
     *
     * @param expected whether there was one, because the ledger has entries
     */
    public static ContentFile open(Path folder, SecureRandom random, boolean expected) throws IOException {
        Path file = folder.resolve(FILE);
        makePrivate(file);
        Connection connection = null;
        try {
            connection = Sqlite.writer(file);
            var opened = new ContentFile(file, connection);
            opened.transaction(() -> opened.begin(random, expected));
            return opened;
        } catch (SQLException e) {
            if (connection != null) {
                try {
                    connection.close();
                } catch (SQLException closing) {
                    e.addSuppressed(closing);
                }
            }
            throw Sqlite.failure(file, "opening", e);
        }
    }

    /** Makes the file, empty and for its owner alone, if it is absent. */
    static void makePrivate(Path file) throws IOException {
        if (!Files.exists(file)) {
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] attributes = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)
                    .close();
        }
        SecretFile.refuseIfOthersMayRead(file, "the file of labels");
    }

    private void begin(SecureRandom random, boolean expected) throws SQLException {
        for (String table : TABLES) {
            execute(table);
        }
        if (expected && SqliteReader.number(connection, "SELECT count(*) FROM secret") == 0) {
            execute("INSERT INTO loss(since) VALUES (datetime())");
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO secret(half, value) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            for (int half = 0; half < 2; half++) {
                insert.setInt(1, half);
                insert.setLong(2, random.nextLong());
                insert.executeUpdate();
            }
        }
    }

    @Override
    public synchronized boolean isSet() throws IOException {
        try {
            return SqliteReader.number(connection, "SELECT count(*) FROM loss") > 0;
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    @Override
    public synchronized void remove() throws IOException {
        try {
            transaction(() -> execute("DELETE FROM loss"));
        } catch (SQLException e) {
            throw Sqlite.failure(file, "writing", e);
        }
    }

    /** Reads all of it. */
    public synchronized Content read() throws IOException {
        try (Statement statement = connection.createStatement()) {
            long[] key = new long[2];
            try (ResultSet row = statement.executeQuery("SELECT half, value FROM secret")) {
                while (row.next()) {
                    key[row.getInt(1)] = row.getLong(2);
                }
            }
            var labels = new ArrayList<String>();
            try (ResultSet row = statement.executeQuery("SELECT name FROM label ORDER BY bit")) {
                while (row.next()) {
                    labels.add(row.getString(1));
                }
            }
            var agents = new TreeMap<String, Long>();
            try (ResultSet row = statement.executeQuery("SELECT name, labels FROM agent")) {
                while (row.next()) {
                    agents.put(row.getString(1), row.getLong(2));
                }
            }
            var parts = new ArrayList<Part>();
            try (ResultSet row = statement.executeQuery("SELECT print, length, labels FROM part")) {
                while (row.next()) {
                    parts.add(new Part(row.getLong(1), row.getInt(2), row.getLong(3)));
                }
            }
            var written = new TreeMap<String, Integer>();
            try (ResultSet row = statement.executeQuery("SELECT name, parts FROM writer")) {
                while (row.next()) {
                    written.put(row.getString(1), row.getInt(2));
                }
            }
            return new Content(key[0], key[1], labels, agents, parts, written);
        } catch (SQLException e) {
            throw Sqlite.failure(file, "reading", e);
        }
    }

    /**
     * Writes labels of agents and parts, in one transaction.
     *
     * @param labels all labels by their bits
     * @param agents those that have other labels now
     * @param parts those that are new, or have other labels now
     * @param written the number of parts of agents that have added some
     */
    public synchronized void write(
            List<String> labels, Map<String, Long> agents, List<Part> parts, Map<String, Integer> written)
            throws IOException {
        try {
            transaction(() -> {
                putLabels(labels);
                putAgents(agents);
                putParts(parts);
                putWritten(written);
            });
        } catch (SQLException e) {
            throw Sqlite.failure(file, "writing", e);
        }
    }

    private void putLabels(List<String> labels) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO label(bit, name) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            for (int bit = 0; bit < labels.size(); bit++) {
                insert.setInt(1, bit);
                insert.setString(2, labels.get(bit));
                insert.executeUpdate();
            }
        }
    }

    private void putAgents(Map<String, Long> agents) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO agent(name, labels) VALUES (?, ?)")) {
            for (Map.Entry<String, Long> agent : agents.entrySet()) {
                insert.setString(1, agent.getKey());
                insert.setLong(2, agent.getValue());
                insert.executeUpdate();
            }
        }
    }

    private void putParts(List<Part> parts) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO part(print, length, labels) VALUES (?, ?, ?)")) {
            for (Part part : parts) {
                insert.setLong(1, part.print());
                insert.setInt(2, part.length());
                insert.setLong(3, part.labels());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void putWritten(Map<String, Integer> written) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO writer(name, parts) VALUES (?, ?)")) {
            for (Map.Entry<String, Integer> writer : written.entrySet()) {
                insert.setString(1, writer.getKey());
                insert.setInt(2, writer.getValue());
                insert.executeUpdate();
            }
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void transaction(Work work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            work.run();
            execute("COMMIT");
        } catch (SQLException e) {
            try {
                execute("ROLLBACK");
            } catch (SQLException alreadyDone) {
                e.addSuppressed(alreadyDone); // a full disk rolls back by itself
            }
            throw e;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException(Problem.IO, "closing `" + file + "` failed: " + e.getMessage(), e);
        }
    }
}
