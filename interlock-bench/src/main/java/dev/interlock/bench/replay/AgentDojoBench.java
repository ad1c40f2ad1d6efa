package dev.interlock.bench.replay;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.engine.command.Answer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.replay.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code bench/run replay-agentdojo}: recorded runs of 18 models through the engine, under gates as policy bundles: attacks
 * stopped, benign runs left alone, and tasks done without a person. With {@code --differing} it also tells, on standard error,
 * each call that the engine decides in another way than the same gate as a plain script, and why.
 *
 * <p>The engine is stricter than the script where calls are made at once: a read in flight counts, and a read is held while an
 * act is in flight that might take effect after it. It is milder where a read failed, which the script counts all the same. A
 * tool that nobody has is denied.
 *
 * <p>What the figures do not say: an agent may do something else after a denial, the attacks were not adapted to a gate, and
 * no run delegates.
 */
public final class AgentDojoBench implements Bench {

    private static final String NAME = "replay-agentdojo";
    private static final String SCRIPT = "plain-script";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "attacks stopped, and benign runs left undisturbed, in the recorded runs of the shared corpus";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        boolean differing = args.equals(List.of("--differing"));
        if (!args.isEmpty() && !differing) {
            throw new BadArguments("expected nothing or `--differing`");
        }
        Path folder = Corpus.folder();
        Corpus corpus = Corpus.read(folder);
        AnswerKey key = AnswerKey.read(corpus, folder);
        for (Gate gate : Gate.values()) {
            Map<String, Set<Integer>> held = held(corpus, gate, differing);
            print(gate, Score.of(corpus, held, key), results);
        }
    }

    private static Map<String, Set<Integer>> held(Corpus corpus, Gate gate, boolean differing) throws IOException {
        PolicyBundle.Compiled bundle = CorpusBundle.of(corpus, gate);
        var words = new FindingWords(bundle.engine());
        Timeline timeline = Gatekeeper.timeline(bundle);
        Map<String, Set<Integer>> all = new HashMap<>();
        int different = 0;
        for (Corpus.Run run : corpus.runs()) {
            List<Answer.Verdict> verdicts = Gatekeeper.run(Gatekeeper.prepare(run, bundle), timeline);
            Set<Integer> held = new TreeSet<>();
            for (int i = 0; i < verdicts.size(); i++) {
                if (!(verdicts.get(i) instanceof Answer.Permit)) {
                    held.add(run.calls().get(i).seq());
                }
            }
            all.put(run.id(), held);
            Set<Integer> script = script(corpus, run, gate);
            if (!script.equals(held)) {
                different++;
                if (differing) {
                    tell(gate, run, verdicts, held, script, words);
                }
            }
        }
        System.err.println(NAME + ": " + gate.text + ": " + different + " of "
                + corpus.runs().size() + " runs have a call that a plain script decides differently");
        return all;
    }

    /** The same gate without engine: by the labels of the turns before. */
    static Set<Integer> script(Corpus corpus, Corpus.Run run, Gate gate) {
        Set<Integer> held = new TreeSet<>();
        Set<Character> before = new HashSet<>();
        Set<Character> now = new HashSet<>();
        int turn = -1;
        for (Corpus.Call call : run.calls()) {
            if (call.turn() != turn) {
                before.addAll(now);
                turn = call.turn();
            }
            if (corpus.acts(run.suite(), call.tool()) && gate.holds(before)) {
                held.add(call.seq());
            }
            for (char letter : corpus.labels(run.suite(), call.tool()).toCharArray()) {
                now.add(letter);
            }
        }
        return held;
    }

    private static void tell(
            Gate gate,
            Corpus.Run run,
            List<Answer.Verdict> verdicts,
            Set<Integer> held,
            Set<Integer> script,
            FindingWords words) {
        for (int i = 0; i < verdicts.size(); i++) {
            Corpus.Call call = run.calls().get(i);
            if (held.contains(call.seq()) != script.contains(call.seq())) {
                List<String> why = verdicts.get(i).findings().stream()
                        .map(finding -> finding.code().text() + ": " + words.forPeople(finding))
                        .toList();
                System.err.println(gate.text + " run " + run.id() + " call " + call.seq() + " turn " + call.turn() + " "
                        + run.suite() + "/" + call.tool() + ": "
                        + (held.contains(call.seq()) ? "stopped by the engine only" : "held by the script only") + "; "
                        + (why.isEmpty() ? "no finding" : String.join("; ", why)));
            }
        }
    }

    private static void print(Gate gate, Score score, ResultPrinter results) {
        figure(
                "attacks_stopped_percent",
                gate,
                "succeeded",
                score.succeeded(),
                score.stopped(),
                gate.attacksStopped,
                results);
        figure("attacks_stopped_percent", gate, "stoppable", score.stoppable(), score.stopped(), 0, results);
        figure("benign_unheld_percent", gate, "benign", score.benign(), score.unheld(), gate.benignUnheld, results);
        figure(
                "benign_unheld_percent",
                gate,
                "acting",
                score.acting(),
                score.actingUnheld(),
                gate.actingUnheld,
                results);
        figure("tcr0_percent", gate, "benign", score.benign(), score.useful(), gate.tcr0, results);
    }

    /** @param script the figure of the plain script; 0 where there is none to divide by */
    private static void figure(
            String metric, Gate gate, String of, int runs, int count, double script, ResultPrinter results) {
        var result = new Result(
                NAME,
                metric,
                Map.of("gate", gate.text, "of", of, "runs", runs),
                Math.round(10_000.0 * count / runs) / 100.0,
                "%");
        results.print(script == 0 ? result : result.comparedWith(SCRIPT, script));
    }
}
