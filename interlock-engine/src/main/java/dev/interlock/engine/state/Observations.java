package dev.interlock.engine.state;

import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The recent observations of each source, so that it may tell them again: by the source's own id, the number of the event. */
public final class Observations {

    /** The number of latest observations that are remembered of each source. */
    public static final int MOST_REMEMBERED = 10_000;

    private final SortedMap<String, LinkedHashMap<String, Long>> bySource = new TreeMap<>();

    /** The number of the event that recorded the observation already, if the source told it lately. */
    public OptionalLong find(String source, String id) {
        var ofSource = bySource.get(source);
        Long known = ofSource == null ? null : ofSource.get(id);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    void add(String source, String id, long number) {
        var ofSource = bySource.computeIfAbsent(source, s -> new LinkedHashMap<>());
        ofSource.putLast(id, number);
        if (ofSource.size() > MOST_REMEMBERED) {
            ofSource.pollFirstEntry();
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(bySource.size());
        for (var source : bySource.entrySet()) {
            Snapshots.write(out, source.getKey());
            out.writeInt(source.getValue().size());
            for (var one : source.getValue().entrySet()) {
                Snapshots.write(out, one.getKey());
                out.writeLong(one.getValue());
            }
        }
    }

    void read(DataInput in) throws IOException {
        int sources = in.readInt();
        for (int s = 0; s < sources; s++) {
            String source = Snapshots.readString(in);
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                add(source, Snapshots.readString(in), in.readLong());
            }
        }
    }
}
