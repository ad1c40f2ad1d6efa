package dev.interlock.bench.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.state.State;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.server.content.ContentConfig;
import dev.interlock.server.content.KeptLabels;
import dev.interlock.server.content.TaskContents;
import dev.interlock.server.content.ToolUse;
import dev.interlock.server.replay.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs through the real engine with who chose the values of their calls, as the server finds out: tasks with the user's prompt as their
 * instruction, then each call with its arguments, then its result. The calls of one turn do not see each other's results.
 */
final class FlowRuns {

    /** The id of an object that a call made, as the benchmark's tools print it. */
    private static final Pattern MADE = Pattern.compile("\\bid_: '(\\d+)'");

    private final Corpus corpus;
    private final PolicyBundle.Compiled bundle;
    private final boolean instructed;
    private final Fingerprints fingerprints = new Fingerprints(20, 24);
    private final Lexicon lexicon = new Lexicon(Lexicon.shipped(), fingerprints);
    private final Timeline timeline;
    private final OwnHistory history;
    private final Map<String, ObjectNode> results = new HashMap<>();

    /**
     * @param instructed whether tasks have the user's prompt as their instruction
     * @param history what the owner of a run has done before
     */
    FlowRuns(Corpus corpus, PolicyBundle.Compiled bundle, boolean instructed, OwnHistory history) {
        this.history = history;
        this.corpus = corpus;
        this.bundle = bundle;
        this.instructed = instructed;
        this.timeline = Gatekeeper.timeline(bundle);
    }

    /** A call with the verdict on it, and its facts, with who chose its values. */
    record Decided(Corpus.Call call, Answer.Verdict verdict, CallFacts facts) {

        boolean stopped() {
            return !(verdict instanceof Answer.Permit);
        }

        /** The provenance of its values; empty for a call that no rule is about. */
        Optional<Provenance> chosen() {
            return facts.provenance();
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

    /** Decides the calls of a run, in order. Nothing of other runs is known in it, but what the history of its owner says. */
    List<Decided> decide(Corpus.Run run) {
        String owner = "owner of " + run.id();
        history.of(run).ifPresent(before -> Gatekeeper.run(Gatekeeper.prepare(before, bundle, owner), timeline));
        return new Playing(run, owner).decided();
    }

    private <T> T query(Function<State, T> question) {
        return question.apply(timeline.state());
    }

    /** One run. */
    private final class Playing {

        private final Corpus.Run run;
        private final TaskContents contents = new TaskContents(
                FlowRuns.this::query, KeptLabels.inMemory(fingerprints), ContentConfig.DEFAULT, () -> lexicon);
        private final RunTasks tasks;
        private final List<Decided> decided = new ArrayList<>();

        Playing(Corpus.Run run, String owner) {
            this.run = run;
            this.tasks = new RunTasks(run, owner, instructed, timeline, contents::opened);
        }

        List<Decided> decided() {
            List<Corpus.Call> calls = run.calls();
            int from = 0;
            while (from < calls.size()) {
                int to = from + 1;
                while (to < calls.size()
                        && calls.get(to).turn() == calls.get(from).turn()
                        && calls.get(to).session() == calls.get(from).session()) {
                    to++;
                }
                decide(calls.subList(from, to));
                from = to;
            }
            tasks.end();
            return decided;
        }

        /** Decides the calls of a turn, then has all of them happen, whatever was decided. */
        private void decide(List<Corpus.Call> turn) {
            timeline.time(timeline.now() + 1000);
            RunTasks.Opened task = tasks.of(turn.getFirst().session());
            List<ToolUse> uses = new ArrayList<>();
            List<CallFacts> facts = new ArrayList<>();
            for (Corpus.Call call : turn) {
                String server = run.server(call);
                String tool = call.tool().substring(call.tool().indexOf('/') + 1);
                var use = new ToolUse(bundle.engine(), bundle.catalog(), task.agent(), server, tool, call.args());
                uses.add(use);
                // nobody asks for the digest of the arguments: no hold is kept
                CallFacts bare = bundle.facts(server, tool, call.args(), "");
                facts.add(contents.facts(use, OptionalLong.of(task.number()), bare));
            }
            List<Timeline.Decided> verdicts = new ArrayList<>();
            for (int i = 0; i < turn.size(); i++) {
                CallFacts of = facts.get(i);
                Timeline.Decided verdict = timeline.call(task.agent(), task.number(), of, () -> of);
                verdicts.add(verdict);
                decided.add(new Decided(turn.get(i), verdict.answer(), of));
                contents.permitted(uses.get(i), happened(verdict, task.number()), of);
            }
            for (int i = 0; i < turn.size(); i++) {
                Corpus.Call call = turn.get(i);
                Timeline.Decided verdict = verdicts.get(i);
                if (verdict.reserved()) {
                    timeline.settle(verdict.answer().call(), Gatekeeper.outcome(call));
                }
                read(uses.get(i), call, task.number(), verdict.answer().call());
            }
        }

        /** The permit without which the call would not have happened. Nothing is known because of it: nobody approved the call. */
        private static Answer.Permit happened(Timeline.Decided verdict, long task) {
            return new Answer.Permit(
                    verdict.answer().call(), task, List.of(), List.of(), List.of(), OptionalLong.empty());
        }

        private void read(ToolUse use, Corpus.Call call, long task, long number) {
            String text = corpus.results().getOrDefault(call.result(), "");
            ToolLabels labels = bundle.catalog()
                    .tool(use.server(), use.tool())
                    .map(ToolEntry::content)
                    .orElse(ToolLabels.NONE);
            boolean structured = !call.failed() && !labels.fields().isEmpty();
            ObjectNode result =
                    results.computeIfAbsent(structured + call.result(), key -> RecordedResult.of(text, structured));
            Matcher made = MADE.matcher(labels.acts() && !call.failed() ? text : "");
            List<Key> created = made.find() ? List.of(new Key("object", made.group(1))) : List.of();
            contents.read(use, task, number, result, created);
        }
    }
}
