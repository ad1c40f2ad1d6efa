package dev.interlock.engine.trust;

import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** The trust in the ledger, as a part of a snapshot of the state; its events are read again from the ledger. */
public final class TrustSnapshot {

    private static final long NONE = -1;

    private TrustSnapshot() {}

    public static void write(DataOutput out, LedgerTrust trust) throws IOException {
        out.writeBoolean(trust.anchored());
        out.writeInt(trust.setAside().size());
        for (String digest : trust.setAside()) {
            Snapshots.write(out, digest);
        }
        out.writeLong(
                trust.proposed().map(LedgerEvent.AcceptanceProposed::acceptance).orElse(NONE));
        out.writeInt(trust.closings().size());
        for (LedgerTrust.Closing closing : trust.closings().values()) {
            out.writeLong(closing.number());
        }
    }

    /** @param events the event of a number, as the ledger has it */
    public static LedgerTrust read(DataInput in, LongFunction<Recorded> events) throws IOException {
        boolean anchored = in.readBoolean();
        var setAside = new TreeSet<String>();
        for (int left = in.readInt(); left > 0; left--) {
            setAside.add(Snapshots.readString(in));
        }
        long proposal = in.readLong();
        Optional<LedgerEvent.AcceptanceProposed> proposed = proposal == NONE
                ? Optional.empty()
                : Optional.of(event(events, proposal, LedgerEvent.AcceptanceProposed.class));
        var closings = new TreeMap<LedgerDoubt, LedgerTrust.Closing>();
        for (int left = in.readInt(); left > 0; left--) {
            long number = in.readLong();
            LedgerEvent.Closed closed = event(events, number, LedgerEvent.Closed.class);
            closings.put(closed.cause(), new LedgerTrust.Closing(number, closed));
        }
        return new LedgerTrust(closings, anchored, setAside, proposed);
    }

    private static <E extends LedgerEvent> E event(LongFunction<Recorded> events, long number, Class<E> type)
            throws IOException {
        if (!type.isInstance(events.apply(number).event())) {
            throw new IOException("event " + number + " is not of the kind that the snapshot expects");
        }
        return type.cast(events.apply(number).event());
    }
}
