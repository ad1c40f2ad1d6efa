package dev.interlock.bench.console;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.Served;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pages of the console on a long record with many open tasks and holds: how long a person waits until something is to be seen, and how soon an
 * open page shows what an agent did. The server is a process of its own; the pages are opened in Chromium, which has to be installed (or named by
 * {@code INTERLOCK_CHROMIUM}) and runs on the same machine. A line for each page has its median; the figures over all pages are at the end,
 * and the time that the API takes for lanes, pictures and lists of holds by themselves.
 */
public final class ConsoleBench implements Bench {

    private static final String NAME = "console";
    private static final History.Size FULL = new History.Size(1_000_000, 10_000, 1_000, 5_000);
    private static final History.Size QUICK = new History.Size(20_000, 500, 100, 700);
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 10;
    private static final int NEWS = 40;
    /** The agent that works while pages are open. */
    private static final int AGENT = 11;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "console pages in Chromium, on a record of 1,000,000 entries; [--quick]: of 20,000";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        boolean quick = args.equals(List.of("--quick"));
        if (!args.isEmpty() && !quick) {
            throw new BadArguments("expected nothing or `--quick`");
        }
        History.Size size = quick ? QUICK : FULL;
        try (var folder = new TemporaryFolder(NAME);
                var site = new Site(folder.path());
                var window = new Window()) {
            long began = System.nanoTime();
            History.Ids ids = History.write(site, size);
            System.err.printf(
                    "console: wrote %d entries in %.0f s%n", ids.entries(), (System.nanoTime() - began) / 1e9);
            began = System.nanoTime();
            try (ChildProcess server =
                    ChildProcess.start(Served.class, List.of(), site.config().toString())) {
                var measure = new Measure(window, server.port(), ids, size, results);
                var person = new Person(server.port(), site);
                window.follow(person.signInLink());
                System.err.printf("console: the first page after %.1f s%n", (System.nanoTime() - began) / 1e9);
                measure.pages(quick ? 1 : 2, "behind");
                while (!person.isIndexed()) {
                    Thread.sleep(100);
                }
                measure.print("indexed_s", Map.of(), (System.nanoTime() - began) / 1e9, "s");
                measure.pages(WARM_UP, "warming up");
                measure.pages(quick ? 2 : ROUNDS, "complete");
                measure.parts(person, quick ? 2 : ROUNDS);
                measure.news(person, quick ? 4 : NEWS);
            }
        }
    }

    /** Measures one server, and prints what it found. */
    private record Measure(Window window, int port, History.Ids ids, History.Size size, ResultPrinter results) {

        private String address(String path) {
            return "http://127.0.0.1:" + port + "/console" + (path.isEmpty() || path.startsWith("?") ? "" : "/") + path;
        }

        /** Opens all pages in turn, so many times. */
        void pages(int rounds, String index) throws IOException {
            Map<String, List<Window.Look>> looks = new TreeMap<>();
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, String> page : Tour.of(ids).entrySet()) {
                    looks.computeIfAbsent(page.getKey(), _ -> new ArrayList<>())
                            .add(window.look(address(page.getValue())));
                }
            }
            if (index.equals("warming up")) {
                return;
            }
            looks.forEach((page, all) -> {
                Window.Look typical = all.stream()
                        .sorted(Comparator.comparingDouble(Window.Look::painted))
                        .toList()
                        .get(all.size() / 2);
                print(
                        "page_ms",
                        Map.of(
                                "page",
                                page,
                                "index",
                                index,
                                "kb",
                                typical.bytes() / 1e3,
                                "answered_ms",
                                typical.answered()),
                        typical.painted(),
                        "ms");
            });
            double[] painted = looks.values().stream()
                    .flatMap(List::stream)
                    .mapToDouble(Window.Look::painted)
                    .toArray();
            int largest = looks.values().stream()
                    .flatMap(List::stream)
                    .mapToInt(Window.Look::bytes)
                    .max()
                    .orElseThrow();
            print("page_ms_p50", Map.of("index", index), at(painted, 0.5), "ms");
            print("page_ms_p99", Map.of("index", index), at(painted, 0.99), "ms");
            print("page_kb", Map.of("index", index), largest / 1e3, "kB");
        }

        /** Asks the API for what takes longest of pages, each by itself, without a browser. */
        void parts(Person person, int rounds) throws IOException {
            for (Map.Entry<String, String> part : Tour.parts(ids).entrySet()) {
                double[] millis = new double[rounds];
                for (int i = 0; i < rounds; i++) {
                    millis[i] = person.read(part.getValue());
                }
                print("part_ms", Map.of("part", part.getKey()), at(millis, 0.5), "ms");
            }
        }

        /** Has an agent make calls while a page is open: from the moment each is sent, which is before it is recorded. */
        void news(Person person, int calls) throws IOException {
            String task = person.openTask(AGENT);
            for (String page : List.of("", "ledger")) {
                double[] millis = new double[calls];
                window.follow(address(page));
                for (int i = 0; i < calls; i++) {
                    long began = System.nanoTime();
                    String call = person.write(AGENT, task, "news-" + i);
                    window.awaitLink("/console/calls/" + call);
                    millis[i] = (System.nanoTime() - began) / 1e6;
                }
                Map<String, Object> params = Map.of("page", page.isEmpty() ? "now" : page);
                print("stream_ms_p50", params, at(millis, 0.5), "ms");
                print("stream_ms", params, at(millis, 0.99), "ms");
            }
        }

        private static double at(double[] values, double share) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(share * sorted.length) - 1];
        }

        private void print(String metric, Map<String, Object> more, double value, String unit) {
            Map<String, Object> params = new TreeMap<>(more);
            params.put("entries", ids.entries());
            params.put("tasks", size.live());
            params.put("holds", size.holds());
            results.print(new Result(NAME, metric, params, value, unit));
        }
    }
}
