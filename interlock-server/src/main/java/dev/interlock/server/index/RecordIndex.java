package dev.interlock.server.index;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.RecordFeed;
import dev.interlock.server.domain.UnavailableException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells which entries of the record are about a task, call, hold, lane, lease, object, party, rule, verdict or type of event. A
 * thread of its own follows the record and reads it from the ledger, so that no decision waits for it. Thread-safe.
 *
 * <p>The index is a cache that is made anew at each start: nobody who can write the data folder can hide an entry by it, and no version of
 * it has to be read. It knows numbers alone; whoever shows an entry reads it from the ledger.
 *
 * <p>Right after a start it is behind the record, for half a minute or so where there are a million entries, and {@link #indexed} says how
 * far it is. Where something in it fails, such as a disk that is full, it is made again after a pause that grows. Until then everything that
 * is asked of it is answered with {@link UnavailableException}, and decisions go on.
 */
public final class RecordIndex implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RecordIndex.class.getName());

    /** The entries that are read together. Others who read the ledger wait for that. */
    private static final int READ = 256;

    /** The most entries, and about the most postings, of one transaction. */
    private static final int TOGETHER = 8_192;

    private static final int POSTINGS = 10 * TOGETHER;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    /** The time in which entries gather for a transaction. */
    private static final Duration GATHER = Duration.ofMillis(50);

    /** The most that is answered at a time. */
    public static final int MOST = 1_000;

    /** The pause after which an index that failed is made again: twice as long each time, until one has caught up with the record. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final RecordFeed feed;
    private final Domain domain;
    private final Thread thread;
    private final FileMaker files;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable IndexFile file; // guarded by lock; absent where there is none at the moment
    private long indexed; // guarded by lock
    private String trouble = ""; // guarded by lock; why there is no file
    private Duration pause = FIRST_PAUSE; // of the thread

    /** Makes empty files for indexes. */
    @FunctionalInterface
    interface FileMaker {
        IndexFile create() throws IOException, SQLException;
    }

    private RecordIndex(Domain domain, FileMaker files) {
        this.domain = domain;
        this.files = files;
        this.feed = new RecordFeed(domain);
        this.thread = Thread.ofPlatform().daemon().name("interlock-index").unstarted(this::run);
    }

    /**
     * Begins to read the record.
     *
     * @param folder for the file of the index, on a disk: see docs/limits.md for what it takes
     */
    public static RecordIndex start(Domain domain, Path folder) {
        return start(domain, () -> IndexFile.create(folder));
    }

    static RecordIndex start(Domain domain, FileMaker files) {
        var index = new RecordIndex(domain, files);
        // The first file is made here, so that whoever asks right after the start is told how far the index is.
        index.open();
        index.thread.start();
        return index;
    }

    private Event event(long number) {
        return domain.history().event(number).event();
    }

    // --- on the thread of the index

    private void run() {
        try {
            IndexFile made = open();
            while (true) {
                if (made != null) {
                    follow(made);
                }
                if (!feed.rest(pause)) {
                    return;
                }
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
                made = open();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        }
    }

    /** Returns the file, which is made where there is none; null where it cannot be made. */
    private @Nullable IndexFile open() {
        IndexFile known = file();
        if (known != null) {
            return known;
        }
        try {
            IndexFile made = files.create();
            lock.lock();
            try {
                file = made;
                indexed = 0;
            } finally {
                lock.unlock();
            }
            return made;
        } catch (IOException | SQLException | RuntimeException e) {
            failed(e);
            return null;
        }
    }

    /** Adds what is recorded until the record is closed, or something fails. */
    private void follow(IndexFile to) throws InterruptedException {
        try {
            var subjects = new Subjects(new Earlier(this::event));
            long next = 0;
            while (feed.await(next, Duration.ofDays(1))) {
                long began = CPU.getCurrentThreadCpuTime();
                next = addFrom(next, subjects, to);
                boolean behind = next < feed.end();
                if (!behind) {
                    pause = FIRST_PAUSE;
                }
                // While it is behind it takes two thirds of a processor, and else waits until there is more to write
                // together.
                feed.rest(behind ? Duration.ofNanos((CPU.getCurrentThreadCpuTime() - began) / 2) : GATHER);
            }
        } catch (IOException | SQLException | RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Adds entries from this number on, as many as are written together. Returns the number after the last. */
    private long addFrom(long from, Subjects subjects, IndexFile to) throws IOException, SQLException {
        var postings = new Postings();
        long next = from;
        List<Recorded> read;
        do {
            read = feed.read(next, READ);
            for (Recorded recorded : read) {
                postings.add(recorded.seq(), subjects.of(recorded));
            }
            next += read.size();
        } while (!read.isEmpty() && next - from < TOGETHER && postings.size() < POSTINGS);
        if (next > from) {
            to.add(postings);
            reached(next);
        }
        return next;
    }

    private void reached(long number) {
        lock.lock();
        try {
            indexed = number;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable cause) {
        LOG.log(
                System.Logger.Level.ERROR,
                "the index of the record failed and will be rebuilt after a pause; calls are still decided and "
                        + "recorded",
                cause);
        IndexFile left;
        lock.lock();
        try {
            left = file;
            file = null;
            trouble = String.valueOf(cause.getMessage());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        close(left);
    }

    private static void close(@Nullable IndexFile left) {
        try {
            if (left != null) {
                left.close();
            }
        } catch (IOException | SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "the record's index file may have been left behind", e);
        }
    }

    // --- on any thread

    /** The number of entries that it knows: all before this number. */
    public long indexed() {
        lock.lock();
        try {
            return indexed;
        } finally {
            lock.unlock();
        }
    }

    /** The number of entries that there are. */
    public long size() {
        return feed.end();
    }

    /** The reason why it cannot be asked at the moment; empty where it can. */
    public Optional<String> trouble() {
        lock.lock();
        try {
            return file == null ? Optional.of(trouble) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable IndexFile file() {
        lock.lock();
        try {
            return file;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether it can be asked and knows all entries that there are. */
    public boolean isComplete() {
        long size = size();
        lock.lock();
        try {
            return file != null && indexed >= size;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it knows all entries that there are at the moment, but only for a moment, and not where it is far behind: so whoever did
     * something finds it on the next page.
     */
    public void awaitNear() {
        long size = size();
        long left = GATHER.multipliedBy(10).toNanos();
        lock.lock();
        try {
            while (file != null && indexed < size && size - indexed <= TOGETHER && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The entries that are about all of these terms, the newest first.
     *
     * @param terms at least one
     * @param before the number below which they lie; {@link Long#MAX_VALUE} for the newest of all
     * @param limit at most {@link #MOST}
     * @throws UnavailableException if the index is of no use
     */
    public EntryPage find(Collection<Term> terms, long before, int limit) {
        return asked(file -> file.find(List.copyOf(Set.copyOf(terms)), before, bounded(limit)));
    }

    /** The names of a kind that an entry is about. An entry about a call is about all that the call is about. */
    public List<String> names(Term.Kind kind, Recorded recorded) {
        return new Subjects(new Earlier(this::event))
                .of(recorded).stream()
                        .filter(term -> term instanceof Term.Named named && named.kind() == kind)
                        .map(term -> ((Term.Named) term).name())
                        .toList();
    }

    /**
     * The entries from a number on that are about a term, the oldest first.
     *
     * @param limit at most {@link #MOST}
     * @throws UnavailableException if the index is of no use
     */
    public List<Long> from(Term term, long from, int limit) {
        return asked(file -> file.from(term, from, bounded(limit)));
    }

    /**
     * How often something occurs; empty where no entry is about it.
     *
     * @throws UnavailableException if the index is of no use
     */
    public Optional<Counted> counted(Term.Named term) {
        return asked(file -> file.counted(term.kind(), term.name(), "", 1)).stream()
                .filter(counted -> counted.name().equals(term.name()))
                .findFirst();
    }

    /**
     * The names of a kind, in their order.
     *
     * @param kind one with names: {@code EVENT}, {@code VERDICT}, {@code PARTY}, {@code RULE} or {@code OBJECT}
     * @param prefix the beginning of the names, as {@code vendor/}
     * @param after the name after which they come; empty for the first
     * @param limit at most {@link #MOST}
     * @throws UnavailableException if the index is of no use
     */
    public List<Counted> counted(Term.Kind kind, String prefix, String after, int limit) {
        return asked(file -> file.counted(kind, prefix, after, bounded(limit)));
    }

    /**
     * The names of a kind, those with the newest entries first.
     *
     * @param kind as for {@link #counted(Term.Kind, String, String, int)}
     * @param after the last name of the page before; empty for the first page
     * @param limit at most {@link #MOST}
     * @throws UnavailableException if the index is of no use
     */
    public List<Counted> newest(Term.Kind kind, Optional<Counted> after, int limit) {
        long last = after.map(Counted::last).orElse(Long.MAX_VALUE);
        String name = after.map(Counted::name).orElse("");
        return asked(file -> file.newest(kind, last, name, bounded(limit)));
    }

    private static int bounded(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a page can have 1 to " + MOST + " entries, not " + limit);
        }
        return limit;
    }

    private interface Question<T> {
        T ask(IndexFile file) throws SQLException;
    }

    private <T> T asked(Question<T> question) {
        IndexFile asked;
        lock.lock();
        try {
            if (file == null) {
                throw new UnavailableException(unavailable(trouble));
            }
            asked = file;
        } finally {
            lock.unlock();
        }
        try {
            return question.ask(asked);
        } catch (SQLException e) {
            throw new UnavailableException(unavailable(String.valueOf(e.getMessage())), e);
        }
    }

    private static String unavailable(String why) {
        return "the record cannot be searched at the moment because its index failed: " + why + "; it is being "
                + "rebuilt, so try again later";
    }

    /** Ends the thread, and deletes the file. */
    @Override
    public void close() {
        feed.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        close(file());
    }
}
