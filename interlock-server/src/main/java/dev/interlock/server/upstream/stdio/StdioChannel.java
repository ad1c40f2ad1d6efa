package dev.interlock.server.upstream.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.CanonicalForm;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.SsePosition;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs as a child process, started when first needed and again, with growing pauses, after it died. A new
 * process is a new generation: it knows nothing of a handshake with the one before.
 */
public final class StdioChannel implements Channel {
    private final String name;
    private final StdioSettings settings;
    private final Timing timing;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Listener listener;

    // guarded by lock
    private @Nullable StdioProcess process;
    private long generation;
    private int deaths;
    private String lastWords = "";
    private long notBefore;
    private boolean closed;

    public StdioChannel(String name, StdioSettings settings, Timing timing, LongSupplier nanos) {
        this.name = name;
        this.settings = settings;
        this.timing = timing;
        this.nanos = nanos;
    }

    @Override
    public Kind kind() {
        return Kind.STDIO;
    }

    @Override
    public void listen(Listener outside) {
        this.listener = outside;
    }

    @Override
    public long connect() throws UpstreamException {
        lock.lock();
        try {
            if (closed) {
                throw new UpstreamException("server `" + name + "` is shut down");
            }
            StdioProcess current = process;
            if (current != null && current.ended().isPresent()) {
                buried(current);
                current = null;
            }
            if (current == null) {
                start();
            }
            return generation;
        } finally {
            lock.unlock();
        }
    }

    private void buried(StdioProcess dead) {
        deaths = isSteady(dead) ? 1 : deaths + 1;
        pauseFrom(nanos.getAsLong());
        lastWords = dead.ended().orElse("");
        process = null;
    }

    private boolean isSteady(StdioProcess life) {
        return nanos.getAsLong() - life.startedNanos() >= settings.steady().toNanos();
    }

    private void pauseFrom(long now) {
        long pause = settings.firstBackoff().toNanos();
        for (int i = 1; i < deaths && pause < settings.maxBackoff().toNanos(); i++) {
            pause *= 2;
        }
        notBefore = now + Math.min(pause, settings.maxBackoff().toNanos());
    }

    /**
     * Hears one process. INVARIANT: once the next one has been started, nobody is asked anything for the one before: its question
     * would pass for one of the requests at the next.
     */
    private final class OfGeneration implements Listener {
        private final long mine;

        OfGeneration(long mine) {
            this.mine = mine;
        }

        @Override
        public void requested(Message.Request request, Consumer<ObjectNode> back) {
            lock.lock();
            try {
                if (mine == generation) {
                    outside().requested(request, back);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void notified(Message.Notification notification) {
            if (isLatest()) {
                outside().notified(notification);
            }
        }

        private boolean isLatest() {
            lock.lock();
            try {
                return mine == generation;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void late(JsonNode id) {
            outside().late(id);
        }
    }

    private void start() throws UpstreamException {
        long now = nanos.getAsLong();
        if (deaths > 0 && now - notBefore < 0) {
            throw new UpstreamException("server `" + name + "` failed " + deaths
                    + (deaths == 1 ? " time" : " times in a row") + " (" + lastWords + "); it will be restarted in "
                    + Duration.ofNanos(notBefore - now).toMillis() + " ms");
        }
        try {
            generation++;
            outside().restarted();
            process = StdioProcess.start(name, settings, new OfGeneration(generation), now);
        } catch (IOException e) {
            deaths++;
            lastWords = "it cannot be started: " + e.getMessage();
            pauseFrom(now);
            throw new UpstreamException("server `" + name + "` cannot be started: " + e.getMessage());
        }
    }

    private Listener outside() {
        return Objects.requireNonNull(listener, "there is no listener yet");
    }

    @Override
    public Reply request(Message.Request request, Framing framing, CallDeadline deadline, Listener here) {
        Optional<StdioProcess> meant = of(framing);
        return meant.isPresent()
                ? meant.get().request(request, deadline)
                : new Reply.NotSent("the server's process was restarted");
    }

    @Override
    public Reply hear(Framing framing, SsePosition position, CallDeadline deadline, Runnable opened, Listener here) {
        throw new IllegalStateException("a pipe has no streams");
    }

    @Override
    public void tell(ObjectNode message, Framing framing) {
        of(framing).ifPresent(meant -> meant.tell(CanonicalForm.bytes(message)));
    }

    /** A pipe keeps the order. */
    @Override
    public void tellFirst(ObjectNode message, Framing framing, Duration atMost) {
        tell(message, framing);
    }

    @Override
    public void farewell(Framing framing) {
        // Closing its input says it.
    }

    private Optional<StdioProcess> of(Framing framing) {
        lock.lock();
        try {
            return framing.generation() == generation ? Optional.ofNullable(process) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** A death that nobody has noticed yet counts; one from before a steady life does not. */
    @Override
    public Health.Condition condition() {
        lock.lock();
        try {
            StdioProcess current = process;
            if (current == null) {
                return deaths == 0
                        ? Health.Condition.FINE
                        : new Health.Condition(
                                nanos.getAsLong() - notBefore < 0 ? Health.State.RESTING : Health.State.TRYING,
                                deaths,
                                Optional.of(lastWords));
            }
            boolean steady = isSteady(current);
            Optional<String> end = current.ended();
            if (end.isPresent()) {
                return new Health.Condition(Health.State.TRYING, steady ? 1 : deaths + 1, end);
            }
            return steady || deaths == 0
                    ? Health.Condition.FINE
                    : new Health.Condition(Health.State.UP, deaths, Optional.of(lastWords));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        StdioProcess last;
        lock.lock();
        try {
            closed = true;
            last = process;
            process = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close(timing.shutdown());
        }
    }
}
