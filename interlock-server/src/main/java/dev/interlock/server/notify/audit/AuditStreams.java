package dev.interlock.server.notify.audit;

import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Leaves;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The record as server-sent events, one stream for each listener. A listener that does not read is not waited for: its
 * connection is cut, and it goes on from the entry after the last one that it has. Thread-safe.
 */
public final class AuditStreams implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AuditStreams.class.getName());

    /** The largest number of streams at a time. */
    static final int MOST = 16;
    /** Entries that are read and sent together. */
    private static final int CHUNK = 100;
    /** The time after which a listener has to prove again who it is. */
    private static final Duration LIFE = Duration.ofHours(1);
    /** A sign of life, so that both sides notice when the other is gone. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    private static final byte[] ALIVE = ": alive\n\n".getBytes(StandardCharsets.US_ASCII);

    /** The form in which entries are written. */
    enum Form {
        /** Entries as the record has them. */
        INTERLOCK,
        /** Entries as events of OCSF. */
        OCSF
    }

    private final AuditFeed feed;
    private final Ocsf ocsf;
    private final Transfer transfer;
    private final Semaphore places = new Semaphore(MOST);

    /** @param name of the domain */
    public AuditStreams(Domain domain, String name, Transfer transfer) {
        this.feed = new AuditFeed(domain);
        this.ocsf = new Ocsf(name);
        this.transfer = transfer;
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
    boolean stream(ServerResponse response, long from, Form form) throws IOException {
        if (!places.tryAcquire()) {
            return false;
        }
        try {
            response.status(Status.OK_200);
            response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            response.header(HeaderNames.create("X-Accel-Buffering"), "no");
            try (OutputStream out = response.outputStream()) {
                run(out, from, form);
            }
        } catch (UncheckedIOException | ServerConnectionException e) {
            LOG.log(System.Logger.Level.DEBUG, "a listener of the record went", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
        return true;
    }

    private void run(OutputStream out, long from, Form form) throws IOException, InterruptedException {
        long until = System.nanoTime() + LIFE.toNanos();
        long next = from;
        write(out, ALIVE); // so that the head is there at once
        while (System.nanoTime() < until && feed.await(next, QUIET)) {
            List<Recorded> entries = feed.read(next, CHUNK);
            write(out, entries.isEmpty() ? ALIVE : text(entries, form));
            next += entries.size();
        }
    }

    private byte[] text(List<Recorded> entries, Form form) {
        var text = new ByteArrayOutputStream();
        for (Recorded entry : entries) {
            // Canonical JSON and that of the writer are one line each.
            byte[] data = switch (form) {
                case INTERLOCK -> Leaves.encode(entry);
                case OCSF -> Json.bytes(ocsf.of(entry));
            };
            text.writeBytes(("id: " + entry.seq() + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
            text.writeBytes(data);
            text.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        }
        return text.toByteArray();
    }

    private void write(OutputStream out, byte[] text) throws IOException {
        transfer.within(text.length, () -> {
            out.write(text);
            out.flush();
            return text;
        });
    }

    /** Ends all streams. */
    @Override
    public void close() {
        feed.close();
    }
}
