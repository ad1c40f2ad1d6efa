package dev.interlock.bench.decide;

import dev.interlock.engine.model.Key;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Random;

/** What remembering costs: the heap after garbage collection, with everything that came with the bindings. */
final class Memory {

    private static final int AGENTS = 1024;

    private Memory() {}

    /** Eight rules for each call on two keys; rules, agents and their tasks were there before. */
    static double bytesPerBinding(int rules, int bindings) {
        var workload = new Workload(rules, bindings, RuleBook.Kinds.SEPARATE);
        return growth(workload, workload::populate) / bindings;
    }

    /** The least favourable case: every binding has a key of its own. */
    static double bytesPerLoneBinding(int bindings) {
        var domain = new Domain(RuleBook.oneRule("vendor"), AGENTS, 4);
        var random = new Random(1);
        return growth(domain, () -> {
                    for (int i = 0; i < bindings; i++) {
                        var vendor = List.of(new Key("vendor", "v-" + i));
                        domain.call(random.nextInt(AGENTS), Calls.facts(0, "make", vendor, i, RuleBook.HELD));
                    }
                })
                / bindings;
    }

    private static double growth(Object kept, Runnable populate) {
        long before = used();
        populate.run();
        long after = used();
        Reference.reachabilityFence(kept);
        return after - before;
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
