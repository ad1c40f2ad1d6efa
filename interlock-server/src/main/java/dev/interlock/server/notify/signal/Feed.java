package dev.interlock.server.notify.signal;

import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.server.domain.DeadLease;
import dev.interlock.server.domain.Domain;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The feed of leases that ended, in the order of the record. The latest are kept in memory, as the domain tells of
 * them; older ones are read from the ledger, so nothing is lost with the process. Thread-safe.
 */
final class Feed {

    /** The number of leases kept in memory. */
    private static final int MOST = 10_000;
    /** The number of ledger entries read at once. */
    private static final int CHUNK = 10_000;

    private final Domain domain;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final TreeMap<Long, DeadLease> latest = new TreeMap<>(); // guarded by lock
    /** INVARIANT: every end from this entry on is among the latest, or will be told. */
    private long floor; // guarded by lock

    /**
     * A batch of leases that ended.
     *
     * @param leases ascending by the number of the event that ended them
     * @param next the entry from which the next batch is read
     */
    record Batch(List<DeadLease> leases, long next) {}

    Feed(Domain domain) {
        this.domain = domain;
        domain.onLeaseDead(this::add);
        this.floor = domain.ledger().size(); // after the listener is there: what ends between is found in the ledger
    }

    private void add(DeadLease lease) {
        lock.lock();
        try {
            latest.put(lease.seq(), lease);
            if (latest.size() > MOST) {
                floor = Math.max(floor, latest.pollFirstEntry().getKey() + 1);
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the leases that ended from this entry on. */
    Batch next(long position, int most) throws IOException {
        long at = position;
        while (true) {
            long to;
            lock.lock();
            try {
                if (at >= floor) {
                    List<DeadLease> found =
                            latest.tailMap(at).values().stream().limit(most).toList();
                    return new Batch(
                            found, found.isEmpty() ? at : found.getLast().seq() + 1);
                }
                to = Math.min(at + CHUNK, floor);
            } finally {
                lock.unlock();
            }
            List<DeadLease> found = recorded(at, to);
            if (!found.isEmpty()) {
                return found.size() <= most
                        ? new Batch(found, to)
                        : new Batch(found.subList(0, most), found.get(most - 1).seq() + 1);
            }
            at = to;
        }
    }

    /** Returns the lease that the entry ended; empty if it ended none. */
    Optional<DeadLease> at(long entry) throws IOException {
        lock.lock();
        try {
            if (entry >= floor) {
                return Optional.ofNullable(latest.get(entry));
            }
        } finally {
            lock.unlock();
        }
        return recorded(entry, entry + 1).stream().findFirst();
    }

    private List<DeadLease> recorded(long from, long to) throws IOException {
        var found = new ArrayList<DeadLease>();
        domain.history().scan(from, to, recorded -> {
            if (recorded.event() instanceof LeaseEvent.Revoked revoked
                    && domain.history().event(revoked.lease()).event() instanceof LeaseEvent.Issued issued) {
                found.add(new DeadLease(issued, revoked.reason(), recorded.seq(), recorded.timeMillis()));
            }
        });
        return found;
    }

    /** Waits until something ended from this entry on, at most so long. */
    void await(long position, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (left > 0 && latest.tailMap(Math.max(position, floor)).isEmpty()) {
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The entry at which a stream begins that nobody was told of before. */
    long end() {
        return domain.ledger().size();
    }
}
