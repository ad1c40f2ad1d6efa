package dev.interlock.provenance.lexicon;

import dev.interlock.provenance.text.Tokens;
import java.util.Arrays;

/**
 * Finds what a text asks for: an act in the imperative within {@value #NEAR} words of its thing in one sentence, or a strong word
 * in the imperative. One pass over the text; for one thread.
 *
 * <p>A text that is of none of the languages of the lexicon may ask for anything.
 */
public final class Requests {

    private static final int NEAR = 10;
    /** A longer sentence is none: what is said in it stands no farther than this from where it is asked. */
    private static final int LONGEST_SENTENCE = 60;
    /** More words in a row without a common one are of another language. */
    private static final int FOREIGN_ROW = 9;

    /** Takes what was found. */
    public interface Found {

        /**
         * A request.
         *
         * @param duty number of the duty
         * @param from its first token: of the sentence before
         * @param to the token after its last: that of the sentence after
         */
        void request(int duty, int from, int to);
    }

    private final Lexicon lexicon;
    private final int[] lastAct = new int[Lexicon.MOST_DUTIES];
    private final int[] lastThing = new int[Lexicon.MOST_DUTIES];

    public Requests(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /** Reports each request of a text, those of one duty in their order. */
    public void find(Tokens tokens, Found found) {
        if (isForeign(tokens)) {
            for (int duty = 0; duty < lexicon.size(); duty++) {
                found.request(duty, 0, tokens.size());
            }
            return;
        }
        Arrays.fill(lastAct, -1);
        Arrays.fill(lastThing, -1);
        long told = 0;
        int toldFrom = 0;
        int begin = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.sentence(i) != tokens.sentence(begin)) {
                begin = i;
            }
            if (begin == i || i - toldFrom >= LONGEST_SENTENCE) {
                told = 0;
                toldFrom = i;
            }
            Word word = lexicon.word(tokens.fingerprint(i));
            long acts = imperative(tokens, i, begin) ? word.acts() : 0;
            long strong = word.strong() & acts;
            for (long left = acts | word.things(); left != 0; left &= left - 1) {
                int duty = Long.numberOfTrailingZeros(left);
                long bit = 1L << duty;
                int near = Math.max(begin, i - NEAR);
                boolean asked = (strong & bit) != 0
                        || (acts & bit) != 0 && lastThing[duty] >= near
                        || (word.things() & bit) != 0 && lastAct[duty] >= near;
                if (asked && (told & bit) == 0) {
                    told |= bit;
                    found.request(duty, first(tokens, i), last(tokens, i));
                }
                lastAct[duty] = (acts & bit) != 0 ? i : lastAct[duty];
                lastThing[duty] = (word.things() & bit) != 0 ? i : lastThing[duty];
            }
        }
    }

    private boolean imperative(Tokens tokens, int token, int begin) {
        return token == begin || (lexicon.word(tokens.fingerprint(token - 1)).kinds() & Word.SUBJECT) == 0;
    }

    private static int first(Tokens tokens, int token) {
        int first = token;
        while (first > 0
                && tokens.sentence(first - 1) >= tokens.sentence(token) - 1
                && token - first < 2 * LONGEST_SENTENCE) {
            first--;
        }
        return first;
    }

    private static int last(Tokens tokens, int token) {
        int last = token;
        while (last < tokens.size()
                && tokens.sentence(last) <= tokens.sentence(token) + 1
                && last - token < 2 * LONGEST_SENTENCE) {
            last++;
        }
        return last;
    }

    /** Returns whether a token addresses an agent. */
    public boolean addressesAgent(long fingerprint) {
        return (lexicon.word(fingerprint).kinds() & Word.AGENT) != 0;
    }

    /** Looks for words in a row, with nothing between them, none of which is common in a known language. */
    private boolean isForeign(Tokens tokens) {
        int row = 0;
        for (int i = 0; i < tokens.size(); i++) {
            boolean known = tokens.is(i, Tokens.DIGIT)
                    || (lexicon.word(tokens.fingerprint(i)).kinds() & Word.COMMON) != 0;
            row = known ? 0 : tokens.is(i, Tokens.BROKEN) ? 1 : row + 1;
            if (row > FOREIGN_ROW) {
                return true;
            }
        }
        return false;
    }
}
