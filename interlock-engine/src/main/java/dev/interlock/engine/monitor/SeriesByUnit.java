package dev.interlock.engine.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The calls that count towards one limit on one key, in each unit. */
final class SeriesByUnit implements KeySlots.Kept {

    private final boolean windowed;
    private final SortedMap<String, Series> units = new TreeMap<>();

    SeriesByUnit(boolean windowed) {
        this.windowed = windowed;
    }

    @Nullable
    Series find(String unit) {
        return units.get(unit);
    }

    Series of(String unit) {
        return units.computeIfAbsent(unit, any -> new Series(windowed));
    }

    void forEach(BiConsumer<String, Series> action) {
        units.forEach(action);
    }

    @Override
    public void expire(long time) {
        units.values().removeIf(one -> one.isSpent(time));
    }

    @Override
    public boolean isSpent(long expired) {
        return units.values().stream().allMatch(one -> one.isSpent(expired));
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(units.size());
        for (Map.Entry<String, Series> entry : units.entrySet()) {
            out.writeUTF(entry.getKey());
            entry.getValue().write(out);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        for (int unit = 0; unit < count; unit++) {
            of(in.readUTF()).read(in);
        }
    }
}
