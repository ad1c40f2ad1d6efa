package dev.interlock.bench.authzen;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.Served;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Median;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How many decisions a second an enforcing caller gets over AuthZEN: each reserves, and is durable before it is answered. In turn, in one
 * run, with the same clients ({@code wrk}, 64 connections): an empty answer of the same server, these decisions, and Cerbos, which decides
 * the same question without a history and records nothing.
 */
public final class AuthzenBench implements Bench {

    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 3;
    /** After 5 seconds the compiler of the JVM still takes a seventh of both cores. */
    private static final int WARM_UP_SECONDS = 20;

    private static final int SECONDS = 10;

    @Override
    public String name() {
        return "authzen";
    }

    @Override
    public String title() {
        return "durable decisions over AuthZEN, compared with an empty answer and with Cerbos; [SECONDS] for each, 10"
                + " by default";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        int seconds = Bench.number(args, SECONDS, 1, 600, "give the seconds for each, from 1 to 600");
        try (var temporary = new TemporaryFolder(name());
                var cerbos = Cerbos.start(temporary.path().resolve("cerbos"))) {
            Path folder = temporary.path();
            var desk = new Desk(folder);
            try (ChildProcess server = ChildProcess.start(Served.class, List.of(), desk.config())) {
                var questions = new Questions(folder, CONNECTIONS);
                long before = desk.decided(server.port());
                var noop = new Target("noop", server.port(), "/health/live", "");
                var ours = new Target("interlock", server.port(), Desk.PATH, desk.token());
                var peer = new Target("cerbos", cerbos.port(), Desk.PATH, "");
                List<Double> rates = measure(questions, List.of(noop, ours, peer), seconds);
                long recorded = desk.decided(server.port()) - before;
                if (recorded < questions.answered(ours)) {
                    throw new IOException(
                            recorded + " entries were recorded for " + questions.answered(ours) + " decisions");
                }
                results.print(result(noop, rates.get(0)));
                results.print(result(peer, rates.get(2)));
                results.print(result(ours, rates.get(1)).comparedWith(noop.name(), rates.get(0)));
                results.print(result(ours, rates.get(1)).comparedWith(peer.name(), rates.get(2)));
            }
        }
    }

    /** The median of the rounds for each; they take turns, so that what disturbs the machine disturbs all of them. */
    private static List<Double> measure(Questions questions, List<Target> targets, int seconds)
            throws IOException, InterruptedException {
        for (Target each : targets) {
            System.err.println("authzen: warming up " + each.name());
            var _ = questions.ask(each, WARM_UP_SECONDS);
        }
        double[][] rates = new double[targets.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < rates.length; i++) {
                System.err.println(
                        "authzen: round " + (round + 1) + ", " + targets.get(i).name());
                rates[i][round] = questions.ask(targets.get(i), seconds);
            }
        }
        return Arrays.stream(rates).map(Median::of).toList();
    }

    private Result result(Target target, double value) {
        return new Result(
                name(),
                "requests_per_second",
                Map.of("target", target.name(), "connections", CONNECTIONS),
                value,
                "1/s");
    }
}
