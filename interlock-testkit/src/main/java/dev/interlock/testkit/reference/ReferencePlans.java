package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.DeclarePlan;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.PlanDecider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.plan.DeclaredPlan;
import dev.interlock.engine.plan.PlanSteps;
import dev.interlock.engine.policy.Closing;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.PastTask;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans: who may declare one, and over which parties and relations it is answered. The answer is the engine's own solver's,
 * which is held against a SAT solver elsewhere.
 */
final class ReferencePlans {

    private ReferencePlans() {}

    static Decision declare(History history, DeclarePlan command, long now) {
        Optional<Decision> over = ReferenceTasks.over(history, command.task(), now);
        if (over.isPresent()) {
            return over.get();
        }
        PastTask task = history.task(command.task());
        if (!command.by().person() && !command.by().name().equals(task.opened.agent())) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (history.laneOf(task).isPresent()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (PlanSteps.fault(command.steps()).isPresent() || history.spelled.wrong(PlanStep.existing(command.steps()))) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        Map<Caller, Actor> cast = new HashMap<>();
        for (Caller caller : command.cast()) {
            Actor alone = Actors.alone(caller);
            Actor actor = caller.name().equals(task.opened.agent())
                    ? alone.with(Attributes.CHAIN, task.opened.chain())
                            .with(Attributes.OWNER, task.opened.owner())
                            .with(Attributes.ORIGIN, task.opened.origin())
                    : alone;
            cast.put(caller, history.links.party(actor));
        }
        List<PlanStep> steps = command.steps();
        List<Optional<Actor>> nothing =
                steps.stream().map(step -> Optional.<Actor>empty()).toList();
        var plan = new DeclaredPlan(
                history.bundle,
                steps,
                nothing,
                cast,
                key -> made(steps, key) ? List.of() : List.copyOf(history.objects.everythingAbove(List.of(key))),
                key -> !made(steps, key) && isPast(history, key),
                false);
        PlanKind kind = PlanDecider.kind(plan.answer(PlanDecider.LIMITS));
        Event declared = new Event.PlanDeclared(task.number(), command.by().name(), steps, kind);
        return new Decision(List.of(declared), new Answer.Done(task.number()));
    }

    /** Returns whether the plan makes the object, which is a name until then, whatever else has this name. */
    private static boolean made(List<PlanStep> steps, Key key) {
        return steps.stream().anyMatch(step -> step.makes(key));
    }

    /** Returns whether a call that some rule is about lies on the key, or may turn out to. */
    private static boolean isPast(History history, Key key) {
        Set<String> marks = new HashSet<>();
        history.bundle.rules().forEach(rule -> {
            marks.addAll(rule.allMarks());
            if (Closing.of(rule).isPresent()) {
                marks.add(Closing.of(rule).get().until());
            }
        });
        if (history.links.historyOf(key).size() > 1) {
            return true;
        }
        for (PastCall call : history.calls.values()) {
            boolean mayCreate = call.open() && call.reserved.facts().creates().contains(key.kind());
            if (mayCreate && !history.objects.isEstablished(key)) {
                return true;
            }
            if (call.mayHaveHappened()
                    && (call.names(key) || call.names(Wildcard.of(key.kind())) || key.equals(Scopes.WHOLE_DOMAIN))
                    && call.carriesAny(marks)) {
                return true;
            }
        }
        return false;
    }
}
