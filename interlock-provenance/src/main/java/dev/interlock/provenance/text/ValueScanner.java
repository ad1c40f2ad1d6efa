package dev.interlock.provenance.text;

/**
 * Finds the values of one kind in a text, one after the other, by the character that each of them has: the colon or full stop of a link,
 * the {@code @} of an address. Each character is looked at a few times at most, whatever the text is. For one thread.
 */
final class ValueScanner {

    private static final int SHORTEST_ACCOUNT = 12;
    private static final int LONGEST_ACCOUNT = 34;
    private static final String NOT_IN_LINKS = " \t\n\u000b\f\r'\"<>()[]{}";
    private static final boolean[] WORD = Runs.characters(ValueScanner::isWord);

    private final String text;
    private final Runs words;
    private int nextColon = -1;
    private int nextStop = -1;
    private int from;
    private int to;

    ValueScanner(String text) {
        this.text = text;
        words = Runs.in(text, WORD, SHORTEST_ACCOUNT);
    }

    /** The index at which the value begins. */
    int from() {
        return from;
    }

    String value() {
        return text.substring(from, to);
    }

    /** Goes to the next link: {@code https?://} or {@code www.} in any case, and what follows up to a space, a quote or a bracket. */
    boolean nextLink() {
        for (int i = mark(to); i < text.length(); i = mark(i + 1)) {
            char c = text.charAt(i);
            int begin = c == ':' ? scheme(i) : is("www", i - 3) ? i - 3 : -1;
            if (begin < to) {
                continue;
            }
            int body = c == ':' ? i + 3 : i + 1;
            int end = body;
            while (end < text.length() && NOT_IN_LINKS.indexOf(text.charAt(end)) < 0) {
                end++;
            }
            if (end > body) {
                return found(begin, end);
            }
        }
        return none();
    }

    /** The index of the next colon or full stop. */
    private int mark(int at) {
        nextColon = nextColon < at ? indexOf(':', at) : nextColon;
        nextStop = nextStop < at ? indexOf('.', at) : nextStop;
        return Math.min(nextColon, nextStop);
    }

    private int indexOf(char c, int at) {
        int index = text.indexOf(c, at);
        return index < 0 ? text.length() : index;
    }

    /** The index where the scheme begins that ends at a colon; -1 where none does. */
    private int scheme(int colon) {
        if (!text.startsWith("://", colon)) {
            return -1;
        }
        return is("https", colon - 5) ? colon - 5 : is("http", colon - 4) ? colon - 4 : -1;
    }

    private boolean is(String word, int at) {
        return at >= 0 && text.regionMatches(true, at, word, 0, word.length());
    }

    /** Goes to the next e-mail address: {@code [\w.+-]+@[\w-]+\.\w[\w.-]*}, which begins after none of its characters. */
    boolean nextAddress() {
        int at = text.indexOf('@', to);
        while (at >= 0) {
            int begin = at;
            while (begin > to && isLocal(text.charAt(begin - 1))) {
                begin--;
            }
            int dot = at + 1;
            while (dot < text.length() && (isWord(text.charAt(dot)) || text.charAt(dot) == '-')) {
                dot++;
            }
            boolean whole = begin < at && (begin == 0 || !isLocal(text.charAt(begin - 1)));
            if (whole
                    && dot > at + 1
                    && text.startsWith(".", dot)
                    && dot + 1 < text.length()
                    && isWord(text.charAt(dot + 1))) {
                int end = dot + 2;
                while (end < text.length() && isLocal(text.charAt(end)) && text.charAt(end) != '+') {
                    end++;
                }
                return found(begin, end);
            }
            // in a row of `@`, which only an attacker writes, looking at the next character is faster than searching
            boolean another = dot < text.length() && text.charAt(dot) == '@';
            at = another ? dot : text.indexOf('@', dot);
        }
        return none();
    }

    /** Goes to the next bank account (ISO 13616): {@code [A-Z]{2}\d{2}[A-Z0-9]{8,30}} as a whole word. */
    boolean nextAccount() {
        while (words.next()) {
            if (isAccount(words.from(), words.to())) {
                return found(words.from(), words.to());
            }
        }
        return none();
    }

    private boolean isAccount(int begin, int end) {
        if (end - begin > LONGEST_ACCOUNT) {
            return false;
        }
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z';
            boolean digit = c >= '0' && c <= '9';
            if (!(letter && i - begin != 2 && i - begin != 3 || digit && i - begin > 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWord(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    private static boolean isLocal(char c) {
        return isWord(c) || c == '.' || c == '+' || c == '-';
    }

    private boolean found(int begin, int end) {
        from = begin;
        to = end;
        return true;
    }

    private boolean none() {
        to = text.length();
        return false;
    }
}
