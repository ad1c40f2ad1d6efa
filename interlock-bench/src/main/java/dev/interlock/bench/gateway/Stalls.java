package dev.interlock.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * The longest time in which nobody gets an answer, though many clients call again and again; and the longest that one of them waits.
 * A {@code wrk} cannot tell the first.
 */
final class Stalls {

    private static final long LOOK_MILLIS = 50;
    /** Shorter ones are not told apart from what the machine does. */
    private static final long NOTABLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int MOST_TOLD = 10;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong lastAnswer = new AtomicLong();
    private final LongAccumulator stall = new LongAccumulator(Math::max, 0);
    private final LongAccumulator latency = new LongAccumulator(Math::max, 0);
    private final LongAdder answered = new LongAdder();
    private final Queue<Stall> notable = new ConcurrentLinkedQueue<>();
    private long start;

    private Stalls() {}

    /** A time without an answer, from the start of the measurement. */
    private record Stall(long endNanos, long nanos) {}

    /**
     * The longest in one measurement.
     *
     * @param snapshots the number of snapshots that were kept meanwhile
     */
    record Longest(double stallMillis, double latencyMillis, long answered, double seconds, int snapshots) {}

    /** The end of a measurement. */
    interface Until {
        /** Returns whether it has gone on for long enough. */
        boolean enough(Duration gone, int snapshots);
    }

    /**
     * Has as many clients as there are agents call.
     *
     * @param snapshot the file in which the server keeps its newest snapshot
     */
    static Longest measure(Target target, Path snapshot, Until until) throws Exception {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < Stage.AGENTS; i++) {
                clients.add(new Client(target, i, 0));
            }
            return new Stalls().measure(clients, snapshot, until);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private Longest measure(List<Client> clients, Path snapshot, Until until) throws Exception {
        start = System.nanoTime();
        lastAnswer.set(start);
        try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (Client client : clients) {
                running.add(threads.submit(() -> {
                    call(client);
                    return client;
                }));
            }
            int snapshots;
            try {
                snapshots = await(running, snapshot, until);
            } finally {
                over.set(true);
            }
            for (Future<?> one : running) {
                var _ = one.get();
            }
            tell();
            return new Longest(
                    stall.get() / 1e6,
                    latency.get() / 1e6,
                    answered.sum(),
                    (System.nanoTime() - start) / 1e9,
                    snapshots);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void call(Client client) throws IOException {
        while (!over.get()) {
            long asked = System.nanoTime();
            client.call();
            long now = System.nanoTime();
            latency.accumulate(now - asked);
            long gap = now - lastAnswer.getAndSet(now);
            stall.accumulate(gap);
            if (gap > NOTABLE_NANOS) {
                notable.add(new Stall(now - start, gap));
            }
            answered.increment();
        }
    }

    /** Tells people when the longest of the notable ones were, so that they can be held against what else happened then. */
    private void tell() {
        notable.stream()
                .sorted(Comparator.comparingLong(Stall::nanos).reversed())
                .limit(MOST_TOLD)
                .sorted(Comparator.comparingLong(Stall::endNanos))
                .forEach(stall -> System.err.printf(
                        "%s: no answer for %d ms until %.1f s%n",
                        GatewayBench.NAME, stall.nanos() / 1_000_000, stall.endNanos() / 1e9));
    }

    /** Waits until it is enough, or a client has failed: the number of snapshots that were kept. */
    private int await(List<Future<?>> running, Path snapshot, Until until) throws IOException, InterruptedException {
        int snapshots = 0;
        FileTime newest = time(snapshot);
        while (running.stream().noneMatch(Future::isDone) && !until.enough(gone(), snapshots)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            FileTime now = time(snapshot);
            if (!now.equals(newest)) {
                snapshots++;
                newest = now;
                System.err.printf("%s: a snapshot was kept at %.1f s%n", GatewayBench.NAME, gone().toMillis() / 1e3);
            }
        }
        return snapshots;
    }

    private Duration gone() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static FileTime time(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    }
}
