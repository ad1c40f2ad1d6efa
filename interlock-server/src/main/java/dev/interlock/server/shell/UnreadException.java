package dev.interlock.server.shell;

/** The end of reading a line of which nobody can tell what it runs; the message says why, as in "it has a substitution". */
final class UnreadException extends Exception {

    private static final long serialVersionUID = 1;

    UnreadException(String why) {
        super(why, null, false, false);
    }
}
