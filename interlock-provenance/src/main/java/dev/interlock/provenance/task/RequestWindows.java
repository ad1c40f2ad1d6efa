package dev.interlock.provenance.task;

import dev.interlock.provenance.index.Ranges;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.lexicon.Requests;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The places where the content of a task asks for acts. For one thread. */
final class RequestWindows {

    /** A shorter id than this is only taken for one where it is quoted, or stands after the word. */
    static final int SHORT_ID = 3;

    private static final int MOST_IDS = 10_000;

    private final Requests requests;
    private final Ranges[] windows = new Ranges[Lexicon.MOST_DUTIES];
    private final Set<Id> ids = new HashSet<>();
    private final long id;

    /** A short id that a request names. */
    private record Id(int duty, long token) {}

    RequestWindows(Lexicon lexicon, Fingerprints fingerprints) {
        requests = new Requests(lexicon);
        id = fingerprints.of("id");
        Arrays.setAll(windows, duty -> new Ranges());
    }

    /** @param at position of the first token */
    void read(Tokens tokens, int at) {
        requests.find(tokens, (duty, from, to) -> {
            windows[duty].add(at + from, at + to);
            for (int i = from; i < to; i++) {
                if (isShortId(tokens, i) && ids.size() < MOST_IDS) {
                    ids.add(new Id(duty, tokens.fingerprint(i)));
                }
            }
        });
    }

    private boolean isShortId(Tokens tokens, int token) {
        return tokens.end(token) - tokens.start(token) <= SHORT_ID
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
        return value.size() == 1 && (ids.size() == MOST_IDS || ids.contains(new Id(duty, value.tokens()[0])));
    }
}
