package dev.interlock.server.domain;

import dev.interlock.engine.command.LedgerCommand.Found;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.trust.LedgerTrust;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.server.store.AnchorFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keeper of the anchor: the highest acknowledged checkpoint, in a file outside the data folder. A thread of its own writes it after
 * commits, the newest one only, so that no call waits for it.
 *
 * <p>Safe for many threads. A domain without an anchor has a keeper that keeps nothing.
 */
final class AnchorKeeper {

    private static final System.Logger LOG = System.getLogger(AnchorKeeper.class.getName());

    /** The shortest time between two writings: the disk is for the ledger. So late may the anchor be. */
    private static final Duration PACE = Duration.ofMillis(100);

    /** The time after which an anchor that cannot be written is tried again. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** The time for which an anchor that cannot be written is no reason to turn anybody away. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** The time for which a start and an end wait for a disk that does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Optional<AnchorFile> file;
    private final Duration patience;
    /** The disk of the anchor, for those who wait for it. */
    private final PatientDisk disk;

    private final Ledger ledger;
    private final Anchor found;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable Thread thread;
    /** The number of entries that are durable, and are to be in the anchor. */
    private volatile long durable;
    /** The number of entries that the anchor vouches for. */
    private volatile long covered;
    /** Whether the anchor is to follow the ledger. While people have to accept the ledger it stays as it is: it is the evidence. */
    private volatile boolean following;

    private volatile boolean closing;
    private volatile boolean endsWell;
    /** Whether the thread waits for something to become durable. */
    private volatile boolean idle;
    /**
     * The time of the first attempt since one succeeded, by {@link System#nanoTime}; null where that was the last. A disk that does not
     * answer is one that fails.
     */
    private volatile @Nullable Long failingSince;
    /** The time of the last attempt to begin following. */
    private long triedAt;

    private AnchorKeeper(Optional<AnchorFile> file, Ledger ledger, Anchor found, PatientDisk disk, Duration patience) {
        this.file = file;
        this.disk = disk;
        this.patience = patience;
        this.ledger = ledger;
        this.found = found;
        this.covered = found.size();
        this.durable = ledger.size();
    }

    /**
     * Looks at the anchor that there is.
     *
     * @throws IOException if nobody can say what it says
     */
    static AnchorKeeper open(Optional<AnchorFile> file, Ledger ledger, LedgerReader reader) throws IOException {
        return open(file, ledger, reader, PATIENCE);
    }

    /** @param patience for a disk that does not answer */
    static AnchorKeeper open(Optional<AnchorFile> file, Ledger ledger, LedgerReader reader, Duration patience)
            throws IOException {
        var disk = new PatientDisk(name(file), patience);
        Optional<byte[]> content = file.isPresent() ? disk.within(file.get()::read) : Optional.empty();
        Anchor found = content.isPresent() ? Anchor.of(content.get(), ledger, reader) : Anchor.MISSING;
        return new AnchorKeeper(file, ledger, found, disk, patience);
    }

    private static String name(Optional<AnchorFile> file) {
        return file.map(anchor -> "the anchor `" + anchor + "`").orElse("no anchor");
    }

    /** The reasons to doubt the ledger, in view of what it says itself about an anchor. */
    SortedMap<LedgerDoubt, Found> doubts(LedgerTrust trust) {
        var doubts = new TreeMap<LedgerDoubt, Found>();
        found.doubt(trust).ifPresent(doubt -> doubts.put(doubt, found.found()));
        return doubts;
    }

    /** The number of entries that are known outside the data folder; without an anchor all are as good as that. */
    long covered() {
        return file.isPresent() ? covered : Long.MAX_VALUE;
    }

    /** Returns whether there is an anchor that follows the ledger, and has been written. */
    boolean isUsed() {
        return file.isPresent() && following;
    }

    /** The number of entries that the anchor is behind the ledger; empty where there is none. */
    Optional<Long> behind() {
        return file.isPresent() ? Optional.of(Math.max(0, durable - covered)) : Optional.empty();
    }

    /** The reason why the anchor is of no use for a while by now; empty where it is well, or there is none. */
    Optional<String> trouble() {
        Long since = failingSince;
        return since != null && System.nanoTime() - since > GRACE.toNanos()
                ? Optional.of("the anchor cannot be written, so an older copy of the data folder would not be noticed")
                : Optional.empty();
    }

    /**
     * Has the anchor follow the ledger, which nobody doubts.
     *
     * @throws IOException if it cannot be written
     */
    void follow() throws IOException {
        boolean early = failingSince != null && System.nanoTime() - triedAt < AGAIN.toNanos();
        if (file.isEmpty() || following || early) {
            return;
        }
        try {
            triedAt = System.nanoTime();
            disk.within(() -> {
                write(file.get(), false);
                return true;
            });
        } catch (IOException e) {
            failingSince = failingSince == null ? triedAt : failingSince;
            throw e;
        }
        following = true;
        Thread writer = Thread.ofPlatform().daemon().name("interlock-anchor").unstarted(() -> run(file.get()));
        thread = writer;
        writer.start();
    }

    /**
     * Begins with a ledger of this trust: the anchor follows one that is open. A closed one records more as well, so that the end is taken back
     * which an anchor says that agrees with it. Else the next start would find entries behind the end, which is a new reason to doubt the
     * ledger, and what people proposed meanwhile would be void. Any other anchor stays as it is.
     *
     * @throws IOException if it cannot be written
     */
    void begin(LedgerTrust trust) throws IOException {
        if (!trust.isClosed()) {
            follow();
        } else if (file.isPresent() && found.ended()) {
            disk.within(() -> {
                write(file.get(), false);
                return true;
            });
        }
    }

    /** So many entries are durable. For the thread that commits: it waits for nothing. */
    void committed(long size) {
        durable = size;
        if (idle) { // else it looks by itself
            signal();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many entries are known outside the data folder; false where that takes longer than this. */
    boolean await(long size, Duration most) {
        long left = most.toNanos();
        lock.lock();
        try {
            while (covered() < size && left > 0 && following && !closing) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return covered() >= size;
    }

    private void run(AnchorFile anchor) {
        boolean last = false;
        while (!last) {
            awaitWork();
            last = closing;
            boolean atEnd = last && endsWell;
            if (atEnd || covered < durable) {
                attempt(anchor, atEnd);
            }
        }
    }

    /** Waits until the ledger is ahead of the anchor, and some time since it was last written is over; or for the end. */
    private void awaitWork() {
        lock.lock();
        try {
            long rest = (failingSince == null ? PACE : AGAIN).toNanos();
            while (!closing && rest > 0) {
                rest = changed.awaitNanos(rest);
            }
            idle = true;
            while (!closing && covered >= durable) {
                changed.await();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the anchor's thread did not stop when interrupted; close the domain");
        } finally {
            idle = false;
            lock.unlock();
        }
    }

    private void attempt(AnchorFile anchor, boolean atEnd) {
        boolean first = failingSince == null;
        if (first) {
            failingSince = System.nanoTime();
        }
        try {
            write(anchor, atEnd);
        } catch (IOException | RuntimeException | Error e) {
            Exhaustion.endIf(e);
            if (first) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "the anchor cannot be written, so an older copy of the data folder would not be noticed",
                        e);
            }
        }
    }

    private void write(AnchorFile anchor, boolean atEnd) throws IOException {
        StoredCheckpoint head = Anchor.written(ledger, atEnd);
        anchor.write(head.note());
        lock.lock();
        try {
            covered = head.size();
            failingSince = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes, and ends, without being waited for: the ledger is to have no more than it has here, and the anchor says so. */
    void end() {
        endsWell = true;
        closing = true;
        signal();
    }

    /**
     * Writes what is durable, and ends. Where the disk does not answer, the ledger is left as after a crash: the anchor vouches for what it
     * has, and not for the end.
     *
     * @param well whether the ledger has no more than what is known to be durable, and gets no more: the anchor says so then
     */
    void close(boolean well) {
        endsWell |= well;
        closing = true;
        signal();
        Thread writer = thread;
        if (writer != null) {
            try {
                if (!writer.join(patience)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            name(file)
                                    + " does not respond; the server stops without it, and the anchor lacks the last"
                                    + " entries");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
