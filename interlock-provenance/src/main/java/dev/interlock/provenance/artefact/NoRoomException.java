package dev.interlock.provenance.artefact;

/** A writer has no more room for parts of its texts. */
public final class NoRoomException extends Exception {
    private static final long serialVersionUID = 1;

    NoRoomException() {
        super("there is no more room for the texts of this writer");
    }
}
