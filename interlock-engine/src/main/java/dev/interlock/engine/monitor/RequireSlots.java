package dev.interlock.engine.monitor;

import dev.interlock.engine.table.IntMap;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The slots of a {@code require} rule, by key. A slot that knows nothing any more is given back. */
final class RequireSlots {

    private final int items;
    private final IntMap places = new IntMap();
    private final List<RequireSlot> slots = new ArrayList<>();
    private final List<Integer> freeSlots = new ArrayList<>();

    /** @param items the number of items of the rule */
    RequireSlots(int items) {
        this.items = items;
    }

    @Nullable
    RequireSlot get(int key) {
        int place = key == KeyTable.ABSENT ? IntMap.ABSENT : places.get(key);
        return place == IntMap.ABSENT ? null : slots.get(place);
    }

    RequireSlot of(int key) {
        RequireSlot known = get(key);
        if (known != null) {
            return known;
        }
        var slot = new RequireSlot(items);
        if (freeSlots.isEmpty()) {
            places.put(key, slots.size());
            slots.add(slot);
        } else {
            int place = freeSlots.removeLast();
            places.put(key, place);
            slots.set(place, slot);
        }
        return slot;
    }

    /**
     * Forgets a key on which nothing is known any more, such as one that calls only relied on while they were open.
     *
     * @param key one that has a slot
     */
    void dropIfBlank(int key) {
        int place = places.get(key);
        if (slots.get(place).isBlank()) {
            places.remove(key);
            freeSlots.add(place);
        }
    }

    void write(DataOutput out) throws IOException {
        places.write(out);
        out.writeInt(slots.size());
        for (RequireSlot slot : slots) {
            slot.write(out);
        }
        out.writeInt(freeSlots.size());
        for (int place : freeSlots) {
            out.writeInt(place);
        }
    }

    void read(DataInput in) throws IOException {
        places.read(in);
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            slots.add(RequireSlot.read(in));
        }
        int free = in.readInt();
        for (int i = 0; i < free; i++) {
            freeSlots.add(in.readInt());
        }
    }
}
