package dev.interlock.server.credential;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.util.PasswordUtil;

/**
 * Roles of a PostgreSQL server, one for each lease, named by the lease alone. Their privileges are those of one role
 * without login, of which they are members: the privileges of thousands of roles do not fit beside one table, and
 * concurrent changes of them would get into each other's way.
 *
 * <p>When a lease ends, its role can log in no more, its connections are cut, the objects that it owns are dropped or
 * go to an heir, and the role is dropped.
 *
 * <p>INVARIANT: advisory locks are not used. Every role that can log in can take any of them, and so could hold up its
 * own end.
 */
public final class PostgresRoles implements CredentialEngine {

    /** The variables of a process that hold the credential: those that libpq and most drivers read. */
    static final Set<String> VARIABLES = Set.of("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD");

    private static final String PREFIX = "interlock_";
    private static final int PASSWORD_BYTES = 32;
    private static final int CUTS = 5;
    private static final int CUT_MILLIS = 2_000;
    /** The first version in which a membership says whether it inherits. */
    private static final int INHERITING = 16;
    /** The lock under which the privileges of all credentials are changed: two at a time fail on the same row of the catalogue. */
    private static final ReentrantLock GRANTING = new ReentrantLock();

    /** The states "duplicate object" and "unique violation": a role is there already, or since a moment ago. */
    private static final Set<String> THERE = Set.of("42710", "23505");

    /** The state "privilege not granted": a warning for the server, and a credential that does not work for us. */
    private static final String NOT_GRANTED = "01007";

    private final PostgresSettings settings;
    private final SecureRandom random;
    private final AdminConnections connections;
    private final SqlName group;
    /** Whether the group is made, as far as is known. */
    private volatile boolean ready;

    private volatile boolean superuser;

    public PostgresRoles(PostgresSettings settings, SecureRandom random) {
        this.settings = settings;
        this.random = random;
        this.connections = new AdminConnections(settings);
        this.group = new SqlName(PREFIX + settings.scope() + "_grants");
    }

    @Override
    public String kind() {
        return "postgres";
    }

    private SqlName role(long lease) {
        return new SqlName(PREFIX + settings.scope() + "_" + lease);
    }

    @Override
    public Issued issue(Grant grant) throws EngineException {
        if (!ready) {
            GRANTING.lock();
            try {
                connections.transaction(connection -> {
                    makeGroup(connection);
                    return "";
                });
            } finally {
                GRANTING.unlock();
            }
            ready = true;
        }
        SqlName role = role(grant.lease());
        String password = password();
        try {
            connections.transaction(connection -> {
                create(connection, role, password, grant.expires());
                return "";
            });
        } catch (EngineException e) {
            ready = false; // perhaps somebody has removed the group
            throw e;
        }
        String basic = role.text() + ":" + password;
        return new Issued(
                Map.of(
                        "PGHOST", settings.host(),
                        "PGPORT", String.valueOf(settings.port()),
                        "PGDATABASE", settings.database(),
                        "PGUSER", role.text(),
                        "PGPASSWORD", password),
                Optional.of("Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8))),
                Optional.empty());
    }

    private String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Gives the group the privileges of the template, no more and no less, whatever was granted before. */
    private void makeGroup(Connection connection) throws SQLException, EngineException {
        superuser = isSuperuser(connection);
        if (oid(connection, group).isEmpty()) {
            run(connection, "CREATE ROLE " + group.quoted() + " NOLOGIN");
            joinIt(connection, group);
        }
        for (String other : memberships(connection)) {
            run(connection, "REVOKE " + SqlName.quoted(other) + " FROM " + group.quoted());
        }
        run(connection, "DROP OWNED BY " + group.quoted());
        for (RoleGrant grant : settings.grants()) {
            run(connection, grant.sql(group));
        }
    }

    /** Returns the roles of which the group is a member. */
    private List<String> memberships(Connection connection) throws SQLException {
        var found = new ArrayList<String>();
        try (PreparedStatement query = connection.prepareStatement("SELECT r.rolname FROM pg_auth_members m"
                + " JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles g ON g.oid = m.member WHERE g.rolname = ?")) {
            query.setString(1, group.text());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    /**
     * Joins the role: its connections can be cut and its objects dropped only with its privileges. A superuser has all
     * of them; other users give them to themselves.
     */
    private void joinIt(Connection connection, SqlName role) throws SQLException, EngineException {
        if (!superuser) {
            run(
                    connection,
                    "GRANT " + role.quoted() + " TO CURRENT_USER"
                            + (version(connection) >= INHERITING ? " WITH INHERIT TRUE" : ""));
        }
    }

    private static boolean isSuperuser(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static int version(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion();
    }

    /** The password goes as what the server keeps of it, so that no log of statements holds it. */
    private void create(Connection connection, SqlName role, String password, Instant expires)
            throws SQLException, EngineException {
        run(
                connection,
                "CREATE ROLE " + role.quoted() + " LOGIN INHERIT CONNECTION LIMIT " + settings.connections()
                        + " PASSWORD '" + PasswordUtil.encodeScramSha256(password.toCharArray())
                        + "' VALID UNTIL '" + expires + "'");
        joinIt(connection, role);
        run(
                connection,
                "GRANT " + group.quoted() + " TO " + role.quoted()
                        + (version(connection) >= INHERITING ? " WITH INHERIT TRUE, SET FALSE" : ""));
    }

    @Override
    public void stop(long lease) throws EngineException {
        OptionalLong oid = shut(role(lease));
        if (oid.isPresent()) {
            terminate(oid.getAsLong(), 0);
        }
    }

    @Override
    public Withdrawal withdraw(long lease) throws EngineException {
        SqlName role = role(lease);
        OptionalLong found = shut(role);
        if (found.isEmpty() && isLeft(role)) {
            found = shut(role);
        }
        if (found.isEmpty()) {
            return Withdrawal.GONE;
        }
        long oid = found.getAsLong();
        cut(oid);
        List<String> databases = connections.transaction(connection -> databases(connection, oid));
        if (!databases.isEmpty()) {
            leave(role);
        }
        for (String database : databases) {
            connections.elsewhere(database, connection -> {
                dropOwned(connection, role);
                return "";
            });
        }
        connections.transaction(connection -> {
            run(connection, "DROP ROLE IF EXISTS " + role.quoted());
            return "";
        });
        // whoever had logged in just before, and was not seen yet
        cut(oid);
        return Withdrawal.GONE;
    }

    /**
     * Lets nobody in any more; empty where there is no such role. Does not wait for the server's disk: a server that loses it ends
     * all connections and is asked again, until the role is dropped, which is durable.
     */
    private OptionalLong shut(SqlName role) throws EngineException {
        return connections.transaction(connection -> {
            OptionalLong oid = oid(connection, role);
            if (oid.isPresent()) {
                run(
                        connection,
                        "SET LOCAL synchronous_commit = off; ALTER ROLE " + role.quoted()
                                + " NOLOGIN VALID UNTIL '-infinity'");
            }
            return oid;
        });
    }

    /**
     * Returns whether a dead process has left the role, in a transaction that was still under way. Waits for that
     * transaction: only once it is over is it certain whether a role of that name exists.
     */
    private boolean isLeft(SqlName role) throws EngineException {
        return connections.transaction(connection -> {
            Savepoint before = connection.setSavepoint();
            try {
                run(connection, "CREATE ROLE " + role.quoted() + " NOLOGIN");
                return false;
            } catch (SQLException e) {
                if (!THERE.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                return true;
            } finally {
                connection.rollback(before);
            }
        });
    }

    /**
     * Takes the group from a role. Dropping what the role owns may have to wait; whoever could still act as it has nothing of the
     * template then.
     */
    private void leave(SqlName role) throws EngineException {
        connections.transaction(connection -> {
            if (oid(connection, group).isPresent()) {
                run(connection, "REVOKE " + group.quoted() + " FROM " + role.quoted());
            }
            return "";
        });
    }

    /** Ends all connections of a role that lets no more in; returns when none is left. */
    private void cut(long oid) throws EngineException {
        for (int i = 0; i < CUTS; i++) {
            if (terminate(oid, i == 0 ? 0 : CUT_MILLIS) == 0) {
                return;
            }
        }
        throw new EngineException(
                "connections of a withdrawn role do not end at PostgreSQL " + settings.host() + ":" + settings.port());
    }

    /** @return how many connections the role had before */
    private int terminate(long oid, int waitMillis) throws EngineException {
        return connections.transaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT pg_terminate_backend(pid, ?) FROM pg_stat_activity WHERE usesysid = ?")) {
                query.setInt(1, waitMillis);
                query.setLong(2, oid);
                int count = 0;
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        count++;
                    }
                }
                return count;
            }
        });
    }

    /** Returns the databases in which the role owns something, or has privileges of its own. */
    private static List<String> databases(Connection connection, long oid) throws SQLException {
        var found = new ArrayList<String>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT DISTINCT coalesce(d.datname, current_database()) FROM pg_shdepend s"
                        + " LEFT JOIN pg_database d ON d.oid = s.dbid"
                        + " WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = ?"
                        + " AND s.classid <> 'pg_auth_members'::regclass")) {
            query.setLong(1, oid);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    private void dropOwned(Connection connection, SqlName role) throws SQLException, EngineException {
        if (settings.heir().isPresent()) {
            run(
                    connection,
                    "REASSIGN OWNED BY " + role.quoted() + " TO "
                            + settings.heir().get().quoted());
        }
        run(connection, "DROP OWNED BY " + role.quoted());
    }

    @Override
    public Set<Long> present() throws EngineException {
        String prefix = PREFIX + settings.scope() + "_";
        return connections.transaction(connection -> {
            Set<Long> found = new TreeSet<>();
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT rolname FROM pg_roles WHERE starts_with(rolname, ?)")) {
                query.setString(1, prefix);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        String number = rows.getString(1).substring(prefix.length());
                        if (number.matches("0|[1-9][0-9]{0,17}")) {
                            found.add(Long.parseLong(number));
                        }
                    }
                }
            }
            return found;
        });
    }

    private static OptionalLong oid(Connection connection, SqlName role) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT oid FROM pg_roles WHERE rolname = ?")) {
            query.setString(1, role.text());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException, EngineException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                if (NOT_GRANTED.equals(w.getSQLState())) {
                    throw new EngineException(
                            "the user that creates roles cannot grant what the template says: " + w.getMessage());
                }
            }
        }
    }

    @Override
    public void close() {
        connections.close();
    }

    @Override
    public String toString() {
        return "PostgresRoles[" + settings + "]";
    }
}
