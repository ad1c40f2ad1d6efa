package dev.interlock.server.notify.audit;

import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Leaves;
import dev.interlock.server.domain.RecordFeed;
import dev.interlock.server.http.server.EventOutput;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * The record as server-sent events, one stream for each listener. A listener that does not read is not waited for: its
 * connection is cut, and it goes on from the entry after the last one that it has. Thread-safe.
 */
public final class AuditStreams implements AutoCloseable {

    /** The largest number of streams at a time. */
    static final int MOST = 16;
    /** Entries that are read and sent together. */
    private static final int CHUNK = 100;
    /** The time after which a listener has to prove again who it is. */
    private static final Duration LIFE = Duration.ofHours(1);
    /** A sign of life, so that both sides notice when the other is gone. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    /** The form in which entries are written. */
    enum Form {
        /** Entries as the record has them, with everything in its place that their leaves hide. */
        INTERLOCK,
        /** Entries as events of OCSF. */
        OCSF
    }

    private final RecordFeed feed;
    private final Ocsf ocsf;
    private final Semaphore places = new Semaphore(MOST);

    /** @param name of the domain */
    public AuditStreams(Domain domain, String name) {
        this.feed = new RecordFeed(domain);
        this.ocsf = new Ocsf(name);
    }

    /** The number of the entry that comes next. */
    long end() {
        return feed.end();
    }

    /**
     * Streams until whoever listens goes, the time is over, or the server closes; false at once if too many listen already.
     *
     * @param from number of the first entry
     */
    boolean stream(Request request, long from, Form form) throws IOException {
        if (!places.tryAcquire()) {
            return false;
        }
        try (EventOutput out = request.events(Map.of())) {
            run(out, from, form);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
        return true;
    }

    private void run(EventOutput out, long from, Form form) throws IOException, InterruptedException {
        long until = System.nanoTime() + LIFE.toNanos();
        long next = from;
        out.writeInTime(EventOutput.ALIVE); // so that the head is there at once
        while (System.nanoTime() < until && feed.await(next, QUIET)) {
            List<Recorded> entries = feed.read(next, CHUNK);
            out.writeInTime(entries.isEmpty() ? EventOutput.ALIVE : text(entries, form));
            next += entries.size();
        }
    }

    private byte[] text(List<Recorded> entries, Form form) {
        var text = new ByteArrayOutputStream();
        for (Recorded entry : entries) {
            // Canonical JSON and that of the writer are one line each.
            byte[] data = switch (form) {
                case INTERLOCK -> Leaves.shown(entry);
                case OCSF -> Json.bytes(ocsf.of(entry));
            };
            EventOutput.add(text, entry.seq(), data);
        }
        return text.toByteArray();
    }

    /** Ends all streams. */
    @Override
    public void close() {
        feed.close();
    }
}
