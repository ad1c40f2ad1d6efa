package dev.interlock.server.replay;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;

/** Decisions beside those of another bundle, or those that were recorded: counts of each change, and the first calls. */
public final class Comparison {

    private final String with;
    private final int limit;
    private final long[][] counts = new long[Verdict.values().length][Verdict.values().length];
    private final BitSet cases = new BitSet();
    private final List<Difference> first = new ArrayList<>();

    /**
     * @param with what is compared with, in words
     * @param limit how many calls are told
     */
    Comparison(String with, int limit) {
        this.with = with;
        this.limit = limit;
    }

    /** @param caseNumber the case that the call belongs to, or a number below zero */
    void add(Verdict before, Verdict after, int caseNumber, Supplier<Difference> telling) {
        counts[before.ordinal()][after.ordinal()]++;
        if (before != after && caseNumber >= 0) {
            cases.set(caseNumber);
        }
        if (before != after && first.size() < limit) {
            first.add(telling.get());
        }
    }

    /** The other side of the comparison, in words. */
    public String with() {
        return with;
    }

    public long count(Verdict before, Verdict after) {
        return counts[before.ordinal()][after.ordinal()];
    }

    /** Calls whose verdict is another. */
    public long changed() {
        long changed = 0;
        for (Verdict before : Verdict.values()) {
            for (Verdict after : Verdict.values()) {
                changed += before == after ? 0 : count(before, after);
            }
        }
        return changed;
    }

    /** The number of cases with a call whose verdict is another; 0 where traces have no cases. */
    public int cases() {
        return cases.cardinality();
    }

    public List<Difference> first() {
        return first;
    }
}
