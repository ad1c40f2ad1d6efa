package dev.interlock.provenance.lexicon;

import dev.interlock.provenance.text.Tokens;

/** The plain search for requests, a word at a time: what {@link Requests} has to report for every text. */
final class PlainRequests {

    private static final int NEAR = 10;
    private static final int LONGEST_SENTENCE = 60;
    private static final int FOREIGN_ROW = 9;

    private final Lexicon lexicon;
    private final Tokens tokens;
    private final Requests.Found found;
    /** The number of the sentence of each token. */
    private final int[] sentences;

    PlainRequests(Lexicon lexicon, Tokens tokens, Requests.Found found) {
        this.lexicon = lexicon;
        this.tokens = tokens;
        this.found = found;
        sentences = new int[tokens.size()];
        for (int i = 1; i < sentences.length; i++) {
            sentences[i] = sentences[i - 1] + (tokens.is(i, Tokens.FIRST) ? 1 : 0);
        }
    }

    /** Reports the requests, and returns whether the text addresses an agent. */
    boolean find() {
        if (isForeign()) {
            found.requests(lexicon.all(), 0, tokens.size());
        } else {
            int from = 0;
            for (int i = 1; i <= tokens.size(); i++) {
                boolean ends = i == tokens.size() || sentences[i] != sentences[i - 1];
                if (ends || i - from == LONGEST_SENTENCE) {
                    report(from, i);
                    from = i;
                }
            }
        }
        boolean agent = false;
        for (int i = 0; i < tokens.size(); i++) {
            agent |= (word(i).kinds() & Word.AGENT) != 0;
        }
        return agent;
    }

    private boolean isForeign() {
        int row = 0;
        for (int i = 0; i < tokens.size(); i++) {
            boolean known = tokens.is(i, Tokens.DIGIT) || (word(i).kinds() & Word.COMMON) != 0;
            row = known ? 0 : tokens.is(i, Tokens.BROKEN) ? 1 : row + 1;
            if (row > FOREIGN_ROW) {
                return true;
            }
        }
        return false;
    }

    private void report(int from, int to) {
        long duties = 0;
        for (int i = from; i < to; i++) {
            duties |= word(i).strong() & acts(i);
            for (int j = Math.max(0, i - NEAR); j < i; j++) {
                if (sentences[j] == sentences[i]) {
                    duties |= acts(i) & word(j).things() | word(i).things() & acts(j);
                }
            }
        }
        if (duties != 0) {
            int first = from;
            while (first > 0 && sentences[first - 1] >= sentences[from] - 1 && from - first < 2 * LONGEST_SENTENCE) {
                first--;
            }
            int last = to - 1;
            while (last < tokens.size()
                    && sentences[last] <= sentences[to - 1] + 1
                    && last - to + 1 < 2 * LONGEST_SENTENCE) {
                last++;
            }
            found.requests(duties, first, last);
        }
    }

    private long acts(int token) {
        boolean told = token > 0
                && sentences[token - 1] == sentences[token]
                && (word(token - 1).kinds() & Word.SUBJECT) != 0
                && !tokens.is(token, Tokens.PAUSE);
        return told ? 0 : word(token).acts();
    }

    private Word word(int token) {
        return lexicon.word(tokens.fingerprint(token));
    }
}
