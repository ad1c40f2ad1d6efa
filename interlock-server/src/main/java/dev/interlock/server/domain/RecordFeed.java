package dev.interlock.server.domain;

import dev.interlock.engine.event.Recorded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The feed of the record as it grows. It keeps nothing: each listener reads from the ledger at its own pace, and is
 * woken when there is more. Thread-safe.
 */
public final class RecordFeed implements AutoCloseable {

    private final Domain domain;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long end; // guarded by lock: entries before it are durable and answered for
    private boolean closed; // guarded by lock

    /** @param domain whose record it is; asked from now on */
    public RecordFeed(Domain domain) {
        this.domain = domain;
        domain.onRecorded(this::recorded);
        grow(domain.ledger().size()); // after the listener is there
    }

    /** Runs on the writer. */
    private void recorded(List<Recorded> batch) {
        grow(batch.getLast().seq() + 1);
    }

    private void grow(long size) {
        lock.lock();
        try {
            end = Math.max(end, size);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number of the entry that comes next. */
    public long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is an entry of this number or it is over, at most so long; false when it is over. */
    public boolean await(long next, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && end <= next && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits so long, and less where it is over; false when it is over. */
    public boolean rest(Duration time) throws InterruptedException {
        return await(Long.MAX_VALUE, time);
    }

    /** Entries from this number on, at most so many; none when there are none yet. */
    public List<Recorded> read(long from, int most) throws IOException {
        var found = new ArrayList<Recorded>();
        domain.history().scan(from, Math.min(end(), from + most), found::add);
        return found;
    }

    /** Ends every wait. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
