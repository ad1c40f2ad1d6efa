package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.ConnectionLostException;
import dev.interlock.server.http.server.EventOutput;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.Cancellation;
import java.io.IOException;
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

    /** The mark of the end. */
    private static final byte[] LAST = {};

    private final Response response;
    private final KeepAlive keepAlive;
    private final Cancellation gone = new Cancellation();
    private @Nullable BlockingQueue<byte[]>
            waiting; // guarded by this; made with the first text, as most requests have none
    private int calm = 1; // guarded by this
    private int beats; // guarded by this
    private long lastWriteNanos = System.nanoTime(); // guarded by this
    private @Nullable Thread writer; // guarded by this
    private boolean closed; // guarded by this
    private volatile @Nullable EventOutput out; // the writer's until it ends

    /** The response to the request, until it has begun. */
    @FunctionalInterface
    public interface Response {
        EventOutput begin() throws IOException;
    }

    public EventStream(Response response, KeepAlive keepAlive) {
        this.response = response;
        this.keepAlive = keepAlive;
    }

    @Override
    public synchronized boolean tell(ObjectNode message) {
        return say(EventOutput.event(Json.bytes(message))); // one line
    }

    /** Puts the text in the queue. The caller holds the lock of this. */
    private boolean say(byte[] text) {
        if (closed || gone.reason().isPresent()) {
            return false;
        }
        BlockingQueue<byte[]> queue = waiting;
        if (queue == null) {
            var made = new ArrayBlockingQueue<byte[]>(MOST_WAITING);
            waiting = made;
            queue = made;
            writer = Thread.ofVirtual().name("events").start(() -> write(made));
        }
        if (!queue.offer(text)) {
            return false;
        }
        lastWriteNanos = System.nanoTime();
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
            say(EventOutput.ALIVE);
        }
        lasting();
    }

    @Override
    public synchronized void beat(long nowNanos) {
        if (nowNanos - lastWriteNanos >= (beats < QUICK ? keepAlive.first() : calm * keepAlive.silence())) {
            beats++;
            say(EventOutput.ALIVE);
        }
    }

    @Override
    public Cancellation gone() {
        return gone;
    }

    private void write(BlockingQueue<byte[]> texts) {
        try {
            EventOutput begun = response.begin();
            out = begun;
            for (byte[] text = texts.take(); text.length > 0; text = texts.take()) {
                begun.write(text);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a caller has disconnected", e);
            gone.cancel("the caller closed the connection");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the stream without an answer. */
    public void abandon() {
        keepAlive.remove(this);
        synchronized (this) {
            closed = true;
            if (waiting != null) {
                waiting.clear();
                waiting.add(LAST);
            }
        }
    }

    /**
     * Ends the stream, with the answer if there is one; false where nothing was told, and the answer is a response like any
     * other.
     */
    public boolean end(Optional<Content> answer) throws IOException {
        keepAlive.remove(this);
        Thread begun;
        BlockingQueue<byte[]> texts;
        synchronized (this) {
            closed = true;
            begun = writer;
            texts = waiting;
        }
        if (begun == null || texts == null) {
            return false;
        }
        if (!isTold(begun, texts)) {
            begun.interrupt(); // a virtual thread that is interrupted in a write closes the connection
            throw new ConnectionLostException("a caller did not read its stream within " + PATIENCE.toSeconds() + " s");
        }
        try (EventOutput last = out) {
            if (last == null || gone.reason().isPresent()) {
                throw new ConnectionLostException("a caller disconnected before anything could be sent");
            }
            if (answer.isPresent()) {
                last.writeInTime(answer.get().length(), answer.get()::writeTo);
            }
        }
        return true;
    }

    /** Waits until the events before the answer are written; false if that takes too long. */
    private boolean isTold(Thread begun, BlockingQueue<byte[]> texts) throws ConnectionLostException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            boolean told = !begun.isAlive() || texts.offer(LAST, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            return told && begun.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionLostException("interrupted while the answer was sent to a caller", e);
        }
    }
}
