package dev.interlock.server.replay.read;

import java.util.Locale;

/** The flaws that an input can have. None of them ends a replay: they are counted, and the first places are named. */
public enum Flaw {
    BROKEN("could not be read, and were left out"),
    CUT("ended in the middle"),
    TIME_BACK("had a time before the one before it, and were given that one's"),
    NO_TIME("had no time: they stand where the file has them, and no rule with a window can judge them"),
    BAD_TIME("had a time that cannot be read: they count as having none"),
    NO_OFFSET("had a time without an offset, which was read as UTC"),
    NO_AGENT("named nobody who acted: they count as done by an unknown party"),
    BAD_NAME("named who acted by a text that is no name: they count as done by an unknown party"),
    NO_CASE("named no case"),
    AMBIGUOUS("had attributes of one name that differ: none of these counts"),
    NO_ARGUMENTS("had no recorded arguments"),
    TOOL_UNKNOWN("named a tool that the catalogue does not have"),
    LEFT_OUT("named a tool that the catalogue does not have, and were left out"),
    NO_SUCH_CALL("settled a call that is not open"),
    REPEATED("used an id that an open call or task has"),
    TASK_REFUSED("opened or closed a task in a way that is refused"),
    UNNAMED("had a result that does not name what the call created: their outcome is unknown"),
    OUTSIDE("were refused outside of any task, so that nothing of them is in the history");

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
