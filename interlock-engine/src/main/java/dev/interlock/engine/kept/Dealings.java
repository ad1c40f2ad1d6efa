package dev.interlock.engine.kept;

import dev.interlock.engine.clock.ClockState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The destinations that were dealt with on one key of a {@code first-use} rule. There are at most so many: when there is no room, a
 * further one stays new, so that nobody can fill the memory, and nothing passes because it is full.
 */
public final class Dealings implements KeySlots.Kept {

    /**
     * A dealing with a destination.
     *
     * @param call its number, which is also that of its reservation
     * @param reservedAt when it was reserved, the earliest at which it can have happened
     */
    private record Dealing(long call, long reservedAt) {}

    /** A destination of a call whose outcome is not known yet. */
    private record Open(long call, String digest) {}

    private final int most;
    private final boolean first;
    /** The last dealing with each destination, or the first one. */
    private final Map<String, Dealing> known = new TreeMap<>();

    private final List<Open> open = new ArrayList<>(0);

    /** @param first whether the first dealing with each destination is kept; else it is the last */
    public Dealings(int most, boolean first) {
        this.most = most;
        this.first = first;
    }

    /** Returns whether a dealing with the destination lies after the time, however late it is. */
    public boolean knows(String digest, long after, ClockState clock) {
        Dealing dealing = known.get(digest);
        return dealing != null && clock.earliest(dealing.call, dealing.reservedAt) > after;
    }

    /** Returns whether there is no room for another destination, which therefore stays new. */
    public boolean isFull() {
        return known.size() >= most;
    }

    /** Adds the destinations that were first dealt with after the time, or that nobody dealt with but calls in flight. */
    public void addRecent(long after, LongPredicate butFor, Set<String> digests) {
        known.forEach((digest, dealing) -> {
            if (dealing.reservedAt > after) {
                digests.add(digest);
            }
        });
        addOpen(this, butFor, digests);
    }

    /** Adds the destinations that calls in flight are about to reach, and that are not known on a key that has this history as well. */
    public void addOpen(@Nullable Dealings heir, LongPredicate butFor, Set<String> digests) {
        for (Open one : open) {
            if ((heir == null || !heir.known.containsKey(one.digest)) && !butFor.test(one.call)) {
                digests.add(one.digest);
            }
        }
    }

    /** Notes that a call is about to reach the destination. */
    public void open(long call, String digest) {
        open.add(new Open(call, digest));
    }

    /** Notes that the outcome of a call is known, if it was open. */
    public void close(long call, String digest) {
        open.remove(new Open(call, digest));
    }

    /** Notes that a call reached the destination, if there is room once everything outside the window is forgotten. */
    public void add(String digest, long call, long reservedAt, long expired) {
        if (!known.containsKey(digest) && isFull()) {
            expire(expired);
            if (isFull()) {
                return;
            }
        }
        known.merge(digest, new Dealing(call, reservedAt), (a, b) -> first == (a.call < b.call) ? a : b);
    }

    @Override
    public void expire(long time) {
        known.values().removeIf(dealing -> dealing.reservedAt <= time);
    }

    @Override
    public boolean isSpent(long expired) {
        return open.isEmpty() && known.values().stream().allMatch(dealing -> dealing.reservedAt <= expired);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(known.size());
        for (var entry : known.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue().call);
            out.writeLong(entry.getValue().reservedAt);
        }
        out.writeInt(open.size());
        for (Open one : open) {
            out.writeLong(one.call);
            out.writeUTF(one.digest);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            known.put(in.readUTF(), new Dealing(in.readLong(), in.readLong()));
        }
        int opened = in.readInt();
        for (int i = 0; i < opened; i++) {
            open.add(new Open(in.readLong(), in.readUTF()));
        }
    }
}
