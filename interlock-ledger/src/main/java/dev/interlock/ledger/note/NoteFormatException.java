package dev.interlock.ledger.note;

/** A text that is not a note, key, checkpoint or proof of the C2SP formats. */
public final class NoteFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The problem, in words, with the place and what is expected there. */
    public NoteFormatException(String problem) {
        super(problem);
    }
}
