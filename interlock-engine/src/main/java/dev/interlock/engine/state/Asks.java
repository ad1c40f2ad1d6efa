package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The recent questions and reports of each enforcement point outside, so that it may repeat them: by its own key, the call that was
 * decided; by the call, the outcome that was recorded.
 */
public final class Asks {

    /** The number of latest keys, and of latest outcomes, that are remembered of each enforcement point. */
    public static final int MOST_REMEMBERED = 100_000;

    /**
     * A question that was decided.
     *
     * @param permitted whether the call was permitted
     */
    public record Known(String digest, long call, boolean permitted) {}

    /** The recorded outcome of a call, with the number of its event. */
    public record Told(Settlement settlement, long seq) {}

    private static final class Memory {
        final LinkedHashMap<String, Known> byKey = new LinkedHashMap<>();
        final LinkedHashMap<Long, Told> told = new LinkedHashMap<>();
    }

    private final SortedMap<String, Memory> byEnforcer = new TreeMap<>();

    /** The decision under this key, if the enforcement point used it lately and the call did not fail. */
    public Optional<Known> find(String by, String key) {
        Memory its = byEnforcer.get(by);
        return its == null ? Optional.empty() : Optional.ofNullable(its.byKey.get(key));
    }

    /** The recorded outcome of a call that the enforcement point asked for lately; null if there is none. */
    public @Nullable Told told(String by, long call) {
        Memory its = byEnforcer.get(by);
        return its == null ? null : its.told.get(call);
    }

    /** Returns whether the outcome of the call is recorded for another enforcement point. */
    public boolean toldByAnother(String by, long call) {
        return byEnforcer.entrySet().stream()
                .anyMatch(each ->
                        !each.getKey().equals(by) && each.getValue().told.containsKey(call));
    }

    void decided(Event.CallDecided event, boolean permitted) {
        ExternalRequest asked = event.asked().orElse(null);
        if (asked == null || asked.request().isEmpty()) {
            return;
        }
        ExternalRequest.Request request = asked.request().get();
        Memory its = of(asked.by());
        its.byKey.putLast(request.key(), new Known(request.digest(), event.call(), permitted));
        if (its.byKey.size() > MOST_REMEMBERED) {
            its.byKey.pollFirstEntry();
        }
    }

    /** Notes an outcome. A call that failed did not happen, so it may be asked for again under the same key. */
    void settled(ExternalRequest asked, long call, Settlement settlement, long seq) {
        Memory its = of(asked.by());
        its.told.putLast(call, new Told(settlement, seq));
        if (its.told.size() > MOST_REMEMBERED) {
            its.told.pollFirstEntry();
        }
        if (settlement instanceof Settlement.Failed && asked.request().isPresent()) {
            String key = asked.request().get().key();
            Known known = its.byKey.get(key);
            if (known != null && known.call() == call) {
                its.byKey.remove(key);
            }
        }
    }

    private Memory of(String by) {
        return byEnforcer.computeIfAbsent(by, any -> new Memory());
    }

    /** Writes the numbers of the events alone: keys and settlements stand in the record. */
    void write(DataOutput out) throws IOException {
        out.writeInt(byEnforcer.size());
        for (var entry : byEnforcer.entrySet()) {
            Snapshots.write(out, entry.getKey());
            out.writeInt(entry.getValue().byKey.size());
            for (Known known : entry.getValue().byKey.values()) {
                out.writeLong(known.call());
            }
            out.writeInt(entry.getValue().told.size());
            for (var told : entry.getValue().told.entrySet()) {
                out.writeLong(told.getKey());
                out.writeLong(told.getValue().seq());
            }
        }
    }

    /** Reads the event of a number. */
    interface Events {
        Event at(long number) throws IOException;
    }

    void read(DataInput in, Events events) throws IOException {
        int enforcers = in.readInt();
        for (int i = 0; i < enforcers; i++) {
            String by = Snapshots.readString(in);
            int keys = in.readInt();
            for (int k = 0; k < keys; k++) {
                if (!(events.at(in.readLong()) instanceof Event.CallDecided decided)) {
                    throw new IOException("an answer in the snapshot is not a decision");
                }
                decided(decided, decided instanceof Event.CallReserved);
            }
            int told = in.readInt();
            for (int t = 0; t < told; t++) {
                long call = in.readLong();
                long seq = in.readLong();
                of(by).told.put(call, new Told(settlement(events.at(seq)), seq));
            }
        }
    }

    private static Settlement settlement(Event event) throws IOException {
        if (event instanceof Event.CallSettled settled) {
            return settled.settlement();
        }
        if (event instanceof Event.CallConfirmed confirmed) {
            return confirmed.settlement();
        }
        if (event instanceof Event.CallReconciled reconciled) {
            return reconciled.settlement();
        }
        throw new IOException("an outcome in the snapshot is not an outcome");
    }
}
