package dev.interlock.server.mcp;

import java.util.Locale;
import java.util.Optional;

/** How severe a log message is (RFC 5424, as MCP names it), least severe first. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    /** As it is written on the wire. */
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

    /** Whether a message of this level is wanted by who wants messages from that level on. */
    public boolean atLeast(LogLevel least) {
        return compareTo(least) >= 0;
    }
}
