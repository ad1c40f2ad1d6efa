package dev.interlock.bench.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Provenance;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.Assessor;
import dev.interlock.provenance.task.CallArguments;
import dev.interlock.provenance.task.Instruction;
import dev.interlock.provenance.task.ResultRecord;
import dev.interlock.provenance.task.TaskContent;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.server.content.McpResult;
import dev.interlock.server.replay.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs through the real engine with who chose the values of their calls: a task with the user's prompt as its instruction, then each
 * call with its arguments, then its result. The calls of one turn do not see each other's results.
 */
final class FlowRuns {

    /** The id of an object that a call made, as the benchmark's tools print it. */
    private static final Pattern MADE = Pattern.compile("\\bid_: '(\\d+)'");

    private final Corpus corpus;
    private final PolicyBundle.Compiled bundle;
    private final boolean instructed;
    private final Fingerprints fingerprints = new Fingerprints(20, 24);
    private final Lexicon lexicon = new Lexicon(Lexicon.shipped(), fingerprints);
    private final Assessor assessor;
    private final Timeline timeline;
    private final OwnHistory history;
    private final Map<String, List<ResultRecord>> records = new HashMap<>();

    /**
     * @param instructed whether tasks have the user's prompt as their instruction
     * @param history what the owner of a run has done before
     */
    FlowRuns(Corpus corpus, PolicyBundle.Compiled bundle, boolean instructed, OwnHistory history) {
        this.history = history;
        this.corpus = corpus;
        this.bundle = bundle;
        this.instructed = instructed;
        this.assessor =
                new Assessor(lexicon, bundle.catalog().knownDestinations().domains());
        this.timeline = Gatekeeper.timeline(bundle);
    }

    /** A result that waits for the end of its turn. */
    private record Came(Corpus.Call call, ToolLabels tool, List<ArgumentValue> arguments, boolean steered) {}

    /** A call with the verdict on it, and who chose its values. */
    record Decided(Corpus.Call call, Answer.Verdict verdict, Provenance chosen) {

        boolean stopped() {
            return !(verdict instanceof Answer.Permit);
        }
    }

    /** The calls of a run that were held or denied. */
    Set<Integer> stopped(Corpus.Run run) {
        Set<Integer> stopped = new TreeSet<>();
        for (Decided each : decide(run)) {
            if (each.stopped()) {
                stopped.add(each.call().seq());
            }
        }
        return stopped;
    }

    /** Decides the calls of a run, in order. */
    List<Decided> decide(Corpus.Run run) {
        String owner = "owner of " + run.id();
        history.of(run).ifPresent(before -> Gatekeeper.run(Gatekeeper.prepare(before, bundle, owner), timeline));
        Gatekeeper.Prepared prepared = Gatekeeper.prepare(run, bundle, owner);
        var content = new TaskContent(
                new Instruction(instructed ? run.prompt() : "", lexicon, fingerprints), lexicon, fingerprints);
        List<Provenance> provenance = new ArrayList<>();
        int next = 0;
        for (Gatekeeper.Turn turn : prepared.turns()) {
            List<Came> came = new ArrayList<>();
            for (int i = 0; i < turn.calls().size(); i++, next++) {
                Corpus.Call call = run.calls().get(next);
                ToolLabels tool = labels(run, call);
                List<ArgumentValue> arguments = CallArguments.of(call.args());
                Provenance chosen = assessor.assess(content, tool, arguments);
                provenance.add(chosen);
                CallFacts facts = turn.calls().get(i);
                turn.calls().set(i, facts.chosenBy(chosen));
                came.add(new Came(call, tool, arguments, assessor.steered(content, tool, arguments)));
            }
            came.forEach(each -> read(content, run, each));
        }
        List<Answer.Verdict> verdicts = Gatekeeper.run(prepared, timeline);
        List<Decided> decided = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            decided.add(new Decided(run.calls().get(i), verdicts.get(i), provenance.get(i)));
        }
        return decided;
    }

    private ToolLabels labels(Corpus.Run run, Corpus.Call call) {
        Optional<ToolEntry> entry = bundle.catalog().tool(run.suite(), call.tool());
        return entry.map(ToolEntry::content).orElse(ToolLabels.NONE);
    }

    private void read(TaskContent content, Corpus.Run run, Came came) {
        String text = corpus.results().getOrDefault(came.call().result(), "");
        if (came.call().failed() || text.isEmpty()) {
            return;
        }
        if (came.tool().acts()) {
            Matcher made = MADE.matcher(text);
            if (made.find()) {
                content.made(made.group(1));
            }
        }
        List<ResultRecord> read = records.computeIfAbsent(
                run.suite() + "/" + came.call().tool() + "/" + came.call().result(), key -> {
                    ObjectNode result =
                            RecordedResult.of(text, !came.tool().fields().isEmpty());
                    return McpResult.records(result, came.tool());
                });
        content.read(came.call().seq(), came.tool(), came.arguments(), came.steered(), read);
    }
}
