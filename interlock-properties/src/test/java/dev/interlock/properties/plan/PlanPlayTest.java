package dev.interlock.properties.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.plan.DeclaredPlan;
import dev.interlock.engine.plan.PlanAnswer;
import dev.interlock.engine.plan.PlanLimits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What is answered of a plan, held against the engine: the parties of a satisfiable one are permitted its steps in some order,
 * and those of an unsatisfiable one, whoever they are, are not. Some did something before the plan, some began to carry it out.
 */
class PlanPlayTest {

    private static final int PLANS = Integer.getInteger("interlock.plays", 6_000);

    private int satisfiable;
    private int unsatisfiable;
    private int unknown;

    @Test
    void whatIsAnsweredIsWhatTheEnginePermits() {
        for (long seed = 0; seed < PLANS; seed++) {
            play(seed);
        }
        assertThat(satisfiable).isGreaterThan(PLANS / 10);
        assertThat(unsatisfiable).isGreaterThan(PLANS / 20);
        assertThat(unknown).isLessThan(PLANS * 2 / 3);
    }

    private void play(long seed) {
        var world = new PlanWorld(seed);
        var stage = new PlanStage(world);
        int before = world.random.nextInt(4) == 0 ? 1 + world.random.nextInt(2) : 0;
        for (int call = 0; call < before; call++) {
            stage.play(step(world), agent(world), false);
        }
        stage.declare(world.agents.getFirst(), world.steps, world.agents);
        int done = world.random.nextInt(3) == 0 ? 1 + world.random.nextInt(2) : 0;
        for (PlanStep step : world.steps.subList(0, Math.min(done, world.steps.size() - 1))) {
            if (usable(stage, world, step)) {
                stage.play(step, agent(world));
            }
        }
        if (world.random.nextInt(8) == 0) {
            PlanStep other = step(world);
            if (usable(stage, world, other)) {
                stage.play(other, agent(world), false);
            }
        }
        DeclaredPlan plan = stage.left(world.agents.getFirst(), world.agents);
        Set<Integer> left = new TreeSet<>();
        List<Optional<Actor>> doneBy = plan.done();
        for (int step = 0; step < doneBy.size(); step++) {
            if (doneBy.get(step).isEmpty()) {
                left.add(step);
            }
        }
        switch (plan.answer(PlanLimits.DEFAULT)) {
            case PlanAnswer.Satisfiable yes -> {
                satisfiable++;
                assertThat(canBeDone(stage, world, left, Optional.of(yes)))
                        .as(
                                "seed %d: %s under %s by %s: %s",
                                seed, world.steps, world.bundle.rules(), world.agents, yes)
                        .isTrue();
            }
            case PlanAnswer.Unsatisfiable no -> {
                unsatisfiable++;
                // where the order is open, it holds for some order only
                if (world.chain) {
                    assertThat(canBeDone(stage, world, left, Optional.empty()))
                            .as(
                                    "seed %d: %s under %s by %s: %s",
                                    seed, world.steps, world.bundle.rules(), world.agents, no)
                            .isFalse();
                }
            }
            case PlanAnswer.Unknown open -> unknown++;
        }
    }

    private static PlanStep step(PlanWorld world) {
        return world.steps.get(world.random.nextInt(world.steps.size()));
    }

    private static Caller agent(PlanWorld world) {
        return world.agents.get(world.random.nextInt(world.agents.size()));
    }

    /** Whether what it is about exists. */
    private static boolean usable(PlanStage stage, PlanWorld world, PlanStep step) {
        DeclaredPlan plan = stage.left(world.agents.getFirst(), world.agents);
        return after(world, world.steps.indexOf(step)).stream()
                .allMatch(maker -> plan.done().get(maker).isPresent());
    }

    /** The steps that make what this one is about. */
    private static Set<Integer> after(PlanWorld world, int step) {
        Set<Integer> makers = new TreeSet<>();
        PlanStep its = world.steps.get(step);
        for (int maker = 0; maker < world.steps.size(); maker++) {
            PlanStep other = world.steps.get(maker);
            if (maker != step && its.objects().stream().anyMatch(other::makes)) {
                makers.add(maker);
            }
        }
        return makers;
    }

    /** Whether the plan says that the step comes after the other, by way of others too. */
    private static boolean told(PlanWorld world, int step, int other) {
        for (int via = 0; via < step; via++) {
            if (world.steps.get(step).after().contains(world.steps.get(via).id())
                    && (via == other || told(world, via, other))) {
                return true;
            }
        }
        return false;
    }

    private static boolean canBeDone(
            PlanStage stage, PlanWorld world, Set<Integer> left, Optional<PlanAnswer.Satisfiable> by) {
        if (left.isEmpty()) {
            return true;
        }
        for (int step : left) {
            PlanStep its = world.steps.get(step);
            boolean first =
                    left.stream().noneMatch(other -> after(world, step).contains(other) || told(world, step, other));
            for (Caller agent : world.agents) {
                boolean chosen = by.isEmpty()
                        || agent.name().equals(by.get().assignment().get(its.id()));
                if (first && chosen) {
                    PlanStage next = stage.copy();
                    Set<Integer> rest = new TreeSet<>(left);
                    rest.remove(step);
                    if (next.play(its, agent) && canBeDone(next, world, rest, by)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
