package dev.interlock.server.mcp;

import java.util.Locale;
import java.util.Optional;

/** The severity of a log message (RFC 5424, as MCP names it), least severe first. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    /** Returns the level as it is written on the wire. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<LogLevel> of(String label) {
        for (LogLevel each : values()) {
            if (each.label().equals(label)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Returns whether a client that asked for messages from a level on wants one of this level. */
    public boolean atLeast(LogLevel least) {
        return compareTo(least) >= 0;
    }
}
