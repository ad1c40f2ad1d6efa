package dev.interlock.bench.flood;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.Served;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import dev.interlock.bench.wire.Asker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The harm that one agent can do to a small server and to the agents beside it: it opens tasks of many objects, withdraws what is held, asks for
 * what is denied, sends texts that are slow to search and keys that collide. The others' decisions are timed before and meanwhile; then the server
 * is killed and started again on what it has written. What the flood was answered is on standard error, by kind and status.
 */
public final class FloodBench implements Bench {

    private static final int SECONDS = 120;
    private static final int MOST_SECONDS = 600;
    private static final int LAST_SECONDS = 60;
    private static final int TURNED_AWAY = 429;
    private static final List<String> OPTIONS = List.of("-Xmx256m");

    @Override
    public String name() {
        return "flood";
    }

    @Override
    public String title() {
        return "one agent floods the server, and how that affects others; [SECONDS], 120 by default";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        int seconds = Bench.number(
                args, SECONDS, 1, MOST_SECONDS, "give the seconds of the flood, from 1 to " + MOST_SECONDS);
        try (var folder = new TemporaryFolder(name());
                var site = new Site(folder.path())) {
            ChildProcess server = ChildProcess.start(Served.class, OPTIONS, site.config());
            try {
                flood(server, site, seconds, results);
                server.kill();
                long started = System.nanoTime();
                server = ChildProcess.start(Served.class, OPTIONS, site.config());
                awaitReady(server.port());
                print(results, seconds, "restart_s", (System.nanoTime() - started) / 1e9, "s");
                server.kill();
                Look.intoLedger(site.data());
            } finally {
                server.kill();
            }
        }
    }

    private void flood(ChildProcess server, Site site, int seconds, ResultPrinter results) throws Exception {
        int calmSeconds = Math.max(1, seconds / 4);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var resident = new Resident(server.pid())) {
            var others = new Others(server.port(), site);
            System.err.println("flood: warming up, then measuring without the flood");
            others.work(threads, calmSeconds);
            Others.Heard calm = others.work(threads, calmSeconds);
            long before = site.written();
            System.err.println("flood: " + seconds + " s of flood");
            var flood = new Flood(server.port(), site);
            Future<Flood.Count> flooding = threads.submit(() -> flood.run(threads, seconds));
            Others.Heard flooded = others.work(threads, seconds);
            Flood.Count count = flooding.get();
            System.err.println("flood: answers by kind and status " + count);
            print(results, seconds, "lived", server.lives() ? 1 : 0, "1");
            print(results, seconds, "others_calm_p50_ms", calm.p50(), "ms");
            print(results, seconds, "others_calm_p99_ms", calm.p99(), "ms");
            print(results, seconds, "others_p50_ms", flooded.p50(), "ms");
            print(results, seconds, "others_p99_ms", flooded.p99(), "ms");
            print(results, seconds, "others_p99_ratio", flooded.p99() / calm.p99(), "1");
            print(results, seconds, "others_answered", flooded.millis().length, "1");
            print(results, seconds, "errors", calm.errors() + flooded.errors(), "1");
            print(results, seconds, "flood_rate", (double) count.of(-1) / seconds, "1/s");
            print(results, seconds, "refused", count.of(TURNED_AWAY), "1");
            print(results, seconds, "unanswered", count.of(0), "1");
            print(results, seconds, "rss_mb", resident.most(), "MB");
            print(results, seconds, "rss_growth_last_minute_mb", resident.growth(LAST_SECONDS), "MB");
            print(results, seconds, "disk_mb", (site.written() - before) / 1e6, "MB");
            Look.intoHeap(server.pid());
        }
    }

    private void print(ResultPrinter results, int seconds, String metric, double value, String unit) {
        Map<String, Object> params =
                Map.of("seconds", seconds, "rate", Flood.RATE, "others", Site.OTHERS, "xmx_mb", 256);
        results.print(new Result(name(), metric, params, value, unit));
    }

    private static void awaitReady(int port) throws IOException {
        try (var asker = new Asker(port)) {
            if (asker.get("/health/ready", "none", "none") != 200) {
                throw new IOException("the server is listening but not ready: " + asker.body());
            }
        }
    }
}
