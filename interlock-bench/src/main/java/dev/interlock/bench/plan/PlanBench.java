package dev.interlock.bench.plan;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.engine.plan.Parties;
import dev.interlock.engine.plan.Party;
import dev.interlock.engine.plan.PlanAnswer;
import dev.interlock.engine.plan.PlanLimits;
import dev.interlock.engine.plan.PlanProblem;
import dev.interlock.engine.plan.PlanSolver;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code bench/run plan}: the time in which it is answered whether a plan of {@code k} steps can be carried out by {@code n}
 * parties. Grouping the parties is measured apart, as it serves every plan; each answer is preceded by a party that leaves
 * and one that comes, which counts as part of it. The core of a plan that cannot be carried out is measured apart as well.
 */
public final class PlanBench implements Bench {

    private static final String NAME = "plan";
    private static final int PLANS = 300;
    private static final int CORES = 5;
    private static final int CHANGES = 20_000;
    private static final PlanLimits WITHOUT_CORE =
            new PlanLimits(PlanLimits.DEFAULT.steps(), PlanLimits.DEFAULT.nodes(), 0);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "time to decide whether a plan can be carried out, by steps and parties";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws BadArguments {
        if (!args.isEmpty()) {
            throw new BadArguments("takes no arguments");
        }
        warmUp();
        for (PlanInstances.Family family : PlanInstances.Family.values()) {
            for (int n : new int[] {100, 1_000, 10_000, 100_000}) {
                for (int k : new int[] {10, 15, 18, 20}) {
                    measure(family, k, n, results);
                }
            }
        }
    }

    private static void warmUp() {
        for (PlanInstances.Family family : PlanInstances.Family.values()) {
            var instances = new PlanInstances(1, family, 14);
            Parties parties = PlanInstances.grouped(instances.parties(2_000));
            for (int plan = 0; plan < 500; plan++) {
                PlanSolver.solve(instances.plan(14), parties, WITHOUT_CORE);
            }
        }
    }

    private static void measure(PlanInstances.Family family, int k, int n, ResultPrinter results) {
        var instances = new PlanInstances(20_261_100 + n, family, k);
        List<Party> all = instances.parties(n);
        long start = System.nanoTime();
        Parties parties = PlanInstances.grouped(all);
        double groupingMs = (System.nanoTime() - start) / 1e6;
        Map<String, Object> grouped = Map.of("k", k, "n", n, "groups", parties.groupCount(), "family", word(family));
        results.print(new Result(NAME, "grouping_ms", grouped, groupingMs, "ms"));
        Party[] changes = new Party[CHANGES];
        for (int change = 0; change < CHANGES; change++) {
            changes[change] = instances.party(change % n);
        }
        start = System.nanoTime();
        for (Party change : changes) {
            parties.add(change); // in the place of the one of the same name: one leaves, one comes
        }
        results.print(new Result(
                NAME, "incremental_grouping_us", grouped, (System.nanoTime() - start) / 1e3 / CHANGES, "us"));
        answers(instances, parties, family, k, n, results);
    }

    private static void answers(
            PlanInstances instances,
            Parties parties,
            PlanInstances.Family family,
            int k,
            int n,
            ResultPrinter results) {
        double[] times = new double[PLANS];
        int satisfiable = 0;
        int unsatisfiable = 0;
        int unknown = 0;
        double cores = 0;
        int coresTaken = 0;
        for (int plan = 0; plan < PLANS; plan++) {
            PlanProblem problem = instances.plan(k);
            Party change = instances.party(plan % n);
            long start = System.nanoTime();
            parties.add(change);
            PlanAnswer answer = PlanSolver.solve(problem, parties, WITHOUT_CORE);
            times[plan] = (System.nanoTime() - start) / 1e6;
            switch (answer) {
                case PlanAnswer.Satisfiable yes -> satisfiable++;
                case PlanAnswer.Unknown open -> unknown++;
                case PlanAnswer.Unsatisfiable no -> {
                    unsatisfiable++;
                    if (coresTaken < CORES) {
                        start = System.nanoTime();
                        PlanSolver.solve(problem, parties);
                        cores += (System.nanoTime() - start) / 1e6;
                        coresTaken++;
                    }
                }
            }
        }
        Arrays.sort(times);
        Map<String, Object> params = Map.of(
                "k",
                k,
                "n",
                n,
                "family",
                word(family),
                "plans",
                PLANS,
                "satisfiable",
                satisfiable,
                "unsatisfiable",
                unsatisfiable,
                "unknown",
                unknown);
        results.print(new Result(
                NAME, "mean_ms", params, Arrays.stream(times).average().orElseThrow(), "ms"));
        results.print(new Result(NAME, "p99_ms", params, times[PLANS * 99 / 100], "ms"));
        if (coresTaken > 0) {
            results.print(new Result(NAME, "core_mean_ms", params, cores / coresTaken, "ms"));
        }
    }

    private static String word(PlanInstances.Family family) {
        return switch (family) {
            case TRANSITIVE -> "transitive";
            case INTRANSITIVE -> "intransitive";
        };
    }
}
