package dev.interlock.testkit.reference.history;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Idempotent calls of unknown outcome that are sent again. */
public final class ReferenceRepeats {

    private ReferenceRepeats() {}

    /** The first call of unknown outcome that one with these facts is a repeat of. */
    public static Optional<PastCall> repeated(History history, PastTask task, Actor actor, CallFacts facts) {
        Tool tool = history.bundle.tools().get(facts.tool());
        if (tool == null || !tool.idempotent() || history.laneOf(task).isPresent()) {
            return Optional.empty();
        }
        return history.calls.values().stream()
                .filter(call -> call.status == PastCall.Status.UNKNOWN)
                .filter(call -> call.reserved.asked().isEmpty())
                .filter(call -> !facts.argumentsDigest().isEmpty())
                .filter(call -> call.task() == task.number())
                .filter(call -> call.reserved.facts().equals(facts))
                .filter(call -> call.reserved.actor().isAs(actor))
                .findFirst();
    }

    /** Returns whether the approvals of the hold were spent on the call. */
    public static boolean isSpentOn(PastHold hold, PastCall call) {
        return hold.spent
                && !hold.replaced
                && hold.answers.stream()
                        .anyMatch(
                                given -> call.approvals.contains(given.answer().answer()));
    }

    /** A permit of a repeat is one for the call that it repeats. */
    public static Decision permitted(Decision decision, PastCall call) {
        List<Event> events = new ArrayList<>(decision.events());
        if (!(events.getLast() instanceof Event.CallReserved reserved)) {
            return decision;
        }
        events.removeLast();
        events.add(
                new Event.CallRepeated(call.number(), reserved.findings(), reserved.excepted(), reserved.approvals()));
        return new Decision(
                events, new Answer.Permit(call.number(), call.task(), reserved.findings(), reserved.excepted()));
    }
}
