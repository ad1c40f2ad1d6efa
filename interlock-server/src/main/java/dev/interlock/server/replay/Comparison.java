package dev.interlock.server.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Decisions beside those of another bundle, or those that were recorded: counts of each change, and the first calls. */
public final class Comparison {

    private final String with;
    private final int limit;
    private final long[][] counts = new long[Verdict.values().length][Verdict.values().length];
    private final List<Difference> first = new ArrayList<>();

    /**
     * @param with what is compared with, in words
     * @param limit how many calls are told
     */
    Comparison(String with, int limit) {
        this.with = with;
        this.limit = limit;
    }

    void add(Verdict before, Verdict after, Supplier<Difference> telling) {
        counts[before.ordinal()][after.ordinal()]++;
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

    public List<Difference> first() {
        return first;
    }
}
