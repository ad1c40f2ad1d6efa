package dev.interlock.server.words;

/**
 * Recorded text made safe to show. Agents choose arguments and people type comments: whatever of it would move the cursor,
 * change colours, hide or reorder text is replaced, so that a line shows what it says.
 */
public final class Plain {

    private Plain() {}

    /** Line breaks and tabs become spaces, anything else that is not seen becomes {@code ?}. */
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
        if (c == '\n' || c == '\r' || c == '\t') {
            return ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT, // among them the marks that turn the direction of text
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> '?';
            default -> c;
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
