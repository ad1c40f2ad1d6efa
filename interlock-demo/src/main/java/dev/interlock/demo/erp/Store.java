package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ERP's database. One connection, one transaction at a time, so operations are serial; thread-safe. Every effect
 * leaves a line in `journal` in the same transaction, in the order of the effects. Other processes may read the file with
 * SQL meanwhile (WAL).
 */
final class Store implements AutoCloseable {
    private static final List<String> SCHEMA = List.of(
            """
            create table vendor (
              id integer primary key autoincrement,
              name text not null,
              iban text not null) strict""",
            """
            create table invoice (
              id integer primary key autoincrement,
              vendor_id integer not null references vendor (id),
              number text not null,
              amount text not null,
              currency text not null,
              purchase_order text,
              unique (vendor_id, number)) strict""",
            """
            create table payment (
              id integer primary key autoincrement,
              vendor_id integer not null references vendor (id),
              invoice_id integer not null references invoice (id),
              amount text not null,
              currency text not null,
              iban text not null,
              status text not null check (status in ('prepared', 'released'))) strict""",
            """
            create table journal (
              seq integer primary key autoincrement,
              tool text not null,
              subject text not null) strict""",
            "insert into sqlite_sequence (name, seq) values ('vendor', 1000), ('invoice', 5000), ('payment', 9000)",
            "pragma user_version = 1");

    /** An operation inside a transaction. */
    interface Operation<T> {
        T run(Transaction transaction) throws SQLException, Refused;
    }

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();

    private Store(Connection connection) {
        this.connection = connection;
    }

    /** Opens the file, and makes it if it is not there. */
    static Store open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            // Waits for another server on the same file rather than failing.
            statement.execute("pragma busy_timeout = 10000");
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = normal");
            statement.execute("pragma foreign_keys = on");
            statement.execute("begin immediate");
            try (ResultSet version = statement.executeQuery("pragma user_version")) {
                if (version.getInt(1) == 0) {
                    for (String sql : SCHEMA) {
                        statement.execute(sql);
                    }
                }
            }
            statement.execute("commit");
            return new Store(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Runs it in one transaction, which is committed when it returns and rolled back when it throws. */
    <T> T transact(Operation<T> operation) throws SQLException, Refused {
        lock.lock();
        try {
            execute("begin immediate");
            boolean done = false;
            try {
                T value = operation.run(new Transaction(connection));
                execute("commit");
                done = true;
                return value;
            } finally {
                if (!done) {
                    execute("rollback");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            connection.close();
        } finally {
            lock.unlock();
        }
    }

    /** Statements of one transaction. Parameters are `Long` or `String`; amounts come back as decimals. */
    record Transaction(Connection connection) {

        ArrayNode rows(String sql, Object... parameters) throws SQLException {
            try (PreparedStatement statement = prepared(sql, parameters);
                    ResultSet result = statement.executeQuery()) {
                ArrayNode rows = Json.array();
                while (result.next()) {
                    rows.add(row(result));
                }
                return rows;
            }
        }

        Optional<ObjectNode> row(String sql, Object... parameters) throws SQLException {
            ArrayNode rows = rows(sql, parameters);
            return rows.isEmpty() ? Optional.empty() : Optional.of((ObjectNode) rows.get(0));
        }

        /** Changes what is there. */
        void update(String sql, Object... parameters) throws SQLException {
            try (PreparedStatement statement = prepared(sql, parameters)) {
                statement.executeUpdate();
            }
        }

        /** Adds a row and gives its number. */
        long insert(String sql, Object... parameters) throws SQLException {
            update(sql, parameters);
            try (Statement statement = connection.createStatement();
                    ResultSet id = statement.executeQuery("select last_insert_rowid()")) {
                return id.getLong(1);
            }
        }

        void journal(String tool, String subject) throws SQLException {
            update("insert into journal (tool, subject) values (?, ?)", tool, subject);
        }

        private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        }

        /** The column `amount` is a decimal, every other a text; a null is left out. */
        private static ObjectNode row(ResultSet result) throws SQLException {
            ObjectNode row = Json.object();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                String name = result.getMetaData().getColumnLabel(i);
                String value = result.getString(i);
                if (value == null) {
                    continue;
                }
                if (name.equals("amount")) {
                    row.put(name, new BigDecimal(value));
                } else {
                    row.put(name, value);
                }
            }
            return row;
        }
    }
}
