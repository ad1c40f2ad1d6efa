package dev.interlock.provenance.lexicon;

import dev.interlock.provenance.text.Tokens;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

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
    /** More words in a row without a common one, and with nothing between them, are of another language. */
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
        return find(tokens, i -> kinds(tokens.fingerprint(i)), found);
    }

    /**
     * Reports the requests of a text, in the order of their sentences, and returns whether it addresses an agent.
     *
     * @param kindsOf the {@linkplain #kinds kinds} of each token, for a caller that remembers them
     */
    public boolean find(Tokens tokens, IntUnaryOperator kindsOf, Found found) {
        int[] telling = new int[32];
        int n = 0;
        int begin = 0;
        int all = 0;
        int row = 0;
        int longest = 0;
        for (int i = 0; i < tokens.size(); i++) {
            int kinds = kindsOf.applyAsInt(i);
            all |= kinds;
            begin = tokens.is(i, Tokens.FIRST) ? i : begin;
            if ((kinds & Word.DUTY) != 0) {
                telling = n == telling.length ? Arrays.copyOf(telling, n * 2) : telling;
                telling[n++] = i;
                telling[n++] = begin;
            }
            row = tokens.is(i, Tokens.BROKEN) ? 1 : row + 1;
            row = (kinds & Word.COMMON) != 0 ? 0 : row;
            row = tokens.is(i, Tokens.DIGIT) ? 0 : row;
            longest = Math.max(longest, row);
        }
        if (longest > FOREIGN_ROW) {
            found.requests(lexicon.all(), 0, tokens.size());
        } else {
            find(tokens, Arrays.copyOf(telling, n), kindsOf, found);
        }
        return (all & Word.AGENT) != 0;
    }

    /** @param telling pairs: a token that is an act or a thing, and the first token of its sentence; in their order */
    private void find(Tokens tokens, int[] telling, IntUnaryOperator kindsOf, Found found) {
        int begin = -1;
        int part = 0;
        int last = 0;
        long told = 0;
        for (int n = 0; n < telling.length; n += 2) {
            int i = telling[n];
            boolean begins = telling[n + 1] != begin;
            if (begins || i - part >= LONGEST_SENTENCE) {
                report(tokens, told, part, last, found);
                told = 0;
            }
            if (begins) {
                begin = telling[n + 1];
                part = begin;
                near.clear();
            }
            part += (i - part) / LONGEST_SENTENCE * LONGEST_SENTENCE;
            last = i;
            Word word = lexicon.word(tokens.fingerprint(i));
            boolean subject =
                    i > begin && (kindsOf.applyAsInt(i - 1) & Word.SUBJECT) != 0 && !tokens.is(i, Tokens.PAUSE);
            long acts = subject ? 0 : word.acts();
            told |= word.strong() & acts | near.asked(i, acts, word.things());
            near.add(i, acts, word.things());
        }
        report(tokens, told, part, last, found);
    }

    /** The last acts and things of a sentence, as masks of duties. */
    private static final class Near {

        /** At least {@value #NEAR}, and a power of two. */
        private static final int KEPT = 16;

        private final int[] tokens = new int[KEPT];
        private final long[] acts = new long[KEPT];
        private final long[] things = new long[KEPT];
        private int size;

        void clear() {
            size = 0;
        }

        void add(int token, long act, long thing) {
            int at = size++ % KEPT;
            tokens[at] = token;
            acts[at] = act;
            things[at] = thing;
        }

        /** The duties that these acts and things ask for together with those of the {@value #NEAR} words before. */
        long asked(int token, long act, long thing) {
            long asked = 0;
            for (int i = size - 1; i >= 0 && token - tokens[i % KEPT] <= NEAR; i--) {
                asked |= act & things[i % KEPT] | thing & acts[i % KEPT];
            }
            return asked;
        }
    }

    /**
     * Reports what a sentence asks for; of a long one, a part of it.
     *
     * @param last a token of the part after which nothing is asked
     */
    private static void report(Tokens tokens, long duties, int part, int last, Found found) {
        if (duties != 0) {
            int to = last + 1;
            while (to < tokens.size() && to - part < LONGEST_SENTENCE && !tokens.is(to, Tokens.FIRST)) {
                to++;
            }
            found.requests(duties, first(tokens, part), last(tokens, to));
        }
    }

    /** The first token of the sentence before that of a token, unless it is far away. */
    private static int first(Tokens tokens, int token) {
        int first = token;
        int sentences = 0;
        while (first > 0 && token - first < 2 * LONGEST_SENTENCE) {
            sentences += tokens.is(first, Tokens.FIRST) ? 1 : 0;
            if (sentences == 2) {
                break;
            }
            first--;
        }
        return first;
    }

    /** The token after the sentence that follows another, unless it is far away. */
    private static int last(Tokens tokens, int end) {
        int last = end;
        int sentences = 0;
        while (last < tokens.size() && last - end + 1 < 2 * LONGEST_SENTENCE) {
            sentences += tokens.is(last, Tokens.FIRST) ? 1 : 0;
            if (sentences == 2) {
                break;
            }
            last++;
        }
        return last;
    }

    /** The kinds of words of which a token is one, as a mask of eight bits; 0 for one that the lexicon does not have. */
    public int kinds(long fingerprint) {
        return lexicon.kinds(fingerprint);
    }

    /** Returns whether a token addresses an agent. */
    public boolean addressesAgent(long fingerprint) {
        return (kinds(fingerprint) & Word.AGENT) != 0;
    }
}
