package dev.interlock.provenance.lexicon;

import dev.interlock.provenance.text.Tokens;

/**
 * The acts that an instruction asks for: an act and its thing in one sentence, or a strong word. Quotations are taken out; so are, for the
 * acts with the highest stake, sentences about what is to be remembered ("remind me to pay") or done by the person ("I'll pay").
 *
 * @param duties that are asked for, as a mask
 * @param delegating whether it hands over the choice of acts ("do what the mail asks")
 */
public record Wishes(long duties, boolean delegating) {

    /** Reads an instruction. */
    public static Wishes of(Tokens tokens, Lexicon lexicon) {
        long duties = 0;
        boolean delegating = false;
        int from = 0;
        while (from < tokens.size()) {
            int to = from + 1;
            while (to < tokens.size() && !tokens.is(to, Tokens.FIRST)) {
                to++;
            }
            Wishes sentence = sentence(tokens, from, to, lexicon);
            duties |= sentence.duties;
            delegating |= sentence.delegating;
            from = to;
        }
        return new Wishes(duties, delegating);
    }

    private static Wishes sentence(Tokens tokens, int from, int to, Lexicon lexicon) {
        long acts = 0;
        long things = 0;
        long strong = 0;
        int kinds = 0;
        boolean aside = false;
        for (int i = from; i < to; i++) {
            Word word = lexicon.word(tokens.fingerprint(i));
            aside |= isAside(tokens, i, lexicon);
            if (!tokens.is(i, Tokens.QUOTED)) {
                acts |= word.forms();
                things |= word.things();
                strong |= word.strong();
                kinds |= word.kinds();
            }
        }
        long duties = acts & things | strong;
        return new Wishes(
                aside ? duties & ~lexicon.high() : duties, (kinds & Word.OBEYING) != 0 && (kinds & Word.ORDER) != 0);
    }

    /** Returns whether the sentence of a token is about what is to be remembered, or what the person is going to do, because of the token. */
    static boolean isAside(Tokens tokens, int token, Lexicon lexicon) {
        int next = token + 1;
        return (lexicon.word(tokens.fingerprint(token)).kinds() & Word.REMINDER) != 0
                || next < tokens.size()
                        && !tokens.is(next, Tokens.FIRST)
                        && lexicon.plans(tokens.fingerprint(token), tokens.fingerprint(next));
    }
}
