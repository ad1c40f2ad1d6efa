package dev.interlock.server.credential;

/** A credential cannot be issued or withdrawn now. The message is for people, and never holds a secret. */
public final class EngineException extends Exception {

    private static final long serialVersionUID = 1;

    /** Leaves out the cause's message, unless that is part of this one: it may quote what it failed on. */
    public EngineException(String message) {
        super(message);
    }
}
