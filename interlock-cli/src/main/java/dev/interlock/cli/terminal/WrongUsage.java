package dev.interlock.cli.terminal;

/**
 * The failure of a command that cannot be carried out, though its form is not to blame: a folder is not there, or an option is needed.
 * The message says place and remedy; the exit code is {@link ExitCode#WRONG_USAGE}.
 */
public final class WrongUsage extends Exception {
    private static final long serialVersionUID = 1L;

    public WrongUsage(String message) {
        super(message);
    }
}
