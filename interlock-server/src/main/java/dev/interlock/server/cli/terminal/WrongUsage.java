package dev.interlock.server.cli.terminal;

/**
 * What was typed cannot be carried out, and its form is not to blame: a folder that is not there, an option that is
 * needed. The message says place and remedy; the exit code is {@link ExitCode#WRONG_USAGE}.
 */
public final class WrongUsage extends Exception {
    private static final long serialVersionUID = 1L;

    public WrongUsage(String message) {
        super(message);
    }
}
