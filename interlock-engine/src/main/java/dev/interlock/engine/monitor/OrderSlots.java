package dev.interlock.engine.monitor;

import dev.interlock.engine.table.IntMap;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The slots of an {@code order} rule, by key. A slot that knows nothing any more is given back. */
final class OrderSlots {

    private final IntMap places = new IntMap();
    private final List<OrderSlot> slots = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private int swept;

    @Nullable
    OrderSlot get(int key) {
        int place = key == KeyTable.ABSENT ? IntMap.ABSENT : places.get(key);
        return place == IntMap.ABSENT ? null : slots.get(place);
    }

    OrderSlot of(int key) {
        OrderSlot known = get(key);
        if (known != null) {
            return known;
        }
        var slot = new OrderSlot();
        if (free.isEmpty()) {
            places.put(key, slots.size());
            slots.add(slot);
        } else {
            int place = free.removeLast();
            places.put(key, place);
            slots.set(place, slot);
        }
        return slot;
    }

    void remove(int key) {
        int place = places.get(key);
        if (place != IntMap.ABSENT) {
            places.remove(key);
            slots.set(place, new OrderSlot());
            free.add(place);
        }
    }

    void dropIfBlank(int key) {
        OrderSlot slot = get(key);
        if (slot != null && slot.isBlank()) {
            remove(key);
        }
    }

    /**
     * Lets the keys in the next two places of the table forget what no longer counts: so memory follows what is live, also
     * on keys where nobody asks again.
     */
    void sweep(Consumer<OrderSlot> forget) {
        for (int step = 0; step < 2; step++) {
            swept = swept + 1 < places.capacity() ? swept + 1 : 0;
            int key = places.keyAt(swept);
            if (key != IntMap.ABSENT) {
                forget.accept(slots.get(places.get(key)));
                dropIfBlank(key);
            }
        }
    }

    int size() {
        return places.size();
    }

    void write(DataOutput out) throws IOException {
        places.write(out);
        out.writeInt(slots.size());
        for (OrderSlot slot : slots) {
            slot.write(out);
        }
        out.writeInt(free.size());
        for (int place : free) {
            out.writeInt(place);
        }
        out.writeInt(swept);
    }

    void read(DataInput in) throws IOException {
        places.read(in);
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            slots.add(OrderSlot.read(in));
        }
        int unused = in.readInt();
        for (int i = 0; i < unused; i++) {
            free.add(in.readInt());
        }
        swept = in.readInt();
    }
}
