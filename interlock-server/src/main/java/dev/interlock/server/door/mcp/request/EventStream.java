package dev.interlock.server.door.mcp.request;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.Cancellation;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request as server-sent events, begun when there is something to tell before the answer. A thread
 * of its own writes, so that a caller who does not read slows down nobody: events that it does not take in time are
 * dropped, but not the answer.
 */
public final class EventStream implements ResponseStream, KeepAlive.Member {
    private static final System.Logger LOG = System.getLogger(EventStream.class.getName());

    /** Events that wait for a slow caller. */
    private static final int MOST_WAITING = 64;

    /** A caller may take so long to read the events before the answer, once that is there. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Signs of life that follow each other quickly: only the second into a closed connection fails, and many close soon. */
    private static final int QUICK = 4;

    /** A quiet stream sends signs of life so many times less often. */
    private static final int CALM = 5;

    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] END = "\n\n".getBytes(US_ASCII);
    /** A comment, which is no event, and proves that both sides are there. */
    private static final byte[] ALIVE = ": alive\n\n".getBytes(US_ASCII);
    /** The mark of the end. */
    private static final byte[] LAST = {};

    private final ServerResponse response;
    private final KeepAlive keepAlive;
    private final Cancellation gone = new Cancellation();
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private int calm = 1; // guarded by this
    private int beats; // guarded by this
    private long lastWriteNanos = System.nanoTime(); // guarded by this
    private @Nullable Thread writer; // guarded by this
    private boolean closed; // guarded by this
    private volatile @Nullable OutputStream out; // the writer's until it ends

    public EventStream(ServerResponse response, KeepAlive keepAlive) {
        this.response = response;
        this.keepAlive = keepAlive;
    }

    @Override
    public synchronized boolean tell(ObjectNode message) {
        byte[] json = Json.bytes(message); // one line
        byte[] event = new byte[DATA.length + json.length + END.length];
        System.arraycopy(DATA, 0, event, 0, DATA.length);
        System.arraycopy(json, 0, event, DATA.length, json.length);
        System.arraycopy(END, 0, event, DATA.length + json.length, END.length);
        return say(event);
    }

    /** Puts the text in the queue. The caller holds the lock of this. */
    private boolean say(byte[] text) {
        if (closed || gone.reason().isPresent() || !waiting.offer(text)) {
            return false;
        }
        lastWriteNanos = System.nanoTime();
        if (writer == null) {
            writer = Thread.ofVirtual().name("events").start(this::write);
        }
        return true;
    }

    @Override
    public void lasting() {
        keepAlive.add(this);
    }

    @Override
    public void open() {
        synchronized (this) {
            calm = CALM;
            say(ALIVE);
        }
        lasting();
    }

    @Override
    public synchronized void beat(long nowNanos) {
        if (nowNanos - lastWriteNanos >= (beats < QUICK ? keepAlive.first() : calm * keepAlive.silence())) {
            beats++;
            say(ALIVE);
        }
    }

    @Override
    public Cancellation gone() {
        return gone;
    }

    private void write() {
        try {
            OutputStream begun = begin();
            out = begun;
            for (byte[] text = waiting.take(); text.length > 0; text = waiting.take()) {
                begun.write(text);
                begun.flush();
            }
        } catch (IOException | UncheckedIOException | ServerConnectionException e) {
            LOG.log(System.Logger.Level.DEBUG, "a caller does not listen any longer", e);
            gone.cancel("the caller closed the connection");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OutputStream begin() {
        response.status(Status.OK_200);
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        // A proxy that waits for more before it passes anything on would make a report of progress pointless.
        response.header(HeaderNames.create("X-Accel-Buffering"), "no");
        return response.outputStream();
    }

    /** Ends the stream without an answer. */
    public void abandon() {
        keepAlive.remove(this);
        synchronized (this) {
            closed = true;
            waiting.clear();
            waiting.add(LAST);
        }
    }

    /** Ends the stream, with the answer if there is one; false where nothing was told, and the answer is a response like any other. */
    public boolean end(Optional<Content> answer, Transfer transfer) throws IOException, InterruptedException {
        keepAlive.remove(this);
        Thread begun;
        synchronized (this) {
            closed = true;
            begun = writer;
        }
        if (begun == null) {
            return false;
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        boolean told = !begun.isAlive() || waiting.offer(LAST, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        if (!told || !begun.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
            begun.interrupt(); // a virtual thread that is interrupted in a write closes the connection
            throw new IOException("a caller did not read within " + PATIENCE.toSeconds() + " s what it was told");
        }
        try (OutputStream last = out) {
            if (last == null || gone.reason().isPresent()) {
                throw new IOException("a caller went before it could be told anything");
            }
            if (answer.isPresent()) {
                transfer.within(answer.get().length(), () -> {
                    last.write(DATA);
                    answer.get().writeTo(last);
                    last.write(END);
                    last.flush();
                    return true;
                });
            }
        }
        return true;
    }
}
