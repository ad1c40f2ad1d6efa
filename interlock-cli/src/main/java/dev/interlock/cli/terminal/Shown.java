package dev.interlock.cli.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Members of a server's answer as they are shown to people. */
public final class Shown {

    private static final DateTimeFormatter RECORDED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Shown() {}

    /** The member as printable text; {@code -} when it is not there, {@code unknown} for null. */
    public static String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        return value.isMissingNode() ? "-" : value(value);
    }

    /** The member as it came, for {@link Screen#quotation}, which makes it printable line by line. */
    public static String raw(JsonNode node, String member) {
        return node.path(member).asText();
    }

    public static String value(JsonNode value) {
        return value.isNull() ? "unknown" : Screen.printable(value.isTextual() ? value.textValue() : value.toString());
    }

    /** The items, with commas. */
    public static String list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(Shown::value)
                .collect(Collectors.joining(", "));
    }

    /** A time to the second, as in {@code 2026-11-24 15:43:32Z}. */
    public static String time(JsonNode node, String member) {
        String text = text(node, member);
        try {
            return time(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    /** A time of the record, as {@code interlock ledger show} prints it: to the millisecond. */
    public static String recorded(Instant time) {
        return RECORDED.format(time);
    }

    /** A time to the second, as in {@code 2026-11-24 15:43:32Z}: the one form of the whole command line. */
    public static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
    }

    /** Words a time in the largest unit that fits: {@code 1 hour}, {@code 90 seconds}. */
    public static String seconds(long seconds) {
        Duration d = Duration.ofSeconds(seconds);
        if (seconds > 0 && seconds % 3600 == 0) {
            return plural(d.toHours(), "hour");
        }
        return seconds > 0 && seconds % 60 == 0 ? plural(d.toMinutes(), "minute") : plural(seconds, "second");
    }

    public static String plural(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
