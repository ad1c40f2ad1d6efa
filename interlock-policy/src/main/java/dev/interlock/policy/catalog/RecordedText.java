package dev.interlock.policy.catalog;

/** Texts among the arguments of a call as they are recorded: a long one is cut, and says how long it was. */
public final class RecordedText {

    /** The most characters of a text that is recorded as it was sent. */
    static final int MOST = 1_024;

    private static final String CUT = "... (cut: it has ";
    private static final String CHARACTERS = " characters)";

    private RecordedText() {}

    /** The text as it is recorded. */
    static String of(String text) {
        if (text.length() <= MOST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
        return text.substring(0, end) + CUT + text.length() + CHARACTERS;
    }

    /** The number of characters that a recorded text had as it was sent. */
    public static long length(String recorded) {
        int cut = recorded.lastIndexOf(CUT);
        // INVARIANT: a text that is recorded whole is never taken for one that was cut, whatever it says itself.
        return recorded.length() <= MOST || cut < 0
                ? recorded.length()
                : Long.parseLong(
                        recorded, cut + CUT.length(), recorded.length() - CHARACTERS.length(), /* radix= */ 10);
    }
}
