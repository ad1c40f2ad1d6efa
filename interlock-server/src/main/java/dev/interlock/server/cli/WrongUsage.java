package dev.interlock.server.cli;

/**
 * What was typed cannot be carried out, and its form is not to blame: a folder that is not there, an option that is
 * needed. The message says place and remedy; the exit code is {@link ExitCode#WRONG_USAGE}.
 */
final class WrongUsage extends Exception {
    private static final long serialVersionUID = 1L;

    WrongUsage(String message) {
        super(message);
    }
}
