package dev.interlock.provenance.index;

import dev.interlock.provenance.text.Tokens;
import java.util.Arrays;

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
    private static final int NONE = -1;

    private final int most;
    private int[] ids = new int[256];
    private int[] before = new int[256];
    private int size;
    private boolean full;

    private long[] table = new long[256];
    private int[] tableIds = new int[256];
    private int[] last = new int[128];
    private int[] counts = new int[128];
    private int distinct;

    /** @param most how many tokens are kept; what comes after them is not known */
    public TokenIndex(int most) {
        this.most = most;
    }

    /** Adds a text, and tells the position of its first token. */
    public int add(Tokens tokens) {
        int first = size;
        if (full || tokens.size() > most - size - 1) {
            full = true;
            return first;
        }
        room(size + tokens.size() + 1);
        for (int i = 0; i < tokens.size(); i++) {
            int id = idOf(tokens.fingerprint(i));
            ids[size] = id;
            if (counts[id] < POSTINGS) {
                before[size] = last[id];
                last[id] = size;
            }
            counts[id]++;
            size++;
        }
        ids[size++] = GAP;
        return first;
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
            wanted[i] = known(tokens[i]);
            if (wanted[i] == NONE) {
                return full ? Places.UNKNOWN : Places.NONE;
            }
            if (rarest < 0 || counts[wanted[i]] < counts[wanted[rarest]]) {
                rarest = i;
            }
        }
        int id = wanted[rarest];
        int[] found = new int[Math.min(counts[id], POSTINGS)];
        int n = 0;
        for (int at = last[id], left = Math.min(counts[id], POSTINGS); left > 0; at = before[at], left--) {
            if (stands(at - rarest, wanted)) {
                found[n++] = at - rarest;
            }
        }
        return new Places(Arrays.copyOf(found, n), full || counts[id] > POSTINGS);
    }

    private boolean stands(int at, int[] wanted) {
        if (at < 0 || at + wanted.length > size) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (ids[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private int known(long token) {
        int mask = table.length - 1;
        int slot = (int) token & mask;
        while (tableIds[slot] != 0) {
            if (table[slot] == token) {
                return tableIds[slot] - 1;
            }
            slot = slot + 1 & mask;
        }
        return NONE;
    }

    private int idOf(long token) {
        int mask = table.length - 1;
        int slot = (int) token & mask;
        while (tableIds[slot] != 0) {
            if (table[slot] == token) {
                return tableIds[slot] - 1;
            }
            slot = slot + 1 & mask;
        }
        if (distinct == last.length) {
            last = Arrays.copyOf(last, distinct * 2);
            counts = Arrays.copyOf(counts, distinct * 2);
        }
        table[slot] = token;
        tableIds[slot] = ++distinct;
        last[distinct - 1] = NONE;
        if (distinct * 2 > table.length) {
            grow();
        }
        return distinct - 1;
    }

    private void grow() {
        long[] old = table;
        int[] oldIds = tableIds;
        table = new long[old.length * 2];
        tableIds = new int[old.length * 2];
        int mask = table.length - 1;
        for (int i = 0; i < old.length; i++) {
            if (oldIds[i] != 0) {
                int slot = (int) old[i] & mask;
                while (tableIds[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                table[slot] = old[i];
                tableIds[slot] = oldIds[i];
            }
        }
    }

    private void room(int needed) {
        if (needed > ids.length) {
            int room = Math.max(needed, ids.length + (ids.length >> 1));
            ids = Arrays.copyOf(ids, room);
            before = Arrays.copyOf(before, room);
        }
    }
}
