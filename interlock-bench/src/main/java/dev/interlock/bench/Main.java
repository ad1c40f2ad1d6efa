package dev.interlock.bench;

import dev.interlock.bench.authzen.AuthzenBench;
import dev.interlock.bench.console.ConsoleBench;
import dev.interlock.bench.decide.DecideBench;
import dev.interlock.bench.flaky.FlakyServerBench;
import dev.interlock.bench.flood.FloodBench;
import dev.interlock.bench.gateway.GatewayBench;
import dev.interlock.bench.ledger.LedgerBench;
import dev.interlock.bench.plan.PlanBench;
import dev.interlock.bench.provenance.ProvenanceBench;
import dev.interlock.bench.replay.AgentDojoBench;
import dev.interlock.bench.replay.FlowBench;
import dev.interlock.bench.replay.ReplayBench;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.revoke.RevokeBench;
import dev.interlock.bench.start.StartBench;
import dev.interlock.bench.token.MintBench;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Starts a benchmark by its name: {@code bench/run NAME [ARGS]}. Results on standard output, the rest on error. */
public final class Main {
    /** All there are, in the order of {@code --list}. A new benchmark is added here. */
    private static final List<Bench> BENCHES = List.of(
            new DecideBench(),
            new LedgerBench(),
            new GatewayBench(),
            new PlanBench(),
            new ReplayBench(),
            new AgentDojoBench(),
            new FlowBench(),
            new ProvenanceBench(),
            new MintBench(),
            new RevokeBench(),
            new AuthzenBench(),
            new FlakyServerBench(),
            new FloodBench(),
            new ConsoleBench(),
            new StartBench());

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(BENCHES, List.of(args), System.out, System.err));
    }

    /** The exit code: 0 measured, 1 could not be measured, 2 usage error. */
    static int run(List<Bench> benchmarks, List<String> args, PrintStream out, PrintStream err) {
        if (args.equals(List.of("--list"))) {
            benchmarks.forEach(known -> out.printf("%-16s %s%n", known.name(), known.title()));
            return 0;
        }
        if (args.isEmpty() || args.getFirst().startsWith("-")) {
            err.println("usage: bench/run NAME [ARGS], or bench/run --list");
            return 2;
        }
        String name = args.getFirst();
        Optional<Bench> benchmark =
                benchmarks.stream().filter(known -> known.name().equals(name)).findFirst();
        if (benchmark.isEmpty()) {
            err.println("there is no benchmark `" + name + "`; bench/run --list lists them");
            return 2;
        }
        try {
            benchmark.get().run(args.subList(1, args.size()), new ResultPrinter(out));
            return 0;
        } catch (Bench.BadArguments e) {
            err.println(name + ": " + e.getMessage());
            return 2;
        } catch (Exception e) {
            err.println(name + ": could not be measured");
            e.printStackTrace(err);
            return 1;
        }
    }
}
