package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.ReconcileCall;
import dev.interlock.engine.command.Command.SettleCall;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Tier;
import java.util.ArrayList;
import java.util.List;

/** How calls came out, and what that ends. */
final class ReferenceOutcomes {

    private ReferenceOutcomes() {}

    static Decision settle(History history, SettleCall command) {
        PastCall call = history.calls.get(command.call());
        if (call == null) {
            return Refusals.refuse(Code.CALL_UNKNOWN);
        }
        if (call.status != PastCall.Status.RESERVED) {
            return Refusals.refuse(Code.CALL_SETTLED);
        }
        List<Event> events = new ArrayList<>();
        events.add(new Event.CallSettled(command.call(), command.settlement()));
        if (command.settlement() instanceof Settlement.Succeeded) {
            events.addAll(done(history, call));
        }
        return new Decision(events, new Answer.Done(command.call()));
    }

    static Decision reconcile(History history, ReconcileCall command) {
        PastCall call = history.calls.get(command.call());
        if (call == null) {
            return Refusals.refuse(Code.CALL_UNKNOWN);
        }
        if (call.status == PastCall.Status.RESERVED) {
            return Refusals.refuse(Code.NOT_ALLOWED);
        }
        if (call.status != PastCall.Status.UNKNOWN) {
            return Refusals.refuse(Code.CALL_SETTLED);
        }
        if (!command.by().person()) {
            return Refusals.refuse(Code.NOT_ALLOWED);
        }
        Tier known = history.bundle.tiers().get(call.reserved.facts().risk());
        Tier tier = known == null ? history.bundle.strictest() : known;
        Actor person = Actors.alone(command.by());
        if (!Actors.mayJudge(person, call.actor(), tier.independence().attributes())) {
            return Refusals.refuse(Code.NOT_INDEPENDENT);
        }
        List<Event> events = new ArrayList<>();
        events.add(new Event.CallReconciled(command.call(), command.settlement(), person, command.reason()));
        if (command.settlement() instanceof Settlement.Succeeded) {
            events.addAll(done(history, call));
        }
        return new Decision(events, new Answer.Done(command.call()));
    }

    /** The tasks, from the call's own upward, that the success of the call completes. */
    private static List<Event> done(History history, PastCall call) {
        List<Event> events = new ArrayList<>();
        for (PastTask task : history.lineage(history.tasks.get(call.task()))) {
            Intent intent = history.bundle.intents().get(task.opened.intent());
            if (!task.ended && intent != null && intent.doneWhen().filter(call::carries).isPresent()) {
                for (Event event : ReferenceTasks.end(history, task, EndReason.DONE, call.actor().name())) {
                    if (!names(events, event)) {
                        events.add(event);
                    }
                }
            }
        }
        return events;
    }

    private static boolean names(List<Event> events, Event event) {
        return events.stream()
                .anyMatch(other -> other instanceof Event.TaskEnded a
                        && event instanceof Event.TaskEnded b
                        && a.task() == b.task());
    }
}
