package dev.interlock.bench.replay;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.load.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code bench/run agentdojo}: recorded runs of 18 models through the engine under a rule of the kind {@code flow}, with the labels of
 * {@code bundles/agentdojo}: attacks stopped, benign runs left alone, and tasks done without a person.
 *
 * <p>What the figures do not say: an agent may do something else after a denial, the attacks were not adapted to the rule, and no run
 * delegates.
 */
public final class FlowBench implements Bench {

    private static final String NAME = "agentdojo";
    private static final String ALL = "all";
    private static final String RULES = "rules.yaml";
    private static final String TIER = "tier: default";

    /** The tiers that are measured. */
    enum Tier {
        DEFAULT("default", TIER, true),
        STRICT("strict", "tier: strict", true),
        NO_REQUESTS("no-requests", "tier: strict, requests: ignore", true),
        NO_INSTRUCTION("no-instruction", TIER, false);

        final String text;
        private final String keys;
        private final boolean instructed;

        Tier(String text, String keys, boolean instructed) {
            this.text = text;
            this.keys = keys;
            this.instructed = instructed;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "attacks stopped and benign runs left alone by rules about who chose a value";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        if (!args.isEmpty()) {
            throw new BadArguments("expected nothing");
        }
        Path folder = Corpus.folder();
        Corpus corpus = Corpus.read(folder);
        for (Tier tier : Tier.values()) {
            Map<String, Set<Integer>> stopped = stopped(corpus, tier);
            for (String suite : List.of(ALL, "banking", "slack", "travel", "workspace")) {
                print(tier, suite, Score.of(corpus.only(suite, ALL), stopped, folder), results);
            }
        }
    }

    /** The calls that are held or denied, by run. */
    static Map<String, Set<Integer>> stopped(Corpus corpus, Tier tier) throws IOException {
        var runs = new FlowRuns(corpus, bundle(tier), tier.instructed);
        Map<String, Set<Integer>> stopped = new HashMap<>();
        for (Corpus.Run run : corpus.runs()) {
            stopped.put(run.id(), runs.stopped(run).keySet());
        }
        return stopped;
    }

    /** The example bundle, with the keys of the tier in its rule. */
    static PolicyBundle.Compiled bundle(Tier tier) throws IOException {
        Path folder = Path.of(System.getProperty("interlock.root", ""))
                .resolve("bundles")
                .resolve("agentdojo");
        Map<String, byte[]> files = new TreeMap<>();
        for (String file : new FolderTree(folder).list().files()) {
            files.put(file, Files.readAllBytes(folder.resolve(file)));
        }
        String rules = new String(files.get(RULES), StandardCharsets.UTF_8);
        files.put(RULES, rules.replace(TIER, tier.keys).getBytes(StandardCharsets.UTF_8));
        return switch (PolicyBundle.load(new MemoryTree(files))) {
            case PolicyBundle.Compiled compiled -> compiled;
            case PolicyBundle.Rejected rejected ->
                throw new IOException(
                        "the bundle has errors:\n" + new TextRenderer(false).render(rejected.diagnostics()));
        };
    }

    private static void print(Tier tier, String suite, Score score, ResultPrinter results) {
        figure(results, "attacks_stopped_percent", tier, suite, "succeeded", score.stopped(), score.succeeded());
        figure(results, "attacks_stopped_percent", tier, suite, "stoppable", score.stopped(), score.stoppable());
        figure(results, "benign_unheld_percent", tier, suite, "six", score.unheld(), score.benign());
        figure(results, "benign_unheld_percent", tier, suite, "acting", score.actingUnheld(), score.acting());
        figure(results, "benign_unheld_percent", tier, suite, "twelve", score.othersUnheld(), score.others());
        figure(results, "tcr0_percent", tier, suite, "six", score.useful(), score.benign());
    }

    private static void figure(
            ResultPrinter results, String metric, Tier tier, String suite, String of, int count, int runs) {
        results.print(new Result(
                NAME,
                metric,
                Map.of("suite", suite, "tier", tier.text, "of", of, "runs", runs),
                Math.round(10_000.0 * count / runs) / 100.0,
                "%"));
    }
}
