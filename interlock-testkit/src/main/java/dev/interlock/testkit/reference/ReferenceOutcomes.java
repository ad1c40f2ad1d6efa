package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.ReconcileCall;
import dev.interlock.engine.command.Command.SettleCall;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How calls came out, and what that ends. */
final class ReferenceOutcomes {

    private ReferenceOutcomes() {}

    static Decision settle(History history, SettleCall command, long now) {
        PastCall call = history.calls.get(command.call());
        if (call == null || !call.open()) {
            return Refusals.refuse(Code.CALL_UNKNOWN);
        }
        if (call.status != PastCall.Status.RESERVED) {
            return Refusals.refuse(Code.CALL_SETTLED);
        }
        List<Event> events = new ArrayList<>();
        Settlement settlement = unclear(history, call, command.settlement())
                .<Settlement>map(Settlement.Unknown::new)
                .orElse(command.settlement());
        Optional<Delivery> delivery = command.inspection()
                .map(inspection -> ReferenceAnswers.delivery(history, call, settlement, inspection, now));
        events.add(new Event.CallSettled(command.call(), settlement, delivery));
        if (settlement instanceof Settlement.Succeeded) {
            events.addAll(done(history, call));
        }
        return new Decision(
                events,
                new Answer.Done(
                        command.call(),
                        delivery.filter(Delivery::withheld)
                                .map(Delivery::findings)
                                .orElse(List.of())));
    }

    static Decision reconcile(History history, ReconcileCall command) {
        PastCall call = history.calls.get(command.call());
        if (call == null || !call.open()) {
            return Refusals.refuse(Code.CALL_UNKNOWN);
        }
        if (call.status == PastCall.Status.RESERVED) {
            return Refusals.refuse(Code.NOT_ALLOWED);
        }
        if (!command.by().person()) {
            return Refusals.refuse(Code.NOT_ALLOWED);
        }
        Optional<Code> gone = ReferenceAgents.gone(history, command.by());
        if (gone.isPresent()) {
            return Refusals.refuse(gone.get());
        }
        Tier tier = history.tier(call.reserved.facts().risk());
        Actor person = Actors.alone(command.by());
        if (!Actors.mayJudge(
                history.links, person, call.actor(), tier.independence().attributes())) {
            return Refusals.refuse(Code.NOT_INDEPENDENT);
        }
        if (command.settlement() instanceof Settlement.Unknown || !complete(call, command.settlement())) {
            return Refusals.refuse(Code.ARGUMENT_INVALID);
        }
        List<Event> events = new ArrayList<>();
        events.add(new Event.CallReconciled(command.call(), command.settlement(), person, command.reason()));
        if (command.settlement() instanceof Settlement.Succeeded) {
            events.addAll(done(history, call));
        }
        return new Decision(events, new Answer.Done(command.call()));
    }

    /**
     * Why a person has to look at the success. Without the names of what it created it could not be found on its keys; and
     * what existed before it did not create.
     */
    private static Optional<String> unclear(History history, PastCall call, Settlement settlement) {
        if (!complete(call, settlement)) {
            return Optional.of("the result does not name each object that the call creates");
        }
        boolean old = settlement instanceof Settlement.Succeeded succeeded
                && succeeded.created().stream()
                        .anyMatch(object -> history.objects.isEstablishedBefore(object, call.number()));
        return old ? Optional.of("the result names an object that existed before") : Optional.empty();
    }

    private static boolean complete(PastCall call, Settlement settlement) {
        return !(settlement instanceof Settlement.Succeeded succeeded)
                || complete(call.reserved.facts(), succeeded.created());
    }

    /** Whether these are exactly one object for each type that the call creates. */
    static boolean complete(CallFacts facts, List<Key> created) {
        return created.stream()
                .map(Key::kind)
                .sorted()
                .toList()
                .equals(facts.creates().stream().sorted().toList());
    }

    /** The success of the call may complete its task or one above; of several the topmost ends, with all below. */
    private static List<Event> done(History history, PastCall call) {
        for (PastTask task : history.lineage(history.task(call.task())).reversed()) {
            Intent intent = history.bundle.intents().get(task.opened.intent());
            if (!task.ended
                    && intent != null
                    && intent.doneWhen().filter(call::carries).isPresent()) {
                return ReferenceEnds.end(history, task, EndReason.DONE, ReferenceEnds.INTERLOCK);
            }
        }
        return List.of();
    }
}
