package dev.interlock.engine.codec;

/**
 * A record that cannot be read or written exactly. Nothing is skipped or repaired: whoever meets this while folding a
 * ledger stops, because the state would no longer follow from the record.
 */
public final class CodecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of deviation it is. */
    public enum Problem {
        /** Written by a version of the encoding that this program does not know. */
        UNKNOWN_VERSION,
        /** No event of this name. */
        UNKNOWN_TYPE,
        /** A field that the event does not have. */
        UNKNOWN_FIELD,
        MISSING_FIELD,
        /** A text where a number belongs, and the like. */
        WRONG_TYPE,
        /** Of the right type, but outside its range, or not written in the one canonical way. */
        BAD_VALUE
    }

    private static final int QUOTED = 80;

    private final Problem problem;
    private final String path;

    CodecException(Problem problem, String path, String message) {
        super("`" + path + "`: " + message);
        this.problem = problem;
        this.path = path;
    }

    public Problem problem() {
        return problem;
    }

    /** Where in the record, as in {@code findings[2].code}. */
    public String path() {
        return path;
    }

    /** The text in backticks, cut to a length that suits a message. */
    static String quote(String text) {
        return "`" + (text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...") + "`";
    }
}
