package dev.interlock.provenance.artefact;

import dev.interlock.provenance.text.Tokens;
import java.util.Arrays;

/**
 * The parts of a text by which it is recognised: fingerprints of runs of {@value #RUN} tokens, of which one in {@value #WINDOW}
 * neighbours is kept (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003). Each quotation of at least {@value #GUARANTEED}
 * tokens in a row has one of the kept ones. A shorter text is one part.
 *
 * <p>The fingerprint of a run is a polynomial over the keyed fingerprints of its tokens, which rolls from one run to the next (Karp
 * and Rabin, 1987), so that the time is linear in the text.
 */
public final class Winnowing {

    /** The number of tokens in a run. */
    public static final int RUN = 8;
    /** The number of neighbouring runs of which at least one is kept. */
    static final int WINDOW = 5;
    /** A quotation of so many tokens is recognised. */
    public static final int GUARANTEED = RUN + WINDOW - 1;

    private static final long BASE = 0x9e3779b97f4a7c15L;

    private Winnowing() {}

    /** The length of the runs by which a text of so many tokens is recognised: a short text is one run. */
    public static int run(int tokens) {
        return Math.min(tokens, RUN);
    }

    /** The parts of a text, each once. */
    public static long[] parts(Tokens tokens) {
        int run = run(tokens.size());
        if (run == 0) {
            return new long[0];
        }
        long[] all = runs(tokens, run);
        long[] kept = new long[all.length];
        int n = 0;
        int least = -1;
        for (int end = Math.min(WINDOW, all.length); end <= all.length; end++) {
            int from = Math.max(0, end - WINDOW);
            int least0 = least;
            if (least < from) {
                least = from;
                for (int i = from + 1; i < end; i++) {
                    least = Long.compareUnsigned(all[i], all[least]) <= 0 ? i : least;
                }
            } else if (Long.compareUnsigned(all[end - 1], all[least]) <= 0) {
                least = end - 1;
            }
            if (least != least0) {
                kept[n++] = all[least];
            }
        }
        return Arrays.stream(kept, 0, n).distinct().toArray();
    }

    /** The fingerprints of all runs of a length; none where the text has fewer tokens. */
    static long[] runs(Tokens tokens, int length) {
        int n = tokens.size() - length + 1;
        if (n <= 0) {
            return new long[0];
        }
        long[] all = new long[n];
        long top = 1;
        long rolling = 0;
        for (int i = 0; i < length; i++) {
            rolling = rolling * BASE + tokens.fingerprint(i);
            top = i == 0 ? 1 : top * BASE;
        }
        all[0] = mixed(rolling, length);
        for (int i = 1; i < n; i++) {
            rolling = (rolling - tokens.fingerprint(i - 1) * top) * BASE + tokens.fingerprint(i + length - 1);
            all[i] = mixed(rolling, length);
        }
        return all;
    }

    /** Mixes all bits into all others (the finalizer of MurmurHash3): the least of several is any of them. */
    private static long mixed(long rolling, int length) {
        long mixed = rolling ^ (long) length << 56;
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
