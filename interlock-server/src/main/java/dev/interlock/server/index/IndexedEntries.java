package dev.interlock.server.index;

import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Looks for entries by the index of a record, and at those that it does not know yet, if it is close behind. Where there are too many, the
 * oldest are shown. For one question, by one thread.
 */
public final class IndexedEntries implements Entries {

    /** The most entries that are shown. */
    static final int MOST = 5_000;

    /** The most entries that are looked at because the index does not know them: it takes longer to read them than to wait for it. */
    private static final int MOST_BEHIND = 1_000;

    private final LedgerReplayer history;
    private final RecordIndex index;
    private boolean cut;

    /** @param history of the record that the index is of */
    public IndexedEntries(LedgerReplayer history, RecordIndex index) {
        this.history = history;
        this.index = index;
    }

    @Override
    public void about(Set<Term> terms, long from, Consumer<Recorded> visitor) throws IOException {
        index.awaitNear();
        long indexed = index.indexed();
        var numbers = new TreeSet<Long>();
        for (Term term : terms) {
            add(term, from, indexed, numbers);
        }
        long left = MOST;
        for (long number : numbers) {
            if (left-- == 0) {
                cut = true;
                return;
            }
            visitor.accept(history.event(number));
        }
        long start = Math.max(from, indexed);
        long size = index.size();
        long end = size - start > MOST_BEHIND ? start : Math.min(size, start + left);
        cut |= end < size;
        if (start < end) {
            history.scan(start, end, visitor);
        }
    }

    private void add(Term term, long from, long before, TreeSet<Long> numbers) {
        long next = from;
        List<Long> page;
        int found = 0;
        do {
            page = index.from(term, next, RecordIndex.MOST);
            page.stream().filter(number -> number < before).forEach(numbers::add);
            found += page.size();
            next = page.isEmpty() ? next : page.getLast() + 1;
        } while (page.size() == RecordIndex.MOST && found <= MOST);
    }

    @Override
    public OptionalLong latest(String type, long before) {
        List<Long> found = index.find(List.of(Term.event(type)), before, 1).numbers();
        return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(found.getFirst());
    }

    /** Returns whether there were more entries than it showed. */
    public boolean isCut() {
        return cut;
    }
}
