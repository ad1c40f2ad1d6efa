package dev.interlock.cli.hook;

/** Settings of a client that cannot be read, and so are not written. The message says where, and what to do. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
