package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.ReconcileCall;
import dev.interlock.engine.command.Command.ReconcileCalls;
import dev.interlock.engine.command.Command.SettleCall;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.PastTask;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The outcomes of calls, and what these end. */
final class ReferenceOutcomes {

    private ReferenceOutcomes() {}

    static Decision settle(History history, SettleCall command, long now) {
        PastCall call = history.calls.get(command.call());
        if (call == null || !call.open()) {
            return Refusals.refuse(RefusalCode.CALL_UNKNOWN);
        }
        if (call.status != PastCall.Status.RESERVED) {
            return Refusals.refuse(RefusalCode.CALL_SETTLED);
        }
        List<Event> events = new ArrayList<>();
        Settlement told = call.repeats > 0 ? ofRepeat(command.settlement()) : command.settlement();
        Recorded recorded = beside(call, recorded(history, call, told, now));
        Settlement settlement = recorded.settlement();
        Optional<Delivery> delivery = command.inspection()
                .map(inspection -> ReferenceAnswers.delivery(history, call, settlement, inspection, now));
        events.add(new Event.CallSettled(command.call(), settlement, delivery));
        events.addAll(after(history, call, recorded));
        events.addAll(told(history, call, settlement, now));
        return new Decision(
                events,
                new Answer.Done(
                        command.call(),
                        delivery.filter(Delivery::withheld)
                                .map(Delivery::findings)
                                .orElse(List.of())));
    }

    /** The answer, unless it is not the success of which a source told: then nobody knows which of the two is right. */
    private static Recorded beside(PastCall call, Recorded answered) {
        Settlement settlement = answered.settlement();
        boolean whole =
                !(settlement instanceof Settlement.Succeeded s) || s.undone().isEmpty();
        if (call.told.isEmpty()
                || settlement instanceof Settlement.Unknown
                || (whole
                        && !(settlement instanceof Settlement.Failed)
                        && same(settlement.named(), call.told.get().created()))) {
            return answered;
        }
        String source = "`" + call.told.get().by().source() + "` reported that it was done";
        String reason = settlement instanceof Settlement.Failed failed
                ? failed.reason() + "; " + source
                : "the answer differs from what was reported; " + source;
        return new Recorded(
                new Settlement.Unknown(
                        reason, settlement.named().stream().distinct().sorted().toList()),
                List.of());
    }

    /** The end of a call whose outcome is unknown now, by what a source told before; unless the answer names something else. */
    static List<Event> told(History history, PastCall call, Settlement settlement, long now) {
        return call.told.isPresent()
                        && settlement instanceof Settlement.Unknown
                        && call.told.get().created().containsAll(settlement.named())
                ? ReferenceConfirmations.end(
                                history,
                                call,
                                new Settlement.Succeeded(call.told.get().created()),
                                call.told.get().by(),
                                now)
                        .events()
                : List.of();
    }

    private static boolean same(List<Key> some, List<Key> others) {
        // The order of objects of one type tells which element of a list created what.
        Comparator<Key> byType = Comparator.comparing(Key::kind);
        return some.stream()
                .sorted(byType)
                .toList()
                .equals(others.stream().sorted(byType).toList());
    }

    /** The outcome of a repeat: one that failed, or left an element out, proves nothing of the first sending. */
    private static Settlement ofRepeat(Settlement told) {
        if (told instanceof Settlement.Failed failed) {
            return new Settlement.Unknown("the repeated call failed: " + failed.reason());
        }
        return told instanceof Settlement.Succeeded succeeded
                        && !succeeded.undone().isEmpty()
                ? new Settlement.Unknown("the repeated call was carried out in part", succeeded.created())
                : told;
    }

    /** Reconciles all of the calls or none. What one of them ends is ended for the others, too. */
    static Decision reconcile(History history, ReconcileCalls command, long now) {
        List<ReconcileCall> calls = command.calls();
        List<Key> named = calls.stream()
                .flatMap(call -> call.settlement().named().stream())
                .toList();
        if (calls.isEmpty()
                || calls.size() > 1_000
                || calls.stream().map(ReconcileCall::call).distinct().count() < calls.size()
                || calls.stream().map(ReconcileCall::by).distinct().count() > 1
                || Set.copyOf(named).size() < named.size()) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        List<Event> events = new ArrayList<>();
        for (ReconcileCall call : calls) {
            Decision one = reconcile(history, call, now);
            if (one.answer() instanceof Answer.Refused) {
                return one;
            }
            for (Event event : one.events()) {
                if (event instanceof Event.CallReconciled e && !events.isEmpty()) {
                    events.add(new Event.CallReconciled(
                            e.call(),
                            e.settlement(),
                            e.by(),
                            e.reason(),
                            e.singleAdministrator(),
                            OptionalLong.of(calls.getFirst().call())));
                } else if (events.stream().noneMatch(before -> endsTheSame(before, event))) {
                    events.add(event);
                }
            }
        }
        return new Decision(events, new Answer.Done(calls.getFirst().call()));
    }

    static boolean endsTheSame(Event before, Event event) {
        return switch (event) {
            case Event.TaskEnded ended -> before instanceof Event.TaskEnded other && other.task() == ended.task();
            case LeaseEvent.Revoked ended ->
                before instanceof LeaseEvent.Revoked other && other.lease() == ended.lease();
            case LaneEvent.Ended ended -> before instanceof LaneEvent.Ended other && other.lane() == ended.lane();
            default -> false;
        };
    }

    static Decision reconcile(History history, ReconcileCall command, long now) {
        PastCall call = history.calls.get(command.call());
        if (call == null || !call.open()) {
            return Refusals.refuse(RefusalCode.CALL_UNKNOWN);
        }
        if (call.status == PastCall.Status.RESERVED) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        Optional<RefusalCode> mayNot = ReferenceAgents.mayNotDecide(history, command.by());
        if (mayNot.isPresent()) {
            return Refusals.refuse(mayNot.get());
        }
        Tier tier = history.tier(call.reserved.facts().risk());
        Actor person = Actors.alone(command.by());
        boolean independent = Actors.mayJudge(
                history.links, person, call.actor(), tier.independence().attributes());
        boolean alone = command.singleAdministrator() && !tier.equals(history.bundle.strictest());
        if (!independent && !alone) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        if (!whole(call, command.settlement())
                || history.spelled.wrong(command.settlement().named())) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        Recorded recorded = recorded(history, call, command.settlement(), now);
        List<Event> events = new ArrayList<>();
        events.add(new Event.CallReconciled(
                command.call(), recorded.settlement(), person, command.reason(), !independent, OptionalLong.empty()));
        events.addAll(after(history, call, recorded));
        return new Decision(events, new Answer.Done(command.call()));
    }

    /**
     * An outcome as it is recorded.
     *
     * @param broken the rules that it broke, by lying on what existed before
     */
    record Recorded(Settlement settlement, List<Finding> broken) {}

    /**
     * The outcome as it is recorded. A success without the names of what it created could not be found on its keys, so
     * it is unknown; and one that names what existed before did not create it.
     */
    static Recorded recorded(History history, PastCall call, Settlement told, long now) {
        CallFacts facts = call.reserved.facts();
        boolean success = told instanceof Settlement.Succeeded || told instanceof Settlement.Existed;
        boolean misspelt = history.spelled.wrong(told.named());
        boolean elements = !(told instanceof Settlement.Succeeded succeeded) || areElements(facts, succeeded.undone());
        boolean nothing = told instanceof Settlement.Succeeded succeeded
                && !facts.elements().isEmpty()
                && succeeded.undone().size() == facts.elements().size();
        if (nothing && elements && !misspelt && told.named().isEmpty()) {
            return new Recorded(new Settlement.Failed("no element of the list was carried out"), List.of());
        }
        boolean whole = whole(call, told) && !misspelt;
        if (success && whole && (told instanceof Settlement.Existed || areOthers(history, call, told.named()))) {
            if (facts.mayExist(told.named())) {
                if (told instanceof Settlement.Succeeded succeeded
                        && !succeeded.undone().isEmpty()) {
                    List<Key> named = told.named().stream().distinct().sorted().toList();
                    return new Recorded(
                            new Settlement.Unknown(
                                    "part of the list was not carried out, yet the result names existing objects",
                                    named),
                            List.of());
                }
                return new Recorded(new Settlement.Existed(told.named(), List.of()), List.of());
            }
            List<Finding> broken = new ArrayList<>(
                    ReferenceCalls.rules(ThisCall.existed(history, call, history.found(told.named()), now)));
            broken.removeAll(ReferenceCalls.rules(ThisCall.existed(history, call, new TreeSet<>(), now)));
            return new Recorded(new Settlement.Existed(told.named(), ReferenceObservations.recorded(broken)), broken);
        }
        if (told instanceof Settlement.Unknown || (success && !whole)) {
            String reason = told instanceof Settlement.Unknown unknown
                    ? unknown.reason()
                    : misspelt
                            ? "the result names an object with a non-canonical spelling"
                            : !elements
                                    ? "the result mentions elements that the list does not have"
                                    : nothing
                                            ? "the result names a created object although no element of the list was"
                                                    + " carried out"
                                            : isTwice(told.named())
                                                    ? "the result names an object twice"
                                                    : "the result does not name every object that the call creates";
            List<Key> named = told.named().stream()
                    .filter(object -> facts.creates().contains(object.kind()))
                    .distinct()
                    .sorted()
                    .toList();
            return new Recorded(new Settlement.Unknown(reason, named), List.of());
        }
        return new Recorded(told, List.of());
    }

    /** Returns whether one of the objects was there before the call was reserved, or another call created it. */
    static boolean areOthers(History history, PastCall call, List<Key> named) {
        return named.stream()
                .anyMatch(object -> history.objects.isEstablishedBefore(object, call.number())
                        || history.objects.isCreated(object));
    }

    /** Returns whether the outcome is known, with all that it names. */
    static boolean whole(PastCall call, Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded succeeded -> whole(call.reserved.facts(), succeeded);
            case Settlement.Existed existed -> canHaveExisted(call.reserved.facts(), existed.named());
            case Settlement.Failed failed -> true;
            case Settlement.Unknown unknown -> false;
        };
    }

    static boolean whole(CallFacts facts, Settlement.Succeeded succeeded) {
        return complete(facts, succeeded.undone().size(), succeeded.created())
                && areElements(facts, succeeded.undone())
                && (succeeded.undone().isEmpty()
                        || succeeded.undone().size() < facts.elements().size());
    }

    /** Returns whether these are places in the list of the call, ascending, each of them once. */
    private static boolean areElements(CallFacts facts, List<Integer> places) {
        return places.equals(places.stream().distinct().sorted().toList())
                && places.stream()
                        .allMatch(
                                place -> place >= 0 && place < facts.elements().size());
    }

    /** Returns whether an outcome is recorded as told. */
    static boolean isRecordOf(Settlement recorded, Settlement told) {
        if (recorded instanceof Settlement.Existed) {
            return !(told instanceof Settlement.Unknown) && recorded.named().equals(told.named());
        }
        if (recorded instanceof Settlement.Unknown unknown) {
            return told instanceof Settlement.Unknown other && other.reason().equals(unknown.reason());
        }
        return recorded.equals(told);
    }

    /** The events that end things with the outcome. */
    static List<Event> after(History history, PastCall call, Recorded recorded) {
        return switch (recorded.settlement()) {
            case Settlement.Succeeded succeeded -> done(history, call);
            case Settlement.Existed existed ->
                ReferenceLeases.ofConflict(
                        history,
                        call.reserved.actor(),
                        recorded.broken(),
                        "c-" + call.number() + " was done to an object that already existed");
            case Settlement.Failed failed -> List.of();
            case Settlement.Unknown unknown -> List.of();
        };
    }

    /**
     * Returns whether these are exactly one object for each type that the call, or an element that was done, creates,
     * and no two are the same.
     */
    static boolean complete(CallFacts facts, int undone, List<Key> created) {
        return !isTwice(created)
                && created.stream().map(Key::kind).sorted().toList().equals(types(facts, undone));
    }

    /** The types of what the call creates, each as often as it creates one. */
    private static List<String> types(CallFacts facts, int undone) {
        List<String> types = new ArrayList<>(facts.creates());
        List<String> ofEach = facts.elements().isEmpty()
                ? List.of()
                : facts.elements().getFirst().creates();
        types.removeAll(ofEach);
        for (int i = undone; i < facts.elements().size(); i++) {
            types.addAll(ofEach);
        }
        return types.stream().sorted().toList();
    }

    /**
     * Returns whether these can be what existed in the place of what the call creates: for several elements that may be
     * one object.
     */
    private static boolean canHaveExisted(CallFacts facts, List<Key> named) {
        List<String> left = new ArrayList<>(types(facts, 0));
        boolean all = named.stream().allMatch(object -> left.remove(object.kind()));
        return all
                && !named.isEmpty()
                && !isTwice(named)
                && facts.creates().stream()
                        .allMatch(type ->
                                named.stream().anyMatch(object -> object.kind().equals(type)));
    }

    private static boolean isTwice(List<Key> objects) {
        return objects.stream().distinct().count() < objects.size();
    }

    /** Ends the task, or one above, that the success of the call completes; of several the topmost ends, with all below. */
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
