package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.plan.DeclaredPlan;
import dev.interlock.engine.plan.PlanAnswer;
import dev.interlock.engine.plan.PlanLimits;
import dev.interlock.engine.plan.PlanSteps;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.engine.state.TaskPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Declares plans, and says what is left of them. A plan that cannot be carried out is recorded too, because it counts
 * that this was known.
 */
public final class PlanDecider {

    /**
     * The limits of the answer when a plan is declared: deciding keeps the writer waiting, so it tries less hard than
     * somebody who asks.
     */
    public static final PlanLimits LIMITS = new PlanLimits(20, 10_000, 0);

    private PlanDecider() {}

    static Decision declare(State state, Command.DeclarePlan command, long now) {
        var proposal = new Proposal(state);
        return TaskDecider.inTask(
                state, command.task(), proposal, now, task -> declare(state, task, command, proposal));
    }

    private static Decision declare(State state, Task task, Command.DeclarePlan command, Proposal proposal) {
        if (!command.by().person() && !command.by().name().equals(task.agent())) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only `" + task.agent() + "` or a person may declare the plan of `t-" + command.task() + "`");
        }
        if (state.lanes().ofTask(command.task()) != null) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "a plan cannot be declared in a lane");
        }
        Optional<String> fault =
                PlanSteps.fault(command.steps()).or(() -> state.spellings().wrong(PlanStep.existing(command.steps())));
        if (fault.isPresent()) {
            return proposal.refuse(RefusalCode.ARGUMENT_INVALID, fault.get());
        }
        List<Optional<Actor>> nothing = new ArrayList<>();
        command.steps().forEach(step -> nothing.add(Optional.empty()));
        PlanKind kind = kind(plan(state, task, command.steps(), null, nothing, command.cast())
                .answer(LIMITS));
        proposal.add(new Event.PlanDeclared(command.task(), command.by().name(), command.steps(), kind));
        return proposal.answer(new Answer.Done(command.task()));
    }

    /** The rest of the task's plan, which can be answered on any thread; null when the task has none. */
    public static @Nullable DeclaredPlan left(State state, long number, List<Caller> cast) {
        Task task = state.task(number);
        TaskPlan plan = state.plans().get(number);
        return task == null || plan == null ? null : plan(state, task, plan.steps(), plan, plan.done(), cast);
    }

    private static DeclaredPlan plan(
            State state,
            Task task,
            List<PlanStep> steps,
            @Nullable TaskPlan own,
            List<Optional<Actor>> done,
            List<Caller> cast) {
        // Each caller acts in a task of its own, but for the task's agent.
        Map<Caller, Actor> actors = new HashMap<>();
        for (Caller caller : cast) {
            Actor actor = caller.name().equals(task.agent()) ? Actors.inTask(caller, task) : Actors.outside(caller);
            actors.put(caller, state.links().canonical(actor));
        }
        var past = new PlanPast(state, steps, own);
        return new DeclaredPlan(
                state.bundle(),
                steps,
                done.stream().map(actor -> actor.map(state.links()::canonical)).toList(),
                actors,
                past::related,
                past::isPast,
                false);
    }

    public static PlanKind kind(PlanAnswer answer) {
        return switch (answer) {
            case PlanAnswer.Satisfiable yes -> PlanKind.SATISFIABLE;
            case PlanAnswer.Unsatisfiable no -> PlanKind.UNSATISFIABLE;
            case PlanAnswer.Unknown unknown -> PlanKind.UNKNOWN;
        };
    }
}
