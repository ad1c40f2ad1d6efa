package dev.interlock.properties.plan;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.decide.PlanDecider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.plan.DeclaredPlan;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Carries steps out with the real engine, one after the other. What was played can be copied and played on. */
final class PlanStage {

    private final Bundle bundle;
    private final List<Recorded> recorded = new ArrayList<>();
    private final Map<String, Long> tasks = new HashMap<>();
    /** What became of the names of objects that steps create. */
    private final Map<Key, Key> names = new HashMap<>();

    private State state;
    private long now = 1_000;

    PlanStage(PlanWorld world) {
        this.bundle = world.bundle;
        this.state = State.empty(bundle);
        apply(new Event.BundleActivated("test", bundle.digest(), "test"));
        for (Caller agent : world.agents) {
            Answer opened = ask(new Command.OpenTask(
                    agent,
                    OptionalLong.empty(),
                    agent,
                    "any",
                    "sha-256:2",
                    "",
                    List.of(),
                    OptionalLong.empty(),
                    OptionalInt.empty()));
            tasks.put(agent.name(), ((Answer.Done) opened).number());
        }
    }

    private PlanStage(PlanStage other) {
        this.bundle = other.bundle;
        this.state = State.empty(bundle);
        this.now = other.now;
        tasks.putAll(other.tasks);
        names.putAll(other.names);
        for (Recorded event : other.recorded) {
            recorded.add(event);
            state.apply(event);
        }
    }

    PlanStage copy() {
        return new PlanStage(this);
    }

    long task(Caller agent) {
        return Objects.requireNonNull(tasks.get(agent.name()));
    }

    void declare(Caller by, List<PlanStep> steps, List<Caller> cast) {
        ask(new Command.DeclarePlan(task(by), by, steps, cast));
    }

    DeclaredPlan left(Caller agent, List<Caller> cast) {
        return Objects.requireNonNull(PlanDecider.left(state, task(agent), cast));
    }

    /** Whether the step is permitted to the agent; then it is done, and what it creates is named. */
    boolean play(PlanStep step, Caller by) {
        return play(step, by, true);
    }

    /** @param ofPlan whether it carries the step out, or does the same without being it */
    boolean play(PlanStep step, Caller by, boolean ofPlan) {
        List<Key> others = step.objects().stream()
                .filter(object -> !step.makes(object))
                .map(object -> names.getOrDefault(object, object))
                .sorted()
                .toList();
        boolean makes = !step.creates().isEmpty();
        var facts = CallFacts.builder(ofPlan ? step.tool() : PlanWorld.OTHER, "sha-256:1", step.risk())
                .marks(step.marks())
                .objects(makes ? List.of() : others)
                .creates(step.creates())
                .related(makes ? others : List.of())
                .conditions(conditions())
                .build();
        if (!(ask(new Command.DecideCall(by, OptionalLong.of(task(by)), facts)) instanceof Answer.Permit permit)) {
            return false;
        }
        List<Key> created = new ArrayList<>();
        for (Key object : step.objects()) {
            if (step.makes(object)) {
                Key real = new Key(object.kind(), "real-" + permit.call());
                created.add(real);
                if (ofPlan) {
                    names.put(object, real);
                }
            }
        }
        ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(created)));
        return true;
    }

    private TreeMap<String, Boolean> conditions() {
        TreeMap<String, Boolean> none = new TreeMap<>();
        bundle.rules().forEach(rule -> none.put(rule.id(), false));
        return none;
    }

    private Answer ask(Command command) {
        Decision decision = Decider.decide(state, command, now);
        decision.events().forEach(this::apply);
        now++;
        return decision.answer();
    }

    private void apply(Event event) {
        var next = new Recorded(state.nextSeq(), now, bundle.digest(), event);
        recorded.add(next);
        state.apply(next);
    }
}
