package dev.interlock.engine.kept;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * The calls that count towards one limit on one key in one unit. Succeeded calls lie in the order of their settlement,
 * so that those outside a window are a prefix; without a window only the total and the most recent calls are kept.
 */
public final class Series {

    /** The largest number of the most recent calls that can be asked for. */
    public static final int MOST_RECENT = 16;

    private record Item(long call, BigDecimal value, long time) {
        boolean isAfter(Item other) {
            return time > other.time || (time == other.time && call > other.call);
        }
    }

    /**
     * An open call.
     *
     * @param key number of the key that the call itself is on: this series may be that of another one, which got its history
     * @param tier rank of the call's tier
     */
    private record OpenItem(long call, int key, BigDecimal value, int tier) {}

    private final boolean windowed;
    private final ArrayDeque<Item> succeeded = new ArrayDeque<>();
    private final List<OpenItem> open = new ArrayList<>(1);
    private BigDecimal succeededTotal = BigDecimal.ZERO;
    private BigDecimal openTotal = BigDecimal.ZERO;

    public Series(boolean windowed) {
        this.windowed = windowed;
    }

    /** The sum of all open calls and of those succeeded after the given time. */
    public BigDecimal total(long after) {
        BigDecimal total = succeededTotal.add(openTotal);
        if (windowed) {
            for (Item item : succeeded) {
                if (item.time > after) {
                    break;
                }
                total = total.subtract(item.value);
            }
        }
        return total;
    }

    /** The same without some of the open calls. */
    public BigDecimal total(long after, LongPredicate butFor) {
        BigDecimal total = total(after);
        for (OpenItem item : open) {
            total = butFor.test(item.call) ? total.subtract(item.value) : total;
        }
        return total;
    }

    public void openCalls(List<Long> into) {
        open.forEach(item -> into.add(item.call));
    }

    public void openCalls(LongPredicate butFor, List<Long> into) {
        open.stream().mapToLong(OpenItem::call).filter(butFor.negate()).forEach(into::add);
    }

    /** Adds the most recently settled calls after the given time until there are {@code most} in the list. */
    public void mostRecent(long after, int most, List<Long> into) {
        var items = succeeded.descendingIterator();
        while (items.hasNext() && into.size() < most) {
            Item item = items.next();
            if (windowed && item.time <= after) {
                return;
            }
            into.add(item.call);
        }
    }

    /** Ranks of the tiers of open calls, in no particular order. */
    public IntStream openTiers(LongPredicate butFor) {
        return open.stream().filter(item -> !butFor.test(item.call)).mapToInt(OpenItem::tier);
    }

    public void open(long call, int key, BigDecimal value, int tier) {
        open.add(new OpenItem(call, key, value, tier));
        openTotal = openTotal.add(value);
    }

    /** An empty one of the same kind. */
    public Series likeThis() {
        return new Series(windowed);
    }

    /**
     * Settles an open call that takes effect, as often as it counts here for what it did on the key.
     *
     * @param value what it turned out to be: some of its list may not have been done
     */
    public void settle(long call, int key, BigDecimal value, long time, long expired) {
        while (remove(call, key)) {
            insert(new Item(call, value, time));
            succeededTotal = succeededTotal.add(value);
        }
        expire(expired);
    }

    public void succeed(long call, BigDecimal value, long time, long expired) {
        insert(new Item(call, value, time));
        succeededTotal = succeededTotal.add(value);
        expire(expired);
    }

    /** INVARIANT: times do not decrease, and at one time numbers do not. */
    private void insert(Item item) {
        var later = new ArrayDeque<Item>(0);
        while (!succeeded.isEmpty() && succeeded.getLast().isAfter(item)) {
            later.addFirst(succeeded.removeLast());
        }
        succeeded.addLast(item);
        succeeded.addAll(later);
        if (!windowed && succeeded.size() > MOST_RECENT) {
            succeeded.removeFirst();
        }
    }

    /** Adds all that counts in another series. */
    public void addAll(Series other) {
        List.copyOf(other.succeeded).forEach(this::insert);
        List.copyOf(other.open).forEach(open::add);
        succeededTotal = succeededTotal.add(other.succeededTotal);
        openTotal = openTotal.add(other.openTotal);
    }

    private void expire(long expired) {
        while (windowed && !succeeded.isEmpty() && succeeded.getFirst().time <= expired) {
            succeededTotal = succeededTotal.subtract(succeeded.removeFirst().value);
        }
    }

    /** Forgets succeeded calls that lie at or before a time. Returns whether nothing is left then. */
    public boolean isSpent(long expired) {
        expire(expired);
        return succeeded.isEmpty() && open.isEmpty();
    }

    /** Removes an open call that did nothing on the key, and counts no more for it. */
    public void fail(long call, int key) {
        while (remove(call, key)) {
            // as often as it counted
        }
    }

    /** Takes an open call out once. Returns whether it was there. */
    private boolean remove(long call, int key) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).call == call && open.get(i).key == key) {
                openTotal = openTotal.subtract(open.remove(i).value);
                return true;
            }
        }
        return false;
    }

    public void write(DataOutput out) throws IOException {
        write(out, succeeded);
        out.writeInt(open.size());
        for (OpenItem item : open) {
            out.writeLong(item.call);
            out.writeInt(item.key);
            out.writeUTF(item.value.toString());
            out.writeInt(item.tier);
        }
        out.writeUTF(succeededTotal.toString());
        out.writeUTF(openTotal.toString());
    }

    private static void write(DataOutput out, Iterable<Item> items) throws IOException {
        int count = 0;
        for (Item ignored : items) {
            count++;
        }
        out.writeInt(count);
        for (Item item : items) {
            out.writeLong(item.call);
            out.writeUTF(item.value.toString());
            out.writeLong(item.time);
        }
    }

    public void read(DataInput in) throws IOException {
        succeeded.addAll(readItems(in));
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            open.add(new OpenItem(in.readLong(), in.readInt(), new BigDecimal(in.readUTF()), in.readInt()));
        }
        succeededTotal = new BigDecimal(in.readUTF());
        openTotal = new BigDecimal(in.readUTF());
    }

    private static List<Item> readItems(DataInput in) throws IOException {
        int count = in.readInt();
        var items = new ArrayList<Item>();
        for (int i = 0; i < count; i++) {
            items.add(new Item(in.readLong(), new BigDecimal(in.readUTF()), in.readLong()));
        }
        return items;
    }
}
