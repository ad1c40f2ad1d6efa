package dev.interlock.policy.catalog;

import java.math.BigInteger;
import java.text.Normalizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ids of business objects, and values whose identity matters. Text that could be written in two ways is refused, so that two
 * spellings are never two objects: surrounding white space, control and invisible characters, text that is not in Unicode
 * normalisation form C, numbers with a fraction or an exponent.
 */
public final class Identifiers {

    static final int MAX_LENGTH = 256;

    /** The canonical text, or the fault. */
    sealed interface Result {}

    record Ok(String text) implements Result {}

    /** @param message the fault, without the value */
    record Wrong(String message) implements Result {}

    private Identifiers() {}

    /** The fault in an id that somebody gives outside of a call's arguments; empty when it is an id. */
    public static Optional<String> misspelling(String text) {
        return switch (read(text)) {
            case Ok ok -> Optional.empty();
            case Wrong wrong -> Optional.of(wrong.message());
        };
    }

    static Result read(@Nullable Object value) {
        if (value == null) {
            return new Wrong("missing; it names an object or a value that rules read, so it must be sent");
        }
        if (value instanceof Long || value instanceof Integer || value instanceof BigInteger) {
            String text = value.toString();
            return text.length() > MAX_LENGTH ? tooLong() : new Ok(text);
        }
        if (!(value instanceof String text)) {
            return new Wrong("must be text or an integer");
        }
        if (text.isEmpty()) {
            return new Wrong("must not be empty");
        }
        if (text.length() > MAX_LENGTH) {
            return tooLong();
        }
        return spelling(text);
    }

    private static Result tooLong() {
        return new Wrong("must not be longer than " + MAX_LENGTH + " characters");
    }

    private static Result spelling(String text) {
        int first = text.codePointAt(0);
        int last = text.codePointBefore(text.length());
        if (isSpace(first) || isSpace(last)) {
            return new Wrong("must not begin or end with white space");
        }
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.UNASSIGNED
                    || type == Character.PRIVATE_USE
                    || isUnseen(c)) {
                return new Wrong("must not contain control or invisible characters");
            }
            i += Character.charCount(c);
        }
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? new Ok(text)
                : new Wrong("must be in Unicode normalisation form C");
    }

    /**
     * Characters that nothing is drawn for although they are letters, marks or symbols: those of Unicode's
     * Default_Ignorable_Code_Point that are not of the type FORMAT, and the blank Braille pattern.
     */
    private static boolean isUnseen(int c) {
        return c == 0x034f
                || c == 0x115f
                || c == 0x1160
                || c == 0x17b4
                || c == 0x17b5
                || (c >= 0x180b && c <= 0x180f)
                || c == 0x2800
                || c == 0x3164
                || (c >= 0xfe00 && c <= 0xfe0f)
                || c == 0xffa0
                || (c >= 0xe0100 && c <= 0xe01ef);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
