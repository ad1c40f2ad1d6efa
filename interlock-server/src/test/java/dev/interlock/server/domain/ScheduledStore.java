package dev.interlock.server.domain;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.util.List;

/** A store before and after whose appends threads meet, and whose medium fails now and then. */
final class ScheduledStore extends ForwardingStore {

    /** One of so many appends fails. */
    private static final int FAILING = 6;

    private final Schedule schedule;
    private boolean faulty;
    private int failures;

    ScheduledStore(LedgerStore store, Schedule schedule) {
        super(store);
        this.schedule = schedule;
    }

    /** Fails from now on. */
    void begin(boolean mayFail) {
        faulty = mayFail;
    }

    /** The number of appends that failed, or seemed to. */
    int failures() {
        return failures;
    }

    @Override
    public AppendResult append(
            long expectedSize, long epoch, List<Entry> entries, List<PartyName> names, Derived derived)
            throws IOException {
        schedule.point();
        if (faulty && schedule.once(FAILING)) {
            failures++;
            if (schedule.once(2)) {
                super.append(expectedSize, epoch, entries, names, derived);
                schedule.point();
                throw new StoreException(Problem.IO, "the disk did not answer");
            }
            throw new StoreException(Problem.FULL, "no room is left");
        }
        AppendResult result = super.append(expectedSize, epoch, entries, names, derived);
        schedule.point();
        return result;
    }
}
