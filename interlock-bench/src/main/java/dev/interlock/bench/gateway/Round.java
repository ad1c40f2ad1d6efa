package dev.interlock.bench.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What one round of calls came to: each client calls again as soon as it has its answer.
 *
 * @param p50 microseconds
 * @param p99 microseconds
 * @param perSecond calls that were answered
 * @param cpuMicros time of the processors that the gateway took for each call; 0 where there is none
 */
record Round(double p50, double p99, double perSecond, double cpuMicros) {

    /** What is done again and again. */
    interface Once {
        void run() throws IOException;
    }

    private static final int MOST = 1 << 20;

    static Round of(List<? extends Once> clients, Duration time, Callable<Duration> cpu) throws Exception {
        Duration before = cpu.call();
        long start = System.nanoTime();
        long until = start + time.toNanos();
        long[] all;
        if (clients.size() == 1) {
            all = repeat(clients.getFirst(), until);
        } else {
            all = together(clients, until);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double micros = cpu.call().minus(before).toNanos() / 1e3;
        Arrays.sort(all);
        return new Round(at(all, 0.5), at(all, 0.99), all.length / seconds, micros / all.length);
    }

    private static long[] together(List<? extends Once> clients, long until) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
            List<Future<long[]>> running = new ArrayList<>();
            for (Once client : clients) {
                running.add(threads.submit(() -> repeat(client, until)));
            }
            List<long[]> parts = new ArrayList<>();
            for (Future<long[]> one : running) {
                parts.add(one.get());
            }
            return parts.stream().flatMapToLong(Arrays::stream).toArray();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static long[] repeat(Once client, long until) throws IOException {
        long[] nanos = new long[4096];
        int count = 0;
        long now = System.nanoTime();
        while (count < MOST && (now < until || count == 0)) {
            client.run();
            long then = System.nanoTime();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = then - now;
            now = then;
        }
        return Arrays.copyOf(nanos, count);
    }

    private static double at(long[] sorted, double quantile) {
        return sorted[Math.min(sorted.length - 1, (int) (quantile * sorted.length))] / 1e3;
    }
}
