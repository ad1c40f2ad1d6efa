package dev.interlock.policy.yaml;

/** Finds in the source the character that a character of a scalar's value came from. */
final class ScalarOffsets {

    private ScalarOffsets() {}

    /** Walks source and value in step; if they cannot be matched, the place of the whole scalar is the answer. */
    static Place place(Node.Scalar scalar, int offset) {
        String raw = scalar.raw();
        String value = scalar.value();
        int at = start(raw);
        boolean escapes = raw.startsWith("\"");
        int seen = 0;
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            int found = find(raw, at, c, escapes);
            if (found < 0) {
                return scalar.place();
            }
            if (seen == offset) {
                return toPlace(scalar, found);
            }
            at = found + width(raw, found, escapes);
            i += Character.charCount(c);
            seen++;
        }
        return toPlace(scalar, Math.min(at, raw.length()));
    }

    private static int start(String raw) {
        if (raw.startsWith("\"") || raw.startsWith("'")) {
            return 1;
        }
        if (raw.startsWith("|") || raw.startsWith(">")) {
            int end = raw.indexOf('\n');
            return end < 0 ? raw.length() : end + 1;
        }
        return 0;
    }

    /** The next index from which {@code c} was read. White space of the value may be any white space of the source. */
    private static int find(String raw, int from, int c, boolean escapes) {
        for (int i = from; i < raw.length(); i += width(raw, i, escapes)) {
            int r = raw.codePointAt(i);
            if (escapes && r == '\\') {
                return i;
            }
            if (r == c || (isBreak(c) && isBreak(r)) || (c == ' ' && r == '\n')) {
                return i;
            }
            if (!isBreak(r) && r != ' ' && r != '\t' && r != '\'') {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isBreak(int c) {
        return c == '\n' || c == '\r';
    }

    private static int width(String raw, int at, boolean escapes) {
        int r = raw.codePointAt(at);
        if (!escapes || r != '\\' || at + 1 >= raw.length()) {
            // In single quotes a quote is written twice.
            boolean doubled = r == '\'' && raw.startsWith("'") && at + 1 < raw.length() && raw.charAt(at + 1) == '\'';
            return doubled ? 2 : Character.charCount(r);
        }
        int width = switch (raw.charAt(at + 1)) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
        };
        return Math.min(width, raw.length() - at);
    }

    /** The length of the word at an index; 1 if there is none. */
    private static int word(String raw, int from) {
        int end = from;
        while (end < raw.length() && isWord(raw.charAt(end))) {
            end++;
        }
        return Math.max(1, end - from);
    }

    /** The beginning of the name before the parenthesis of a call; other indices stay as they are. */
    private static int called(String raw, int at) {
        int start = at;
        while (at < raw.length() && raw.charAt(at) == '(' && start > 0 && isWord(raw.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private static Place toPlace(Node.Scalar scalar, int found) {
        int rawIndex = called(scalar.raw(), found);
        Place start = scalar.place();
        int line = start.line();
        int column = start.column();
        for (int i = 0; i < rawIndex; i += Character.charCount(scalar.raw().codePointAt(i))) {
            if (scalar.raw().charAt(i) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new Place(start.file(), line, column, word(scalar.raw(), rawIndex));
    }
}
