package dev.interlock.provenance.index;

import dev.interlock.provenance.text.FingerprintTable;
import dev.interlock.provenance.text.Tokens;
import java.util.Arrays;
import java.util.function.LongToIntFunction;

/**
 * An index of the tokens in everything that was read in a task. A position counts the tokens of all texts in their order, with a
 * gap after each text. The tokens themselves are not kept, only their keyed fingerprints.
 *
 * <p>Of a token that is everywhere only the first {@value #POSTINGS} positions are kept: a value of such tokens alone may stand
 * anywhere, see {@link Places#unknown()}. For one thread.
 */
public final class TokenIndex {

    /** The most positions of one token that are kept. */
    public static final int POSTINGS = 64;

    private static final int GAP = -1;
    private static final int PAGE_BITS = 10;
    /** The number of positions of a page, whose tokens are looked up together. */
    private static final int PAGE = 1 << PAGE_BITS;

    private static final int PAGE_MASK = PAGE - 1;

    private final int most;
    private final LongToIntFunction note;
    /** For each position the number of its token, and the position before it that has the token, in pages. */
    private long[][] pages = new long[4][];

    private int size;
    private boolean full;

    /** The distinct tokens, each with its posting: its last position that is kept, and how often it was read. */
    private final FingerprintTable distinct = new FingerprintTable();

    private byte[] notes = new byte[16];
    private int noted;

    /** @param most how many tokens are kept; what comes after them is not known */
    public TokenIndex(int most) {
        this(most, fingerprint -> 0);
    }

    /**
     * An index that keeps a note for each distinct token.
     *
     * @param most how many tokens are kept; what comes after them is not known
     * @param note the note of a token by its fingerprint, of which eight bits are kept
     */
    public TokenIndex(int most, LongToIntFunction note) {
        this.most = most;
        this.note = note;
    }

    /** Adds a text, and tells the position of its first token. */
    public int add(Tokens tokens) {
        int first = size;
        if (full || tokens.size() > most - size - 1) {
            full = true;
            return first;
        }
        int at = first;
        int n = tokens.size();
        int[] ids = new int[Math.min(n, PAGE)];
        for (int i = 0; i < n; ) {
            long[] page = page(at);
            int from = i;
            int to = Math.min(n, i + page.length - (at & PAGE_MASK));
            distinct.add(tokens, from, to, ids);
            for (int slot = at & PAGE_MASK; i < to; i++, at++, slot++) {
                int id = ids[i - from];
                if (id == noted) {
                    note(tokens.fingerprint(i));
                }
                long posting = distinct.value(id);
                int count = count(posting);
                int last = last(posting);
                page[slot] = pair(last, id);
                distinct.set(id, pair(count < POSTINGS ? at : last, count + 1));
            }
        }
        put(at, GAP, 0);
        size = at + 1;
        return first;
    }

    private void note(long token) {
        if (noted == notes.length) {
            notes = Arrays.copyOf(notes, 2 * noted);
        }
        notes[noted++] = (byte) note.applyAsInt(token);
    }

    /** The note of the token at a position. */
    public int note(int position) {
        return notes[id(position)] & 0xff;
    }

    /** The position after all that was read. */
    public int size() {
        return size;
    }

    /** Whether something was not taken in for want of room. */
    public boolean full() {
        return full;
    }

    /** The places where these tokens stand one after the other. */
    public Places find(long[] tokens) {
        if (tokens.length == 0) {
            return full ? Places.UNKNOWN : Places.NONE;
        }
        int rarest = -1;
        int[] wanted = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            wanted[i] = distinct.find(tokens[i]);
            if (wanted[i] == FingerprintTable.NONE) {
                return full ? Places.UNKNOWN : Places.NONE;
            }
            if (rarest < 0 || count(distinct.value(wanted[i])) < count(distinct.value(wanted[rarest]))) {
                rarest = i;
            }
        }
        long posting = distinct.value(wanted[rarest]);
        int kept = Math.min(count(posting), POSTINGS);
        int[] found = new int[kept];
        int n = 0;
        for (int at = last(posting), left = kept; left > 0; at = before(at), left--) {
            if (stands(at - rarest, wanted)) {
                found[n++] = at - rarest;
            }
        }
        return new Places(Arrays.copyOf(found, n), full || count(posting) > POSTINGS);
    }

    private boolean stands(int at, int[] wanted) {
        if (at < 0 || at + wanted.length > size) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (id(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static int last(long posting) {
        return (int) (posting >> Integer.SIZE);
    }

    /** The number of times that a token was read. */
    private static int count(long posting) {
        return (int) posting;
    }

    private static long pair(int high, int low) {
        return (long) high << Integer.SIZE | low & 0xffff_ffffL;
    }

    private void put(int at, int id, int before) {
        page(at)[at & PAGE_MASK] = pair(before, id);
    }

    private long[] page(int at) {
        int number = at >>> PAGE_BITS;
        if (number == pages.length) {
            pages = Arrays.copyOf(pages, number * 2);
        }
        if (pages[number] == null) {
            pages[number] = new long[PAGE];
        }
        return pages[number];
    }

    private int id(int at) {
        return (int) pages[at >>> PAGE_BITS][at & PAGE_MASK];
    }

    private int before(int at) {
        return (int) (pages[at >>> PAGE_BITS][at & PAGE_MASK] >> Integer.SIZE);
    }
}
