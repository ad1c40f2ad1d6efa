package dev.interlock.provenance.lexicon;

import dev.interlock.provenance.text.Tokens;

/**
 * The acts that an instruction asks for with the amounts that it states. A sentence with an act and its thing may be about the amount in
 * another way ("send me all transactions above 5,000 EUR"), so only a strong word asks for an amount. A {@linkplain Duty#direct direct} word
 * does so right before the amount ("transfer 5,000 EUR"). Sentences of {@link Wishes} that ask for nothing ask for no amount, either.
 *
 * <p>Reads each sentence once. For one thread.
 */
public final class AmountWishes {

    private final Tokens tokens;
    private final Lexicon lexicon;
    /** The first token of the sentence that was read last. */
    private int from;
    /** The token after its last one. */
    private int to;
    /** The duties for which a word of it asks wherever the amount stands, as a mask. */
    private long strong;
    /** The duties for which it can ask, as a mask. */
    private long possible;

    public AmountWishes(Tokens tokens, Lexicon lexicon) {
        this.tokens = tokens;
        this.lexicon = lexicon;
    }

    /**
     * Returns the duties for which the sentence of an amount asks with it, as a mask.
     *
     * @param first the first token of the amount, which stands in no sentence before that of the preceding call
     */
    public long of(int first) {
        if (first >= to) {
            read(first);
        }
        long direct = first > from ? asking(first - 1).direct() : 0;
        return (strong | direct) & possible;
    }

    private void read(int token) {
        from = token;
        while (from > 0 && !tokens.is(from, Tokens.FIRST)) {
            from--;
        }
        strong = 0;
        possible = lexicon.all();
        to = from;
        do {
            Word word = asking(to);
            strong |= word.strong() & ~word.direct();
            if (Wishes.isAside(tokens, to, lexicon)) {
                possible &= ~lexicon.high();
            }
            to++;
        } while (to < tokens.size() && !tokens.is(to, Tokens.FIRST));
    }

    /** The word at a token of the sentence if it can be an imperative or an infinitive: not quoted, and not a noun ("the pay"). */
    private Word asking(int token) {
        boolean follows = token > from
                && !tokens.is(token, Tokens.PAUSE)
                && (lexicon.word(tokens.fingerprint(token - 1)).kinds() & Word.SUBJECT) != 0;
        return follows || tokens.is(token, Tokens.QUOTED) ? Word.NONE : lexicon.word(tokens.fingerprint(token));
    }
}
