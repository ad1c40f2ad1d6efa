package dev.interlock.provenance.task;

import dev.interlock.provenance.index.Ranges;
import dev.interlock.provenance.index.TokenIndex;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.lexicon.Requests;
import dev.interlock.provenance.text.FingerprintTable;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The places where the content of a task asks for acts. For one thread. */
final class RequestWindows {

    /** A shorter id than this is only taken for one where it is quoted, or stands after the word. */
    static final int SHORT_ID = Tokens.SHORT_LENGTH;

    private static final int MOST_IDS = 10_000;

    private final Requests requests;
    private final Ranges[] windows = new Ranges[Lexicon.MOST_DUTIES];
    private final long id;

    /** Short ids that requests name, each with the duties that are asked for, as a mask. */
    private final FingerprintTable ids = new FingerprintTable();

    RequestWindows(Lexicon lexicon, Fingerprints fingerprints) {
        requests = new Requests(lexicon);
        id = fingerprints.of("id");
        Arrays.setAll(windows, duty -> new Ranges());
    }

    /**
     * Reads a text, and returns whether it addresses an agent.
     *
     * @param at position of the first token
     * @param index which has the tokens unless it is full, with the {@linkplain #kinds kinds} of each
     */
    boolean read(Tokens tokens, int at, TokenIndex index) {
        var found = new Windows(tokens, at);
        return index.full() ? requests.find(tokens, found) : requests.find(tokens, i -> index.note(at + i), found);
    }

    int kinds(long token) {
        return requests.kinds(token);
    }

    /** Takes the requests of one text. */
    private final class Windows implements Requests.Found {

        private final Tokens tokens;
        private final int at;
        /** The tokens that may be short ids, in their order; looked for once the text asks for something. */
        private int @Nullable [] shortIds;

        Windows(Tokens tokens, int at) {
            this.tokens = tokens;
            this.at = at;
        }

        @Override
        public void requests(long duties, int from, int to) {
            for (long left = duties; left != 0; left &= left - 1) {
                windows[Long.numberOfTrailingZeros(left)].add(at + from, at + to);
            }
            if (shortIds == null) {
                shortIds = shortIds(tokens);
            }
            int first = Arrays.binarySearch(shortIds, from);
            for (int i = first < 0 ? -first - 1 : first; i < shortIds.length && shortIds[i] < to; i++) {
                addId(tokens.fingerprint(shortIds[i]), duties);
            }
        }
    }

    private void addId(long token, long duties) {
        if (ids.size() < MOST_IDS) {
            int number = ids.add(token);
            ids.set(number, ids.value(number) | duties);
        }
    }

    private int[] shortIds(Tokens tokens) {
        int[] found = new int[0];
        int n = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (isShortId(tokens, i)) {
                found = n == found.length ? Arrays.copyOf(found, n * 2 + 4) : found;
                found[n++] = i;
            }
        }
        return Arrays.copyOf(found, n);
    }

    /** Returns whether a text asks for anything; takes nothing in. */
    boolean asks(Tokens tokens) {
        boolean[] any = {false};
        requests.find(tokens, (duty, from, to) -> any[0] = true);
        return any[0];
    }

    private boolean isShortId(Tokens tokens, int token) {
        return tokens.is(token, Tokens.SHORT)
                && (tokens.is(token, Tokens.QUOTED) || token > 0 && tokens.fingerprint(token - 1) == id);
    }

    boolean addressesAgent(long token) {
        return requests.addressesAgent(token);
    }

    /** The windows of a duty; none for one that the lexicon does not have. */
    Ranges of(int duty) {
        return duty < 0 ? new Ranges() : windows[duty];
    }

    /** Returns whether a request names a short id; beyond the limit every one may be named. */
    boolean namesShortId(int duty, Value value) {
        if (value.size() != 1 || ids.size() == MOST_IDS) {
            return value.size() == 1;
        }
        int number = ids.find(value.tokens()[0]);
        return duty >= 0 && number != FingerprintTable.NONE && (ids.value(number) & 1L << duty) != 0;
    }
}
