package dev.interlock.cli.terminal;

import dev.interlock.server.upstream.stdio.StdioSettings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * The log of the process: warnings and errors, a line each, to standard error. {@code INTERLOCK_LOG} sets another level ({@code info},
 * {@code debug}).
 */
public final class Logging {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The logger of servers that are started here. Held, as the log manager does not hold it. */
    private static final Logger SERVERS = Logger.getLogger(StdioSettings.LOG);

    private Logging() {}

    public static void setUp(String level) {
        // The web server would print its own banner and greet the log with its features.
        System.setProperty("io.helidon.logging.config.disabled", "true");
        // The SQLite driver speaks SLF4J, for which there is no provider here, and says so.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        LogManager.getLogManager().reset();
        var handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new OneLine());
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(level(level));
    }

    /** Shows the log of servers that were started here too, unless a level was asked for. */
    public static void ofServers(String level) {
        if (level.isEmpty()) {
            SERVERS.setLevel(Level.INFO);
        }
    }

    private static Level level(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "info" -> Level.INFO;
            case "debug" -> Level.FINE;
            default -> Level.WARNING;
        };
    }

    /**
     * The form of a log line: time, level, message, and the failure behind it in short; what would begin another line, or move on a
     * terminal, is `?`.
     */
    static final class OneLine extends Formatter {
        private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\x{85}\\p{Zl}\\p{Zp}&&[^\\t]]");

        @Override
        public String format(LogRecord record) {
            String failure = record.getThrown() == null ? "" : ": " + record.getThrown();
            return TIME.format(Instant.ofEpochMilli(record.getMillis())) + " "
                    + record.getLevel().getName().toLowerCase(Locale.ROOT) + " "
                    + CONTROLS.matcher(formatMessage(record) + failure).replaceAll("?")
                    + "\n";
        }
    }
}
