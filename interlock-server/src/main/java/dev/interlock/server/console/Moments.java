package dev.interlock.server.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Times for a viewer: local ones, in the viewer's zone, with UTC beside or in the markup. Immutable.
 *
 * @param zone the zone of the viewer's clock
 * @param now what time it is
 */
public record Moments(ZoneId zone, Instant now) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("d MMM yyyy HH:mm", Locale.ENGLISH);

    /** Reads a time as the API writes it; empty where it is none. */
    public static Optional<Instant> read(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The time of day where it is today, else with its day. */
    public String at(Instant time) {
        return written(time, EXACT);
    }

    /** The same without parts of a second. */
    public String about(Instant time) {
        return written(time, TIME);
    }

    private String written(Instant time, DateTimeFormatter today) {
        ZonedDateTime local = time.atZone(zone);
        ZonedDateTime here = now.atZone(zone);
        if (local.toLocalDate().equals(here.toLocalDate())) {
            return local.format(today);
        }
        return local.format(local.getYear() == here.getYear() ? DAY : YEAR);
    }

    /** The time in UTC, as RFC 3339 writes it: for the markup of a time. */
    public String utc(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** A moment in UTC without its day, such as {@code 15:20:00 UTC}. */
    public String utcAbout(Instant time) {
        return time.atZone(ZoneOffset.UTC).format(TIME) + " UTC";
    }

    /** The clock of the viewer, such as {@code 03:10:54 in Berlin}. */
    public String clock() {
        return now.atZone(zone).format(TIME) + (isUtc() ? " UTC" : " in " + place());
    }

    /** The same moment in UTC; empty for viewers whose clock shows UTC. */
    public String utcClock() {
        return isUtc() ? "" : now.atZone(ZoneOffset.UTC).format(TIME) + " UTC";
    }

    /** The zone by name and offset, such as {@code Berlin, UTC+1}. */
    public String zoneName() {
        return isUtc() ? "UTC" : place() + ", " + offset();
    }

    private boolean isUtc() {
        return zone.getRules().equals(ZoneOffset.UTC.getRules());
    }

    private String place() {
        String id = zone.getId();
        return id.substring(id.lastIndexOf('/') + 1).replace('_', ' ');
    }

    private String offset() {
        String offset = zone.getRules().getOffset(now).getId();
        return "UTC"
                + (offset.endsWith(":00")
                        ? offset.substring(0, offset.length() - 3).replaceFirst("^([+-])0", "$1")
                        : offset);
    }

    /** How long ago it was, such as {@code 14 seconds ago}. */
    public String ago(Instant time) {
        Duration past = Duration.between(time, now);
        return past.toSeconds() < 2 ? "just now" : words(past) + " ago";
    }

    /** How much time is left, such as {@code 23 h 59 min}; {@code none} when it is over. */
    public String left(Instant end) {
        Duration left = Duration.between(now, end);
        return left.isNegative() || left.isZero() ? "none" : span(left);
    }

    private static String words(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 120) {
            return seconds + " seconds";
        }
        return time.toMinutes() < 120
                ? time.toMinutes() + " minutes"
                : time.toHours() < 48 ? time.toHours() + " hours" : time.toDays() + " days";
    }

    /** A length of time in its two largest units, such as {@code 23 h 59 min}. */
    public static String span(Duration time) {
        long days = time.toDays();
        if (days > 0) {
            return days + " d" + (time.toHoursPart() > 0 ? " " + time.toHoursPart() + " h" : "");
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h" + (time.toMinutesPart() > 0 ? " " + time.toMinutesPart() + " min" : "");
        }
        if (time.toMinutes() >= 10) {
            return time.toMinutes() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
