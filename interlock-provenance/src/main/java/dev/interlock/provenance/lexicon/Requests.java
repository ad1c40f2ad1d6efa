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
         * Requests of one sentence.
         *
         * @param duties that are asked for, as a mask
         * @param from the first token: of the sentence before
         * @param to the token after the last: that of the sentence after
         */
        void requests(long duties, int from, int to);
    }

    private final Lexicon lexicon;
    private final Near near = new Near();

    public Requests(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /** Reports the requests of a text, in the order of their sentences, and returns whether it addresses an agent. */
    public boolean find(Tokens tokens, Found found) {
        Word[] words = new Word[tokens.size()];
        int kinds = 0;
        for (int i = 0; i < words.length; i++) {
            words[i] = lexicon.word(tokens.fingerprint(i));
            kinds |= words[i].kinds();
        }
        if (isForeign(tokens, words)) {
            found.requests(lexicon.all(), 0, words.length);
        } else {
            find(tokens, words, found);
        }
        return (kinds & Word.AGENT) != 0;
    }

    private void find(Tokens tokens, Word[] words, Found found) {
        long told = 0;
        int toldFrom = 0;
        int begin = 0;
        long saidActs = 0;
        long saidThings = 0;
        near.clear();
        for (int i = 0; i < words.length; i++) {
            if (tokens.sentence(i) != tokens.sentence(begin)) {
                begin = i;
                saidActs = 0;
                saidThings = 0;
                near.clear();
            }
            if (begin == i || i - toldFrom >= LONGEST_SENTENCE) {
                report(tokens, told, toldFrom, i, found);
                told = 0;
                toldFrom = i;
            }
            Word before = begin == i ? Word.NONE : words[i - 1];
            long acts = (before.kinds() & Word.SUBJECT) == 0 ? words[i].acts() : 0;
            long things = words[i].things();
            told |= words[i].strong() & acts;
            if ((acts & saidThings | things & saidActs) != 0) {
                told |= near.asked(acts, things);
            }
            near.add(acts, things);
            saidActs |= acts;
            saidThings |= things;
        }
        report(tokens, told, toldFrom, words.length, found);
    }

    /** The acts and things of the last {@value #NEAR} words of a sentence, as masks of duties. */
    private static final class Near {

        private final long[] acts = new long[NEAR];
        private final long[] things = new long[NEAR];
        private int next;

        void clear() {
            Arrays.fill(acts, 0);
            Arrays.fill(things, 0);
        }

        void add(long act, long thing) {
            acts[next] = act;
            things[next] = thing;
            next = next + 1 == NEAR ? 0 : next + 1;
        }

        /** The duties that these acts and things ask for together with those near them. */
        long asked(long act, long thing) {
            long asked = 0;
            for (int i = 0; i < NEAR; i++) {
                asked |= act & things[i] | thing & acts[i];
            }
            return asked;
        }
    }

    /** Reports what a sentence asks for; of a long one, a part of it. */
    private static void report(Tokens tokens, long duties, int from, int to, Found found) {
        if (duties != 0) {
            found.requests(duties, first(tokens, from), last(tokens, to - 1));
        }
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
    private boolean isForeign(Tokens tokens, Word[] words) {
        int row = 0;
        for (int i = 0; i < words.length; i++) {
            boolean known = tokens.is(i, Tokens.DIGIT) || (words[i].kinds() & Word.COMMON) != 0;
            row = known ? 0 : tokens.is(i, Tokens.BROKEN) ? 1 : row + 1;
            if (row > FOREIGN_ROW) {
                return true;
            }
        }
        return false;
    }
}
