package dev.interlock.server.render;

/**
 * Recorded text made safe to show. Agents choose arguments and people type comments: whatever of it would move the cursor,
 * change colours, hide or reorder text is replaced, so that a line shows what it says.
 */
public final class Plain {

    private Plain() {}

    /** Makes a text plain: line breaks and tabs become spaces, anything else that is not seen becomes {@code ?}. */
    public static String of(String text) {
        StringBuilder plain = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int length = Character.charCount(c);
            int shown = shown(c);
            if (shown != c && plain == null) {
                plain = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (plain != null) {
                plain.appendCodePoint(shown);
            }
            i += length;
        }
        return plain == null ? text : plain.toString();
    }

    private static int shown(int c) {
        if (c == '\n' || c == '\r' || c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
            return ' ';
        }
        return isHidden(c) ? '?' : c;
    }

    /** Returns whether nobody sees the character, or sees something else for it: two texts that differ in it look the same. */
    public static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT, // among them the marks that turn the direction of text
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> isBlank(c);
        };
    }

    /**
     * Returns whether a letter, mark or sign is drawn as nothing: fillers of Hangul, variation selectors, the empty pattern of Braille.
     */
    private static boolean isBlank(int c) {
        return switch (c) {
            case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> true;
            default -> c >= 0x180b && c <= 0x180f || c >= 0xfe00 && c <= 0xfe0f || c >= 0xe0000 && c <= 0xe0fff;
        };
    }

    /** The beginning of a text, of so many characters, and not cut within one. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "...";
    }
}
