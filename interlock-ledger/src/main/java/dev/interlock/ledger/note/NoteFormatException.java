package dev.interlock.ledger.note;

/** A text that is not a note, key, checkpoint or proof of the C2SP formats. */
public final class NoteFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** An exception with the problem in words, its place and the expected text. */
    public NoteFormatException(String problem) {
        super(problem);
    }
}
