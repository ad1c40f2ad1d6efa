package dev.interlock.bench.flood;

import dev.interlock.bench.wire.Asker;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Agents that work at a modest pace: each writes a new record ten times a second, and is counted from the moment it was due. */
final class Others {

    private static final long EVERY_MILLIS = 100;

    private final int port;
    private final Site site;
    private final String[] tasks = new String[Site.OTHERS];
    private int rounds;

    Others(int port, Site site) throws IOException {
        this.port = port;
        this.site = site;
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = Opened.task(port, site.other(i));
        }
    }

    /**
     * @param millis how long each took that was permitted, sorted
     * @param errors how many were refused or not answered
     */
    record Heard(double[] millis, int errors) {
        double p99() throws IOException {
            return at(0.99);
        }

        double p50() throws IOException {
            return at(0.5);
        }

        private double at(double share) throws IOException {
            if (millis.length == 0) {
                throw new IOException("none of the others' calls was answered");
            }
            return millis[(int) Math.ceil(share * millis.length) - 1];
        }
    }

    /** Works until the time is over, all at once. */
    Heard work(ExecutorService threads, int seconds) throws Exception {
        int round = rounds++;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var works = IntStream.range(0, tasks.length)
                .mapToObj(i -> (Callable<Heard>) () -> work(i, "r" + round + "-", end))
                .toList();
        double[] all = {};
        int errors = 0;
        for (Future<Heard> each : threads.invokeAll(works)) {
            double[] more = each.get().millis();
            int length = all.length;
            all = Arrays.copyOf(all, length + more.length);
            System.arraycopy(more, 0, all, length, more.length);
            errors += each.get().errors();
        }
        Arrays.sort(all);
        return new Heard(all, errors);
    }

    private Heard work(int agent, String prefix, long end) throws IOException {
        double[] millis = new double[16];
        int answered = 0;
        int errors = 0;
        long due = System.nanoTime();
        Link link = new Link(port);
        try {
            for (int i = 0; due < end; i++) {
                LockSupport.parkNanos(due - System.nanoTime());
                try {
                    Asker asker = link.open();
                    String path = Site.RECORDS + "write/" + prefix + agent + "-" + i;
                    if (asker.post(path, site.other(agent), tasks[agent], "{}") == 200) {
                        if (answered == millis.length) {
                            millis = Arrays.copyOf(millis, answered * 2);
                        }
                        millis[answered++] = (System.nanoTime() - due) / 1e6;
                    } else {
                        errors++;
                    }
                } catch (IOException e) {
                    errors++;
                    link.broken();
                }
                // Of a server that stands still each skipped turn would be one more answer that is late; they are left
                // out
                // so that it is not asked for all of them at once afterwards.
                due = Math.max(due + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS), System.nanoTime());
            }
        } finally {
            link.close();
        }
        return new Heard(Arrays.copyOf(millis, answered), errors);
    }
}
