package dev.interlock.server.credential;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of an engine that makes roles: the server, the administrator, and the privileges.
 *
 * @param scope tells the roles of this credential from those of other credentials at the same server, also of other
 *     installations
 * @param host of the server
 * @param database to which the roles connect
 * @param user the user who makes the roles: with CREATEROLE, and able to grant the template
 * @param connections of one role at a time
 * @param grants the template
 * @param heir the later owner of objects that a role has made; without one they are dropped with the role
 */
public record PostgresSettings(
        String scope,
        String host,
        int port,
        String database,
        String user,
        String password,
        int connections,
        List<RoleGrant> grants,
        Optional<SqlName> heir) {

    private static final Pattern SCOPE = Pattern.compile("[a-z0-9]{4,16}");

    private static final Pattern ADDRESS = Pattern.compile(
            "postgresql://([A-Za-z0-9.-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?/([^/?#@:%]{1,63})");

    /** The host, port and database of `postgresql://HOST:PORT/DATABASE`. */
    record Address(String host, int port, String database) {

        private static final int USUAL = 5432;

        /** Reads an address; empty when the text is none, or says more, such as a password. */
        static Optional<Address> parse(String text) {
            Matcher m = ADDRESS.matcher(text);
            if (!m.matches()) {
                return Optional.empty();
            }
            int port = m.group(2) == null ? USUAL : Integer.parseInt(m.group(2));
            return port < 1 || port > 65_535
                    ? Optional.empty()
                    : Optional.of(new Address(m.group(1), port, m.group(3)));
        }
    }

    public PostgresSettings {
        if (!SCOPE.matcher(scope).matches()) {
            throw new IllegalArgumentException("a scope has 4 to 16 lower-case letters and digits");
        }
        grants = List.copyOf(grants);
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "PostgresSettings[" + user + "@" + host + ":" + port + "/" + database + "]";
    }
}
