package dev.interlock.engine.codec;

/**
 * A record that cannot be read or written exactly. Nothing is skipped or repaired: a fold of a ledger
 * stops at it, because the state would no longer follow from the record.
 */
public final class CodecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kind of deviation from the encoding. */
    public enum Problem {
        /** The record was written by a version of the encoding that this program does not know. */
        UNKNOWN_VERSION,
        /** The type is not the name of an event. */
        UNKNOWN_TYPE,
        /** The record has a field that its event does not have. */
        UNKNOWN_FIELD,
        MISSING_FIELD,
        /** A value has the wrong type, such as a text where a number belongs. */
        WRONG_TYPE,
        /** A value is outside its range, or not written in the one canonical way. */
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

    /** The path of the place in the record, as in {@code findings[2].code}. */
    public String path() {
        return path;
    }

    /** The text in backticks, cut to a length that suits a message, and without anything that would break its line. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("`");
        for (int i = 0; i < Math.min(text.length(), QUOTED); i++) {
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) ? '?' : c);
        }
        return quoted.append(text.length() > QUOTED ? "...`" : "`").toString();
    }
}
