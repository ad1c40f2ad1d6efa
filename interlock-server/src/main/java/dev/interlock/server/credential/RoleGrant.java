package dev.interlock.server.credential;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A line of the template of a role: its privileges, and the objects that they are on. */
sealed interface RoleGrant {

    /**
     * The privileges that can be granted are a closed set: none of them passes privileges on, and no text of an author
     * becomes SQL.
     */
    enum Privilege {
        SELECT,
        INSERT,
        UPDATE,
        DELETE,
        USAGE,
        CREATE,
        EXECUTE;

        /** Returns the privilege's name in a configuration. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The kinds of objects, with the privileges that each has. */
    enum Kind {
        TABLE("TABLE", true, Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE),
        SEQUENCE("SEQUENCE", true, Privilege.SELECT, Privilege.UPDATE, Privilege.USAGE),
        SCHEMA("SCHEMA", false, Privilege.USAGE, Privilege.CREATE),
        /** All tables that are in the schema when the first lease is issued. */
        TABLES_OF(
                "ALL TABLES IN SCHEMA", false, Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE),
        SEQUENCES_OF("ALL SEQUENCES IN SCHEMA", false, Privilege.SELECT, Privilege.UPDATE, Privilege.USAGE),
        FUNCTIONS_OF("ALL FUNCTIONS IN SCHEMA", false, Privilege.EXECUTE);

        private final String sql;
        private final boolean inSchema;

        @SuppressWarnings("ImmutableEnumChecker") // it is made by Set.of
        private final Set<Privilege> privileges;

        Kind(String sql, boolean inSchema, Privilege... privileges) {
            this.sql = sql;
            this.inSchema = inSchema;
            this.privileges = Set.of(privileges);
        }

        /** Returns the kind's key in a configuration. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Returns whether the object's name has two parts, schema first. */
        boolean inSchema() {
            return inSchema;
        }

        Set<Privilege> privileges() {
            return privileges;
        }
    }

    /** The statement that grants it to a role. */
    String sql(SqlName role);

    /**
     * Privileges on a thing.
     *
     * @param schema the schema, or of a schema its own name
     * @param name in the schema; the same as {@code schema} where the thing is one
     */
    record On(Set<Privilege> may, Kind kind, SqlName schema, SqlName name) implements RoleGrant {
        public On {
            may = Set.copyOf(may);
            if (may.isEmpty() || !kind.privileges().containsAll(may)) {
                throw new IllegalArgumentException("these privileges do not exist for `" + kind.text() + "`");
            }
        }

        @Override
        public String sql(SqlName role) {
            String privileges = new TreeSet<>(may).stream().map(Enum::name).collect(Collectors.joining(", "));
            String thing = kind.inSchema() ? schema.quoted() + "." + name.quoted() : name.quoted();
            return "GRANT " + privileges + " ON " + kind.sql + " " + thing + " TO " + role.quoted();
        }
    }

    /** Membership in another role, with all its privileges. */
    record MemberOf(SqlName other) implements RoleGrant {
        @Override
        public String sql(SqlName role) {
            return "GRANT " + other.quoted() + " TO " + role.quoted();
        }
    }
}
