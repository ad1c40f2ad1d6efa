package dev.interlock.server.domain;

import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerStore;
import java.io.IOException;
import java.util.List;

/**
 * The ledger can be written, or cannot, as the last attempt to commit something showed. Reading may work where writing does not. Any thread
 * may ask; attempts are the writer's.
 */
final class Writability {

    private static final System.Logger LOG = System.getLogger(Writability.class.getName());

    /** Bytes that are committed to find out whether that can be done. */
    private static final int PROBE = 4_096;

    private static final int LARGEST_PROBE = 1 << 20;

    private final LedgerStore store;
    /** Whether the last attempt to commit something succeeded. */
    private volatile boolean writable = true;
    /** The time of that attempt, by {@link System#nanoTime}. */
    private volatile long tried = System.nanoTime();
    /** About as many bytes as the batch has that could not be appended. */
    private int refusedBytes = PROBE;

    Writability(LedgerStore store) {
        this.store = store;
    }

    /** Returns whether the last attempt to commit something succeeded. */
    boolean writable() {
        return writable;
    }

    /** Nanoseconds since that attempt. */
    long sinceTried() {
        return System.nanoTime() - tried;
    }

    void committed() {
        tried(true);
    }

    /** Notes that this batch could not be appended, or may not be. */
    void refused(List<Entry> batch) {
        long bytes = batch.stream().mapToLong(Entry::length).sum();
        refusedBytes = Math.max(PROBE, (int) Math.min(bytes, LARGEST_PROBE));
        tried(false);
    }

    private void tried(boolean committed) {
        writable = committed;
        tried = System.nanoTime();
    }

    /** Returns whether the ledger can be appended to now: finds out by committing something. */
    boolean probe(Watch watch) {
        try {
            store.probe(writable ? PROBE : refusedBytes);
            tried(true);
        } catch (IOException | RuntimeException e) {
            if (writable) { // else that is known, and in the log
                LOG.log(
                        System.Logger.Level.ERROR,
                        "the ledger cannot be written; every call is denied until it can be",
                        e);
                watch.failed();
            }
            tried(false);
        }
        return writable;
    }
}
