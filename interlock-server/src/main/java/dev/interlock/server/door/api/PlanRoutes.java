package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.decide.PlanDecider;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.plan.DeclaredPlan;
import dev.interlock.engine.plan.PlanLimits;
import dev.interlock.engine.plan.PlanSteps;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.TaskPlan;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.PlannedCalls;
import dev.interlock.policy.catalog.PlannedCalls.Planned;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.PlanText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The routes where the plan of a task is declared, and shown with whether the rest of it can be carried out. */
final class PlanRoutes implements Routes {

    private static final int MAX_NAME = 64;
    private static final int MAX_TOOL = 256;
    private static final int MAX_LIST = 64;

    private final Domain domain;
    private final Registry registry;
    private final Supplier<Catalog> catalog;
    private final TaskRoutes tasks;

    PlanRoutes(Domain domain, Registry registry, Supplier<Catalog> catalog, TaskRoutes tasks) {
        this.domain = domain;
        this.registry = registry;
        this.catalog = catalog;
        this.tasks = tasks;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return request.looksOr("POST")
                ? show(caller, request.id(), request.query())
                : declare(caller, request.id(), request.body());
    }

    /** Returns whether the request is about the plan of a task. */
    boolean areAsked(RoutedRequest request) {
        return request.depth() == 2 && request.step().equals("plan");
    }

    Reply declare(Caller caller, String id, Body body) throws Refusal {
        var calls = new PlannedCalls(catalog.get());
        Set<String> kinds =
                calls.kinds(domain.query(state -> state.bundle().types().keySet()));
        List<PlanStep> steps = new ArrayList<>();
        for (Body part : body.parts("steps", PlanSteps.MOST)) {
            step(part, calls, kinds).ifPresent(steps::add);
        }
        body.finish();
        long number = tasks.visible(caller, id);
        return switch (domain.ask(new Command.DeclarePlan(number, caller, steps, List.copyOf(registry.all())))
                .answer()) {
            case Answer.Done done -> view(caller, number, 201);
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a plan is not a call");
        };
    }

    private static Optional<PlanStep> step(Body part, PlannedCalls calls, Set<String> kinds) {
        String id = part.required("id", MAX_NAME);
        Optional<String> tool = part.text("tool", MAX_TOOL);
        Optional<String> duty = part.text("duty", MAX_NAME);
        List<Key> objects = new ArrayList<>();
        for (String object : part.texts("objects", MAX_LIST)) {
            Optional<String> wrong = PlannedCalls.misspelling(object, kinds);
            if (wrong.isPresent()) {
                part.wrong("objects", wrong.get());
            } else {
                objects.add(Key.parse(object));
            }
        }
        List<String> after = part.texts("after", PlanSteps.MOST);
        List<String> by = part.texts("by", MAX_LIST);
        part.noOthers();
        if (tool.isPresent() == duty.isPresent()) {
            part.wrong("tool", "a step must name either its `tool` or its `duty`");
            return Optional.empty();
        }
        Planned planned = tool.isPresent()
                ? calls.ofTool(id, tool.get(), objects, after, by)
                : calls.ofDuty(id, duty.orElseThrow(), objects, after, by);
        return switch (planned) {
            case Planned.Step step -> Optional.of(step.step());
            case Planned.Wrong wrong -> {
                part.wrong(wrong.field(), wrong.message() + "; " + wrong.remedy());
                yield Optional.empty();
            }
        };
    }

    Reply show(Caller caller, String id, Query query) throws Refusal {
        query.finish();
        return view(caller, tasks.visible(caller, id), 200);
    }

    /**
     * The rest of a plan and its history, gathered by the writer. The answer is computed from it outside, so that the
     * writer does not wait for it.
     */
    private record Remainder(DeclaredPlan plan, List<Long> calls) {}

    private Reply view(Caller caller, long number, int status) {
        List<Caller> cast = List.copyOf(registry.all());
        Optional<Remainder> left = domain.query(state -> left(state, number, cast));
        if (left.isEmpty()) {
            return Problems.notFound("the task `" + Ids.task(number) + "` has no plan or has ended; declare a plan");
        }
        DeclaredPlan plan = left.get().plan();
        // An agent does not learn who else there is.
        ObjectNode view = PlanText.json(plan.answer(PlanLimits.DEFAULT), plan.bundle(), caller.person());
        view.put("task", Ids.task(number));
        var done = view.putObject("done");
        for (int step = 0; step < plan.steps().size(); step++) {
            if (plan.done().get(step).isPresent()) {
                done.put(
                        plan.steps().get(step).id(), Ids.call(left.get().calls().get(step)));
            }
        }
        return Reply.json(status, view);
    }

    private static Optional<Remainder> left(State state, long number, List<Caller> cast) {
        DeclaredPlan plan = PlanDecider.left(state, number, cast);
        TaskPlan progress = state.plans().get(number);
        if (plan == null || progress == null) {
            return Optional.empty();
        }
        List<Long> calls = new ArrayList<>();
        for (int step = 0; step < plan.steps().size(); step++) {
            calls.add(progress.call(step));
        }
        return Optional.of(new Remainder(plan, calls));
    }
}
