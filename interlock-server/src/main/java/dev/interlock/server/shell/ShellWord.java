package dev.interlock.server.shell;

/** Words of a POSIX shell as they are written. */
public final class ShellWord {

    private ShellWord() {}

    /** Returns the text in single quotes: one word, in which nothing has a meaning of its own. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
