package dev.interlock.server.index;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.RecordFeed;
import dev.interlock.server.domain.UnavailableException;
import java.io.IOException;
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
 * <p>Right after a start it is behind the record, for a minute or two where there are a million entries, and {@link #indexed} says how far
 * it is. What fails in it, such as a disk that is full, is logged once. It is of no use from then on until the next start: everything
 * that is asked of it is answered with {@link UnavailableException}, and decisions go on.
 */
public final class RecordIndex implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RecordIndex.class.getName());

    /** The entries that are read together. Others who read the ledger wait for that. */
    private static final int READ = 256;

    /** The most entries, and about the most postings, of one transaction. */
    private static final int TOGETHER = 8_192;

    private static final int POSTINGS = 10 * TOGETHER;

    /** The time in which entries gather for a transaction. */
    private static final Duration GATHER = Duration.ofMillis(50);

    /** The most that is answered at a time. */
    public static final int MOST = 1_000;

    private final RecordFeed feed;
    private final Domain domain;
    private final Thread thread;
    private final Optional<IndexFile> file; // empty where it could not be made
    private final Subjects subjects;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long indexed; // guarded by lock
    private @Nullable String trouble; // guarded by lock

    private RecordIndex(Domain domain, Optional<IndexFile> file) {
        this.domain = domain;
        this.file = file;
        this.feed = new RecordFeed(domain);
        this.subjects = new Subjects(new Earlier(this::event));
        this.thread = Thread.ofPlatform().daemon().name("interlock-index").unstarted(this::follow);
    }

    /**
     * Begins to read the record. An index that cannot be made is one of no use.
     *
     * @param folder for the file of the index, on a disk: it takes about 150 bytes for each entry
     */
    public static RecordIndex start(Domain domain, Path folder) {
        try {
            return start(domain, IndexFile.create(folder));
        } catch (IOException | SQLException e) {
            var index = new RecordIndex(domain, Optional.empty());
            index.fail(e);
            return index;
        }
    }

    static RecordIndex start(Domain domain, IndexFile file) {
        var index = new RecordIndex(domain, Optional.of(file));
        index.thread.start();
        return index;
    }

    private Event event(long number) {
        return domain.history().event(number).event();
    }

    // --- on the thread of the index

    private void follow() {
        try {
            IndexFile made = file.orElseThrow();
            long next = 0;
            while (feed.await(next, Duration.ofDays(1))) {
                long began = System.nanoTime();
                long to = addFrom(next, made);
                boolean behind = to < feed.end();
                next = to;
                // While it is behind it takes half of a processor, and else waits until there is more to write
                // together.
                feed.rest(behind ? Duration.ofNanos(System.nanoTime() - began) : GATHER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        } catch (IOException | SQLException | RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Adds entries from this number on, as many as are written together. Returns the number after the last. */
    private long addFrom(long from, IndexFile to) throws IOException, SQLException {
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

    private void fail(Throwable cause) {
        LOG.log(
                System.Logger.Level.ERROR,
                "the index of the record is of no use until the next start; calls are decided and recorded all the same",
                cause);
        lock.lock();
        try {
            trouble = String.valueOf(cause.getMessage());
            changed.signalAll();
        } finally {
            lock.unlock();
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

    /** Returns whether it can be asked and knows all entries that there are. */
    public boolean isComplete() {
        long size = size();
        lock.lock();
        try {
            return trouble == null && indexed >= size;
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
            while (trouble == null && indexed < size && size - indexed <= TOGETHER && left > 0) {
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
    public Found find(Collection<Term> terms, long before, int limit) {
        return asked(file -> file.find(List.copyOf(Set.copyOf(terms)), before, bounded(limit)));
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
            throw new IllegalArgumentException("a page has 1 to " + MOST + " entries, not " + limit);
        }
        return limit;
    }

    private interface Question<T> {
        T ask(IndexFile file) throws SQLException;
    }

    private <T> T asked(Question<T> question) {
        lock.lock();
        try {
            if (trouble != null) {
                throw new UnavailableException(unavailable(trouble));
            }
        } finally {
            lock.unlock();
        }
        try {
            return question.ask(file.orElseThrow());
        } catch (SQLException e) {
            throw new UnavailableException(unavailable(String.valueOf(e.getMessage())), e);
        }
    }

    private static String unavailable(String why) {
        return "the record cannot be searched until the server starts again, as its index failed: " + why;
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
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException | SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "the file of the index of the record may be left", e);
        }
    }
}
