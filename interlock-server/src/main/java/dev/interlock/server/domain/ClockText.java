package dev.interlock.server.domain;

import dev.interlock.engine.clock.ClockStanding;
import dev.interlock.engine.event.ClockEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A doubt of the clock in words, with the way out of it. */
public final class ClockText {

    /** The way out, to be added to what was seen. */
    static final String REMEDY =
            "; nothing is decided until a person confirms the time: set the clock, then run `interlock clock confirm"
                    + " TIME`";

    private ClockText() {}

    /** @param recordMillis the time of the record at that moment, in milliseconds since 1970 */
    public static String of(ClockEvent.Doubted doubted, long recordMillis) {
        return seen(doubted, recordMillis) + REMEDY;
    }

    /** Words how much time passed before a confirmation. */
    public static String passed(ClockEvent.Confirmed confirmed) {
        long least = confirmed.atLeastMillis();
        long most = confirmed.atMostMillis();
        String upTo = most >= ClockStanding.UNKNOWN_MILLIS ? "an unknown time" : span(most);
        return least == most ? span(most) + " passed" : "between " + span(least) + " and " + upTo + " passed";
    }

    private static String span(long millis) {
        return millis < 120_000 ? millis / 1_000 + " seconds" : apart(millis);
    }

    /** Words what was seen. */
    public static String seen(ClockEvent.Doubted doubted, long recordMillis) {
        long wall = doubted.reading().wallMillis();
        String apart = apart(Math.abs(wall - recordMillis));
        return switch (doubted.why()) {
            case JUMPED ->
                "the clock of this machine was set " + (wall < recordMillis ? "back" : "ahead") + " by " + apart
                        + " (it shows " + time(wall) + ", but judging by the time since the machine started, it is "
                        + time(recordMillis) + ")";
            case BEHIND ->
                "the clock of this machine shows " + time(wall) + ", " + apart
                        + " before the last entry of the record (" + time(recordMillis) + ")";
            case AHEAD ->
                "the clock of this machine shows " + time(wall) + ", " + apart + " after the last entry of the record ("
                        + time(recordMillis) + ")";
        };
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String apart(long millis) {
        Duration time = Duration.ofMillis(millis);
        if (time.toDays() >= 2) {
            return time.toDays() + " days";
        }
        return time.toHours() >= 2 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
    }
}
