package dev.interlock.cli.terminal;

/** The codes that the process answers to the shell with. Every subcommand uses these and no others. */
public final class ExitCode {
    /** The command is done, and has nothing to report. */
    public static final int FINE = 0;

    /** The command is done, and found something (a diagnostic, a conflict, a damaged record); or it could not be done. */
    public static final int FOUND_SOMETHING = 1;

    /** The command line itself is wrong. */
    public static final int WRONG_USAGE = 2;

    private ExitCode() {}
}
