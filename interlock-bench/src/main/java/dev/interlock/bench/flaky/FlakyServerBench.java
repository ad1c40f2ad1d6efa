package dev.interlock.bench.flaky;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.Served;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code bench/run flaky-server}: payments at a steady pace through the gateway, at a server that answers a fifth of them with 429 or
 * 502, whether they had their effect or not. What came of these Interlock finds out by itself. In the end what the server did is
 * compared with the record, as an auditor reads it. Server, Interlock and clients are processes of their own.
 */
public final class FlakyServerBench implements Bench {
    static final String NAME = "flaky-server";

    /** The target for the product: no outcome is unknown for longer. */
    private static final Duration TARGET = Duration.ofSeconds(60);

    /** The longest delay of a write, so that the benchmark ends within five minutes. */
    private static final Duration LATE = Duration.ofSeconds(100);

    private static final Duration LOOK = Duration.ofMillis(500);

    private record Plan(int warmUp, int writes, int aSecond) {
        static final Plan FULL = new Plan(1_000, 10_000, 200);
        static final Plan QUICK = new Plan(Stage.AGENTS, 100, 200);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "how long outcomes stay unknown, and whether any is wrong, if a fifth of the writes "
                + "are answered with 429 or 502";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        boolean quick = args.equals(List.of("--quick"));
        if (!args.isEmpty() && !quick) {
            throw new BadArguments("expected nothing or `--quick`");
        }
        Plan plan = quick ? Plan.QUICK : Plan.FULL;
        try (var folder = new TemporaryFolder(NAME);
                ChildProcess bank = ChildProcess.start(Bank.class, List.of())) {
            var stage = new Stage(folder.path(), bank.port());
            double writing;
            double whole;
            try (ChildProcess server = ChildProcess.start(Served.class, List.of(), stage.config())) {
                System.err.println(NAME + ": warming up");
                pay(stage, server.port(), plan.warmUp(), plan.aSecond(), Fate.RELIABLE);
                System.err.println(NAME + ": " + plan.writes() + " writes, " + plan.aSecond() + " a second");
                long begun = System.nanoTime();
                pay(stage, server.port(), plan.writes(), plan.aSecond(), "R-");
                writing = seconds(begun);
                System.err.println(NAME + ": waiting until no outcome is unknown");
                await(stage, server.port());
                whole = seconds(begun);
            }
            report(stage.tally(), Bank.effects(bank), plan, writing, whole, results);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Makes so many payments, by all agents, each as soon as its time has come and an agent is free. */
    private static void pay(Stage stage, int port, int payments, int aSecond, String prefix) throws Exception {
        var next = new AtomicInteger();
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < Stage.AGENTS; i++) {
                int agent = i;
                all.add(threads.submit(() -> {
                    try (Payer payer = stage.payer(port, agent)) {
                        for (int number = next.getAndIncrement(); number < payments; number = next.getAndIncrement()) {
                            long early = begun + number * TimeUnit.SECONDS.toNanos(1) / aSecond - System.nanoTime();
                            TimeUnit.NANOSECONDS.sleep(early);
                            if (-early > LATE.toNanos()) {
                                throw new IOException("this machine is too slow: payment " + number + " is "
                                        + LATE.toSeconds() + " s late");
                            }
                            payer.pay(prefix + number);
                        }
                        return null;
                    } finally {
                        // After a failure the others need not go on.
                        next.set(payments);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : e;
        }
    }

    /** Until no outcome is unknown, or one has been for longer than may be. */
    private static void await(Stage stage, int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + TARGET.plus(TARGET.dividedBy(4)).toNanos();
        while (stage.hasUnknown(port) && System.nanoTime() - end < 0) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
    }

    private static void report(
            Tally tally,
            Map<String, List<String>> effects,
            Plan plan,
            double writing,
            double whole,
            ResultPrinter results) {
        Map<String, Object> params = Map.of("writes", plan.writes(), "a_second", plan.aSecond(), "final_s", 10);
        long happened = effects.values().stream().mapToLong(List::size).sum();
        results.print(new Result(NAME, "unknown_age_max_s", params, tally.oldestMillis() / 1e3, "s"));
        results.print(new Result(NAME, "asked", params, tally.asked(), "calls"));
        results.print(new Result(NAME, "effects_unmatched", params, tally.unmatched(effects), "effects"));
        results.print(new Result(NAME, "unknown", params, tally.wereUnknown(), "calls"));
        results.print(new Result(NAME, "failed", params, tally.failed(), "calls"));
        results.print(new Result(NAME, "effects", params, happened, "effects"));
        results.print(new Result(NAME, "writing_s", params, writing, "s"));
        results.print(new Result(NAME, "duration_s", params, whole, "s"));
    }
}
