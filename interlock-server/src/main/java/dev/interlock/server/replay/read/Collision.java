package dev.interlock.server.replay.read;

import java.util.Locale;

/**
 * Two names of a log that would be taken for one, so that what two people, activities or cases did would count as one's. An error: nobody
 * but the author of the log can tell whether they are the same.
 *
 * @param name the name that both become
 */
public record Collision(Kind kind, String name, Seen first, Seen second) {

    /** The kind of thing that the names stand for. */
    public enum Kind {
        /** Two activities become one tool of the catalogue. */
        ACTIVITY,
        /** Two traces have one name. */
        CASE;

        /** The name of the kind as it is written outside. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A name as the log writes it, and where it was met first. */
    public record Seen(String name, Place place) {

        /** The activity that a call of a log was. */
        public static Seen activityOf(TraceEvent.Called call) {
            return new Seen(LogArguments.activity(call.args()), call.place());
        }
    }
}
