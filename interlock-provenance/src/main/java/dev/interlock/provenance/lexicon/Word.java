package dev.interlock.provenance.lexicon;

/**
 * The meaning of one word to a lexicon. A mask has the bit {@code n} for the duty {@code n}.
 *
 * @param acts duties for which it is a verb in the imperative
 * @param forms duties for which it is any form of a verb
 * @param things duties for which it is what is acted on
 * @param strong duties that it asks for by itself
 * @param direct duties for which it asks with an amount only right before it
 * @param kinds kinds of words, a mask of the constants
 */
record Word(long acts, long forms, long things, long strong, long direct, int kinds) {

    static final int COMMON = 1;
    static final int SUBJECT = 2;
    static final int REMINDER = 4;
    static final int OBEYING = 8;
    static final int ORDER = 16;
    static final int AGENT = 32;
    /** A word that is a verb in the imperative or what is acted on, for some duty. */
    static final int DUTY = 64;

    static final Word NONE = new Word(0, 0, 0, 0, 0, 0);

    Word and(Word other) {
        return new Word(
                acts | other.acts,
                forms | other.forms,
                things | other.things,
                strong | other.strong,
                direct | other.direct,
                kinds | other.kinds);
    }
}
