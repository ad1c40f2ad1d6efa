package dev.interlock.server.credential;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGProperty;

/** Connections as the user who makes roles: a few, which are used again. Thread-safe. */
final class AdminConnections implements AutoCloseable {

    /** The most connections. There are more than withdraw at a time: what is to be stopped at once finds a place. */
    private static final int MOST = 6;

    private static final int PATIENCE_SECONDS = 30;

    /**
     * INVARIANT: nothing but what the system itself has is found by a name without a schema. A role that may create in a schema that is
     * searched could put a function or an operator there that fits better than the one of the system, and have it run as the one who
     * makes roles. What it holds locks on is not waited for long: others are to be withdrawn, too.
     */
    private static final String OPTIONS = "-c search_path=pg_catalog -c lock_timeout=5s";

    /** The time without use after which a connection is asked whether it is still there. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Work on a connection. What it returns was committed. */
    interface Work<T> {
        T with(Connection connection) throws SQLException, EngineException;
    }

    private record Idle(Connection connection, long since) {}

    private final PostgresSettings settings;
    private final Semaphore places = new Semaphore(MOST, true);
    private final Deque<Idle> idle = new ArrayDeque<>(); // guarded by itself
    private boolean closed; // guarded by idle

    AdminConnections(PostgresSettings settings) {
        this.settings = settings;
    }

    /**
     * Does it in one transaction, which is rolled back when it fails.
     *
     * @throws EngineException also where nobody knows whether it was committed
     */
    <T> T transaction(Work<T> work) throws EngineException {
        boolean placed = false;
        try {
            placed = places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!placed) {
                throw new EngineException("the connections to " + where() + " are all in use");
            }
            Connection connection = take();
            boolean done = false;
            try {
                T result = work.with(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                // A failure ends the connection, and with it the transaction, whatever state it is in.
                giveBack(connection, done);
            }
        } catch (SQLException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted");
        } finally {
            if (placed) {
                places.release();
            }
        }
    }

    /** Does the work in another database of the same server, on a connection of its own. */
    void elsewhere(String database, Work<?> work) throws EngineException {
        try (Connection connection = open(database)) {
            var _ = work.with(connection);
            connection.commit();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Connection take() throws SQLException {
        while (true) {
            Idle one;
            synchronized (idle) {
                one = idle.pollFirst();
            }
            if (one == null) {
                return open(settings.database());
            }
            if (System.nanoTime() - one.since() < FRESH_NANOS
                    || one.connection().isValid(2)) {
                return one.connection();
            }
            end(one.connection());
        }
    }

    private void giveBack(Connection connection, boolean usable) {
        synchronized (idle) {
            if (usable && !closed) {
                idle.addFirst(new Idle(connection, System.nanoTime()));
                return;
            }
        }
        end(connection);
    }

    private static void end(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is of no use any more either way
        }
    }

    private Connection open(String database) throws SQLException {
        var properties = new Properties();
        PGProperty.USER.set(properties, settings.user());
        PGProperty.PASSWORD.set(properties, settings.password());
        PGProperty.APPLICATION_NAME.set(properties, "interlock");
        PGProperty.OPTIONS.set(properties, OPTIONS);
        PGProperty.CONNECT_TIMEOUT.set(properties, 5);
        PGProperty.LOGIN_TIMEOUT.set(properties, 10);
        PGProperty.SOCKET_TIMEOUT.set(properties, PATIENCE_SECONDS);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        // statements are looked at by nobody in between: no server-side names to lose
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        // what a failing statement was is not told: it may hold what is secret
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://" + settings.host() + ":" + settings.port() + "/"
                        + URLEncoder.encode(database, StandardCharsets.UTF_8),
                properties);
        connection.setAutoCommit(false);
        return connection;
    }

    private String where() {
        return "postgresql at " + settings.host() + ":" + settings.port();
    }

    /** Makes the failure of a statement. SQLSTATE class 08 and what a server says that goes down are the same to whoever waits for it. */
    private EngineException failure(SQLException e) {
        String state = e.getSQLState();
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new EngineException(where() + (state == null ? "" : " (" + state + ")") + ": " + message);
    }

    @Override
    public void close() {
        Deque<Idle> ending;
        synchronized (idle) {
            closed = true;
            ending = new ArrayDeque<>(idle);
            idle.clear();
        }
        ending.forEach(one -> end(one.connection()));
    }
}
