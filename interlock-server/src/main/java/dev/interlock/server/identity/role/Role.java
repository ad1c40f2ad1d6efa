package dev.interlock.server.identity.role;

import java.util.Locale;

/** The roles that people can have. They add up; each of them sees everything. */
public enum Role {
    /** Stops things, opens lanes, finds out what became of calls. */
    OPERATOR,
    /** Answers holds, and lets others answer. */
    APPROVER,
    /** Reads, and changes nothing. */
    AUDITOR,
    /** Does everything that people do, and what only administrators may. */
    ADMINISTRATOR;

    /** The name, as configurations and the API write it. */
    public String written() {
        return name().toLowerCase(Locale.ROOT);
    }
}
