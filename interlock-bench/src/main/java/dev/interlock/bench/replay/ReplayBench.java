package dev.interlock.bench.replay;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Median;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.replay.Timeline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code bench/run replay [EVENTS]}: events a second of the engine over the shared corpus, and of the whole command over a
 * generated trace (10,000,000 lines unless said otherwise), with the memory that it needs.
 *
 * <p>An event of the engine is one that a ledger would hold: a task opened or ended, a call decided, an outcome. An event of
 * the trace is a line: a call with its outcome, so two of the engine, or the end of a task.
 */
public final class ReplayBench implements Bench {

    private static final String NAME = "replay";
    private static final int PASSES = 50;
    private static final int WARM_UP = 20;
    private static final long EVENTS = 10_000_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "events per second of the engine over the shared corpus, and of the replay command, with its memory use";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        long events = events(args);
        engine(results);
        try (var temporary = new TemporaryFolder(NAME)) {
            Path folder = temporary.path();
            Path trace = folder.resolve("trace.jsonl");
            System.err.println(NAME + ": writing " + events + " lines");
            TraceWriter.write(trace, events);
            for (long lines : events > 1_000_000 ? new long[] {events / 10, events} : new long[] {events}) {
                command(trace, folder.resolve("part.jsonl"), lines, events, results);
            }
        }
    }

    private static long events(List<String> args) throws BadArguments {
        if (args.isEmpty()) {
            return EVENTS;
        }
        if (args.size() == 1 && args.getFirst().matches("[1-9][0-9]{2,9}")) {
            return Long.parseLong(args.getFirst());
        }
        throw new BadArguments("expected no arguments, or the number of lines of the generated trace");
    }

    /** Each pass is a new domain, so that all do the same; what is prepared once is what the catalogue makes of the calls. */
    private static void engine(ResultPrinter results) throws IOException {
        Corpus corpus = Corpus.read(Corpus.folder());
        PolicyBundle.Compiled bundle = CorpusBundle.of(corpus, Gate.RULE_OF_TWO);
        List<Gatekeeper.Prepared> runs = corpus.runs().stream()
                .map(run -> Gatekeeper.prepare(run, bundle))
                .toList();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        var rates = new double[PASSES];
        var cpuRates = new double[PASSES];
        for (int pass = -WARM_UP; pass < PASSES; pass++) {
            Timeline timeline = Gatekeeper.timeline(bundle);
            long cpuStart = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            for (Gatekeeper.Prepared run : runs) {
                Gatekeeper.run(run, timeline);
            }
            long nanos = System.nanoTime() - start;
            if (pass >= 0) {
                rates[pass] = timeline.state().nextSeq() * 1e9 / nanos;
                cpuRates[pass] = timeline.state().nextSeq() * 1e9 / (threads.getCurrentThreadCpuTime() - cpuStart);
            }
        }
        Map<String, Object> params =
                Map.of("of", "engine", "corpus", "agentdojo", "runs", runs.size(), "passes", PASSES);
        results.print(new Result(NAME, "events_per_second", params, Median.of(rates), "events/s"));
        // by the time that the thread ran: on a machine that others use as well
        results.print(new Result(NAME, "events_per_cpu_second", params, Median.of(cpuRates), "events/s"));
    }

    private static void command(Path trace, Path part, long lines, long all, ResultPrinter results)
            throws IOException, InterruptedException {
        Path input = trace;
        if (lines < all) {
            TraceWriter.write(part, lines);
            input = part;
        }
        System.err.println(NAME + ": replaying " + lines + " lines");
        CommandProcess.Measured measured = CommandProcess.replay(input);
        Map<String, Object> params = Map.of("of", "command", "form", "json-lines", "events", lines);
        results.print(new Result(NAME, "events_per_second", params, lines / measured.seconds(), "events/s"));
        results.print(new Result(NAME, "peak_rss_bytes", params, measured.peakRss(), "B"));
        results.print(new Result(NAME, "peak_heap_bytes", params, measured.peakHeap(), "B"));
        results.print(new Result(NAME, "cpu_seconds", params, measured.cpuSeconds(), "s"));
    }
}
