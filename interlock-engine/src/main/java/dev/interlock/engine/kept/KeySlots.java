package dev.interlock.engine.kept;

import dev.interlock.engine.table.IntMap;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The state that one rule keeps of each key. That of a key of which nothing counts any more is given back. */
public final class KeySlots<T extends KeySlots.Kept> {

    /** The state that is kept of one key. */
    public interface Kept {

        /** Forgets of what settled at or before a time, which is outside the window, as much as is worth it. */
        default void expire(long time) {}

        /** Returns whether nothing in it counts when what settled at or before a time is outside the window. */
        boolean isSpent(long expired);

        void write(DataOutput out) throws IOException;

        /** Fills this new one. */
        void read(DataInput in) throws IOException;
    }

    private final Supplier<T> maker;
    private final IntMap slots = new IntMap();
    private final List<T> kept = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private int swept;

    public KeySlots(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The state that is kept of a key in the key table, or null. */
    public @Nullable T find(int key) {
        int slot = key == KeyTable.ABSENT ? IntMap.ABSENT : slots.get(key);
        return slot == IntMap.ABSENT ? null : kept.get(slot);
    }

    /** The state that is kept of the key, which is empty so far if the key is new. */
    public T of(int key) {
        T known = find(key);
        if (known != null) {
            return known;
        }
        T made = maker.get();
        if (free.isEmpty()) {
            slots.put(key, kept.size());
            kept.add(made);
        } else {
            int slot = free.removeLast();
            slots.put(key, slot);
            kept.set(slot, made);
        }
        return made;
    }

    public void forEach(Consumer<T> action) {
        kept.forEach(action);
    }

    public void drop(int key) {
        int slot = slots.get(key);
        if (slot != IntMap.ABSENT) {
            slots.remove(key);
            kept.set(slot, maker.get());
            free.add(slot);
        }
    }

    /** Drops a key of which nothing is known any more, such as one that calls only relied on while they were open. */
    public void dropIfBlank(int key) {
        T known = find(key);
        if (known != null && known.isSpent(Long.MIN_VALUE)) {
            drop(key);
        }
    }

    /**
     * Looks at the keys in the next two places of the table, and forgets of them what no longer counts: so memory follows
     * what is live, also on keys where nobody asks again.
     */
    public void sweep(long expired) {
        for (int step = 0; step < 2; step++) {
            swept = swept + 1 < slots.capacity() ? swept + 1 : 0;
            int key = slots.keyAt(swept);
            if (key != IntMap.ABSENT) {
                T known = kept.get(slots.get(key));
                known.expire(expired);
                if (known.isSpent(expired)) {
                    drop(key);
                }
            }
        }
    }

    public int size() {
        return slots.size();
    }

    public void write(DataOutput out) throws IOException {
        slots.write(out);
        out.writeInt(kept.size());
        for (T one : kept) {
            one.write(out);
        }
        out.writeInt(free.size());
        for (int slot : free) {
            out.writeInt(slot);
        }
        out.writeInt(swept);
    }

    public void read(DataInput in) throws IOException {
        slots.read(in);
        int count = in.readInt();
        for (int slot = 0; slot < count; slot++) {
            T one = maker.get();
            one.read(in);
            kept.add(one);
        }
        int freed = in.readInt();
        for (int i = 0; i < freed; i++) {
            free.add(in.readInt());
        }
        swept = in.readInt();
    }
}
