package dev.interlock.policy.secret;

import java.util.List;

/**
 * An address with a password, {@code scheme://user:password@host}, or a list of settings with one, {@code host=...;password=...}. The
 * search goes through the text once and looks a bounded way back and ahead. A pattern would try the settings again from each place
 * where a host may stand, which a text of nothing but hosts makes a thousand times as dear.
 */
final class ConnectionString {
    private static final int MOST_OF_SCHEME = 31;
    private static final int MOST_OF_PART = 200;
    /** The most settings between the one with the host and the one with the password. */
    private static final int MOST_BETWEEN = 20;

    private static final int NONE = -1;
    private static final List<String> HOSTS = List.of("server", "data source", "host", "hostname");
    private static final List<String> PASSWORDS = List.of("password", "pwd");

    private final CharSequence text;
    /** The position of the `=` in a setting that names a host: the last one of this setting, and the one before. */
    private int host = NONE;

    private int earlierHost = NONE;
    /** The number of settings after one with a host, or none. */
    private int since = NONE;

    private ConnectionString(CharSequence text) {
        this.text = text;
    }

    static boolean isIn(CharSequence text) {
        return new ConnectionString(text).search();
    }

    private boolean search() {
        int setting = 0;
        boolean oneLine = true;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            switch (text.charAt(i)) {
                case ':' -> {
                    if (is(i + 1, '/') && is(i + 2, '/') && schemeEndsAt(i) && loginBegins(i + 3)) {
                        return true;
                    }
                }
                case '=' -> {
                    if (endsWithOneOf(HOSTS, is(i - 1, Kind.SPACE) ? i - 1 : i) || endsWithOneOf(HOSTS, i)) {
                        earlierHost = host;
                        host = i;
                    }
                }
                case '\n' -> {
                    oneLine = false;
                    host = NONE;
                    earlierHost = NONE;
                }
                case ';' -> {
                    int own = host == i - 1 ? earlierHost : host;
                    boolean named = own != NONE && i - own - 1 <= MOST_OF_PART;
                    boolean plain = oneLine && i > setting && i - setting <= MOST_OF_PART;
                    since = named ? 0 : plain && since != NONE && since < MOST_BETWEEN ? since + 1 : NONE;
                    if (since != NONE && passwordBegins(i + 1)) {
                        return true;
                    }
                    setting = i + 1;
                    oneLine = true;
                    host = NONE;
                    earlierHost = NONE;
                }
                default -> {}
            }
        }
        return false;
    }

    /** Returns whether a scheme ends here: a letter after something else, and then letters, digits and `+`, `.`, `-`. */
    private boolean schemeEndsAt(int end) {
        for (int start = end - 1; start >= 0 && end - start <= MOST_OF_SCHEME && is(start, Kind.SCHEME); start--) {
            if (end - start >= 2 && is(start, Kind.LETTER) && !is(start - 1, Kind.ALPHANUMERIC)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a user, a password and the first character of a host begin here. */
    private boolean loginBegins(int start) {
        int colon = end(start, Kind.USER);
        if (colon == start || !is(colon, ':')) {
            return false;
        }
        int at = end(colon + 1, Kind.PASSWORD);
        return at > colon + 1 && is(at, '@') && is(at + 1, Kind.HOST);
    }

    private int end(int start, Kind kind) {
        int end = start;
        while (end - start < MOST_OF_PART && is(end, kind)) {
            end++;
        }
        return end;
    }

    private boolean passwordBegins(int start) {
        return password(start) || is(start, Kind.SPACE) && password(start + 1);
    }

    private boolean password(int start) {
        for (String word : PASSWORDS) {
            int end = start + word.length();
            if (same(word, start)) {
                int sign = is(end, Kind.SPACE) ? end + 1 : end;
                int value = is(sign + 1, Kind.SPACE) ? sign + 2 : sign + 1;
                return is(sign, '=') && is(value, Kind.VALUE);
            }
        }
        return false;
    }

    private boolean endsWithOneOf(List<String> words, int end) {
        for (String word : words) {
            if (same(word, end - word.length())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the word stands there, in letters of either case. */
    private boolean same(String word, int start) {
        if (start < 0 || start + word.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (lower(text.charAt(start + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean is(int at, char c) {
        return at >= 0 && at < text.length() && text.charAt(at) == c;
    }

    private boolean is(int at, Kind kind) {
        return at >= 0 && at < text.length() && kind.has(lower(text.charAt(at)));
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }

    /** A kind of characters; capital letters are turned into small ones before. */
    private enum Kind {
        LETTER,
        ALPHANUMERIC,
        SCHEME,
        SPACE,
        USER,
        PASSWORD,
        HOST,
        VALUE;

        boolean has(char c) {
            return switch (this) {
                case LETTER -> c >= 'a' && c <= 'z';
                case ALPHANUMERIC -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
                case SCHEME -> ALPHANUMERIC.has(c) || c == '+' || c == '.' || c == '-';
                case SPACE -> c == ' ' || c >= '\t' && c <= '\r';
                case USER -> c != ':' && PASSWORD.has(c);
                case PASSWORD -> c != '/' && c != '?' && c != '#' && c != '@' && HOST.has(c);
                case HOST -> c != '"' && c != '\'' && c != '<' && c != '>' && !SPACE.has(c);
                case VALUE -> c != ';' && !SPACE.has(c);
            };
        }
    }
}
