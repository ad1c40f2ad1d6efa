package dev.interlock.server.door;

import dev.interlock.server.enforce.Workload;
import dev.interlock.server.setting.Traffic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rate limiter lets in as many requests as one agent may make and one server may be asked. A request is turned away
 * before anything is decided or recorded. Thread-safe.
 *
 * <p>INVARIANT: what is kept is per agent that is registered and per server that is configured, never per anything that
 * a stranger can choose.
 */
public final class RateLimiter implements Workload {

    /** The number of bytes that count as a request does: reading, searching and deciding take time by the length of what is asked. */
    private static final int BYTES = 32 << 10;

    /** The number of objects that count as a request does, for the same reason. */
    private static final int OBJECTS = 100;

    /**
     * The request is turned away for now.
     *
     * @param message names the limit that is exhausted, and what to do
     * @param retryAfter how long to wait before trying again is worth it
     */
    public record Busy(String message, Duration retryAfter) {

        /** Returns the wait in whole seconds, as the header `Retry-After` wants it. */
        public long seconds() {
            return Math.max(1, retryAfter.plusMillis(999).toSeconds());
        }
    }

    /** A place at a server is left while its call waits for somebody else. */
    public interface Place {
        void leave();

        /** Takes one again, and waits a short time for it; whoever was let in once goes on without one then. */
        void comeBack();

        /** Returns the place at a server whose calls are not counted. */
        static Place uncounted() {
            return new Place() {
                @Override
                public void leave() {}

                @Override
                public void comeBack() {}
            };
        }
    }

    private record Agent(TokenBucket bucket, Semaphore bodies, Semaphore requests) {
        static Agent of(Traffic.PerAgent limits, long nowNanos) {
            return new Agent(
                    new TokenBucket(limits.rate(), limits.burst(), nowNanos),
                    new Semaphore(limits.concurrent()),
                    new Semaphore(limits.concurrent()));
        }
    }

    private final Traffic traffic;
    private final LongSupplier nanos;
    private final Map<String, Agent> agents = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> servers = new ConcurrentHashMap<>();
    private final Map<String, TokenBucket> ofApi = new ConcurrentHashMap<>();
    private final Map<Limit, LongAdder> turnedAway = new EnumMap<>(Limit.class);

    /** The limits that a request can meet. */
    private enum Limit {
        RATE,
        CONCURRENT,
        UPSTREAM,
        API
    }

    /** @param nanos a monotonic clock, such as {@code System::nanoTime} */
    public RateLimiter(Traffic traffic, LongSupplier nanos) {
        this.traffic = traffic;
        this.nanos = nanos;
        for (Limit limit : Limit.values()) {
            turnedAway.put(limit, new LongAdder());
        }
    }

    /** Returns how many requests were turned away, by the limit that they met. */
    public SortedMap<String, Long> turnedAway() {
        var all = new TreeMap<String, Long>();
        turnedAway.forEach((limit, number) -> all.put(limit.name().toLowerCase(Locale.ROOT), number.sum()));
        return all;
    }

    private Optional<Busy> busy(Limit limit, String message, Duration retryAfter) {
        Objects.requireNonNull(turnedAway.get(limit)).increment();
        return Optional.of(new Busy(message, retryAfter));
    }

    /**
     * Counts a request to the API against the rate of its caller, whatever it asks.
     *
     * @param caller the name of one who is registered
     */
    public Optional<Busy> api(String caller) {
        Traffic.Rate rate = traffic.api();
        TokenBucket bucket =
                ofApi.computeIfAbsent(caller, any -> new TokenBucket(rate.rate(), rate.burst(), nanos.getAsLong()));
        long wait = bucket.take(nanos.getAsLong());
        return wait == 0
                ? Optional.empty()
                : busy(
                        Limit.API,
                        "`" + caller + "` sends more than " + rate.rate()
                                + " requests a second to the API: wait, then send it again",
                        Duration.ofNanos(wait));
    }

    @Override
    public void asked(String party, int objects) {
        if (objects >= OBJECTS) {
            agent(party).bucket().owe(objects / OBJECTS, nanos.getAsLong());
        }
    }

    /** Begins the visit of one request, of somebody yet unknown. */
    public Visit visit() {
        return new Visit();
    }

    /**
     * A visit is one request on its way through a door; closing it makes room for another. Only its place is
     * thread-safe.
     */
    public final class Visit implements AutoCloseable {
        private @Nullable Agent arrived;
        private @Nullable Semaphore body;
        private @Nullable Semaphore request;
        private @Nullable Turn server;

        private Visit() {}

        /**
         * Counts against the rate of the caller, whatever it sends.
         *
         * @param caller the name of a party that is registered
         */
        public Optional<Busy> arrive(String caller) {
            arrived = agent(caller);
            long wait = arrived.bucket().take(nanos.getAsLong());
            return wait == 0
                    ? Optional.empty()
                    : busy(
                            Limit.RATE,
                            "`" + caller + "` sends more than "
                                    + traffic.of(caller).rate()
                                    + " requests a second: wait, then send it again",
                            Duration.ofNanos(wait));
        }

        /** Counts the request as so many more, because it asks for as many things: the next requests wait for them. */
        public void asMany(String caller, int more) {
            agent(caller).bucket().owe(more, nanos.getAsLong());
        }

        /** Counts a request with a long body as so many more. */
        public void weighs(int bytes) {
            if (arrived != null) {
                arrived.bucket().owe(bytes / BYTES, nanos.getAsLong());
            }
        }

        /** Takes a place for reading the body, before it is read, which takes memory. */
        public Optional<Busy> read(String caller) {
            Semaphore bodies = agent(caller).bodies();
            if (!bodies.tryAcquire()) {
                return tooMany(caller, "messages being read");
            }
            body = bodies;
            return Optional.empty();
        }

        /** The body is read, and something is to be done that takes time. */
        public Optional<Busy> work(String caller) {
            Semaphore requests = agent(caller).requests();
            if (!requests.tryAcquire()) {
                return tooMany(caller, "requests under way");
            }
            request = requests;
            return Optional.empty();
        }

        private Optional<Busy> tooMany(String caller, String what) {
            return busy(
                    Limit.CONCURRENT,
                    "`" + caller + "` has "
                            + traffic.of(caller).concurrent() + " " + what
                            + ", which is the limit: wait for an answer, then send it again",
                    Duration.ofSeconds(1));
        }

        /** A server is to be asked; waits for its turn, for a short time. */
        public Optional<Busy> at(String name) {
            Traffic.PerServer limits = traffic.at(name);
            Semaphore turns =
                    servers.computeIfAbsent(name, any -> new Semaphore(limits.concurrent(), /* fair= */ true));
            try {
                if (turns.tryAcquire(limits.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                    server = new Turn(turns, limits.timeout());
                    return Optional.empty();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return busy(
                    Limit.UPSTREAM,
                    "server `" + name + "` has " + limits.concurrent()
                            + " requests under way, which is the limit: send it again later",
                    limits.timeout().plusSeconds(1));
        }

        /** Returns the place at the server that was asked for. */
        public Place place() {
            Turn taken = server;
            return taken == null ? Place.uncounted() : taken;
        }

        /** Makes room for another body. */
        public void wasRead() {
            release(body);
            body = null;
        }

        @Override
        public void close() {
            wasRead();
            release(request);
            if (server != null) {
                server.end();
            }
            request = null;
            server = null;
        }

        private static void release(@Nullable Semaphore permit) {
            if (permit != null) {
                permit.release();
            }
        }
    }

    private static final class Turn implements Place {
        private final Semaphore turns;
        private final Duration timeout;
        private boolean taken = true; // guarded by this
        private boolean over; // guarded by this

        Turn(Semaphore turns, Duration timeout) {
            this.turns = turns;
            this.timeout = timeout;
        }

        @Override
        public synchronized void leave() {
            if (taken) {
                taken = false;
                turns.release();
            }
        }

        @Override
        public void comeBack() {
            boolean got = false;
            try {
                got = turns.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (this) {
                if (got && (over || taken)) {
                    turns.release();
                }
                taken |= got && !over;
            }
        }

        synchronized void end() {
            over = true;
            leave();
        }
    }

    private Agent agent(String name) {
        Agent known = agents.get(name);
        return known != null
                ? known
                : agents.computeIfAbsent(name, any -> Agent.of(traffic.of(name), nanos.getAsLong()));
    }
}
