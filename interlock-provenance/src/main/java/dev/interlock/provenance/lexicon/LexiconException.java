package dev.interlock.provenance.lexicon;

/** A lexicon that cannot be used. Its message names the place and the remedy. */
public final class LexiconException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LexiconException(String message) {
        super(message);
    }
}
