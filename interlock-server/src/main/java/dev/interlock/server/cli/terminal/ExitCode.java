package dev.interlock.server.cli.terminal;

/** What the process answers to the shell. Every subcommand uses these and no others. */
public final class ExitCode {
    /** Done, and nothing to report. */
    public static final int FINE = 0;

    /** Done, and something was found (a diagnostic, a conflict, a damaged record); or it could not be done. */
    public static final int FOUND_SOMETHING = 1;

    /** The command line itself is wrong. */
    public static final int WRONG_USAGE = 2;

    private ExitCode() {}
}
