package dev.interlock.bench.replay;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.replay.Assume;
import dev.interlock.server.replay.Timeline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs through the real engine: each a task with the user's prompt as its instruction; the calls of one turn are all decided
 * before the first of them is settled, as they were made at once.
 */
final class Gatekeeper {

    /** A run with what the catalogue makes of its calls. */
    record Prepared(Command.OpenTask open, Caller agent, List<Turn> turns) {}

    record Turn(List<CallFacts> calls, List<Settlement> outcomes) {}

    /** The person who instructs all agents. */
    static final Caller USER = new Caller(
            "user",
            "user",
            true,
            true,
            Collections.emptySortedMap(),
            Collections.unmodifiableSortedSet(new TreeSet<>()),
            Optional.empty());

    private static final Settlement DONE = new Settlement.Succeeded(List.of());
    private static final Settlement FAILED = new Settlement.Failed("a tool error");

    private Gatekeeper() {}

    static Prepared prepare(Corpus.Run run, PolicyBundle.Compiled bundle) {
        return prepare(run, bundle, "user");
    }

    /** @param owner whose agent it is: what one owner's agents do is no history of another's */
    static Prepared prepare(Corpus.Run run, PolicyBundle.Compiled bundle, String owner) {
        Caller agent = agent(run, run.model(), owner, /* root= */ true);
        var open = new Command.OpenTask(
                USER,
                OptionalLong.empty(),
                agent,
                "assist",
                Digests.sha256(run.prompt()),
                run.prompt(),
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        List<Turn> turns = new ArrayList<>();
        int turn = -1;
        for (Corpus.Call call : run.calls()) {
            if (call.turn() != turn) {
                turn = call.turn();
                turns.add(new Turn(new ArrayList<>(), new ArrayList<>()));
            }
            // nobody asks for the digest of the arguments: no hold is kept
            turns.getLast().calls().add(bundle.facts(run.suite(), call.tool(), call.args(), ""));
            turns.getLast().outcomes().add(outcome(call));
        }
        return new Prepared(open, agent, turns);
    }

    /** @param root whether the agent works for a person, and not below another agent */
    static Caller agent(Corpus.Run run, String name, String owner, boolean root) {
        return new Caller(
                name,
                run.id() + "/" + name,
                /* person= */ false,
                root,
                Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
                        Attributes.OWNER, AttributeValue.known(owner),
                        Attributes.MODEL, AttributeValue.known(run.model())))),
                Collections.unmodifiableSortedSet(new TreeSet<>()),
                Optional.empty());
    }

    static Settlement outcome(Corpus.Call call) {
        return call.failed() ? FAILED : DONE;
    }

    static Timeline timeline(PolicyBundle.Compiled bundle) {
        return new Timeline(bundle.engine(), Assume.HAPPENED, task -> {});
    }

    /** The verdicts on the calls of a run, in order. */
    static List<Answer.Verdict> run(Prepared run, Timeline timeline) {
        timeline.time(timeline.now() + 1000);
        if (!(timeline.ask(run.open()) instanceof Answer.Done opened)) {
            throw new IllegalStateException("the task was refused");
        }
        List<Answer.Verdict> verdicts = new ArrayList<>();
        for (Turn turn : run.turns()) {
            timeline.time(timeline.now() + 1000);
            int first = verdicts.size();
            var reserved = new boolean[turn.calls().size()];
            for (int i = 0; i < reserved.length; i++) {
                CallFacts facts = turn.calls().get(i);
                Timeline.Decided decided = timeline.call(run.agent(), opened.number(), facts, () -> facts);
                verdicts.add(decided.answer());
                reserved[i] = decided.reserved();
            }
            for (int i = 0; i < reserved.length; i++) {
                if (reserved[i]) {
                    timeline.settle(
                            verdicts.get(first + i).call(), turn.outcomes().get(i));
                }
            }
        }
        timeline.ask(new Command.EndTask(opened.number(), run.agent(), EndReason.CLOSED));
        return verdicts;
    }
}
