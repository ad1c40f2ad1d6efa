package dev.interlock.server.shell;

import java.util.regex.Pattern;

/** Words of a POSIX shell as they are written. */
public final class ShellWord {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%+=:,./_-]+");

    private ShellWord() {}

    /** Returns the text as one word of a command line: as it is, where a shell reads nothing else in it, and quoted otherwise. */
    public static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    /** Returns the text in single quotes: one word, in which nothing has a meaning of its own. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
