package dev.interlock.server.upstream;

import java.util.Locale;
import java.util.Optional;

/** How severe a log message is (RFC 5424, 6.2.1), the least severe first. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    /** The name that MCP gives it. */
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

    public boolean atLeast(LogLevel other) {
        return compareTo(other) >= 0;
    }
}
