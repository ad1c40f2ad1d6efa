package dev.interlock.server.replay.read;

import java.util.Locale;

/** The flaws that an input can have. None of them ends a replay: they are counted, and the first places are named. */
public enum Flaw {
    BROKEN("could not be read, and were left out"),
    CUT("ended in the middle"),
    TIME_BACK("had an earlier time than the event before them, and were given its time"),
    NO_TIME("had no time: they keep their place in the file, and no rule with a window can judge them"),
    BAD_TIME("had a time that cannot be read: they count as having no time"),
    NO_OFFSET("had a time without an offset, which was read as UTC"),
    NO_AGENT("named no actor: they count as done by an unknown party"),
    BAD_NAME("named an actor with a text that is not a valid name: they count as done by an unknown party"),
    NO_CASE("named no case"),
    AMBIGUOUS("had several different values for one attribute: none of them counts"),
    NO_ARGUMENTS("had no recorded arguments"),
    TOOL_UNKNOWN("named a tool that the catalogue does not have"),
    LEFT_OUT("named a tool that the catalogue does not have, and were left out"),
    NO_SUCH_CALL("settled a call that is not open"),
    REPEATED("used the id of an open call or task"),
    TASK_REFUSED("opened or closed a task in a way that is refused"),
    UNNAMED("had a result that does not name what the call created: their outcome is unknown"),
    OUTSIDE("were refused outside any task, so they are not in the history");

    private final String words;

    Flaw(String words) {
        this.words = words;
    }

    /** The flaw in words, as the end of a sentence about lines or events. */
    public String words() {
        return words;
    }

    /** The name as it is written outside. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns whether the input is at fault, rather than less complete than it could be. */
    public boolean bad() {
        return switch (this) {
            case BROKEN, CUT, TIME_BACK, NO_TIME, BAD_TIME, BAD_NAME, TOOL_UNKNOWN -> true;
            case NO_SUCH_CALL, REPEATED, TASK_REFUSED, OUTSIDE -> true;
            case NO_OFFSET, NO_AGENT, NO_CASE, AMBIGUOUS, NO_ARGUMENTS, LEFT_OUT, UNNAMED -> false;
        };
    }
}
