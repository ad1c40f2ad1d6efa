package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.ConfirmCall;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import java.util.ArrayList;
import java.util.List;

/** The ends of calls of unknown outcome without a person. */
final class ReferenceConfirmations {

    private ReferenceConfirmations() {}

    static Decision confirm(History history, ConfirmCall command, long now) {
        PastCall call = history.calls.get(command.call());
        if (call == null || !call.open()) {
            return Refusals.refuse(RefusalCode.CALL_UNKNOWN);
        }
        if (call.status != PastCall.Status.UNKNOWN) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (!ReferenceOutcomes.whole(call, command.settlement())
                || command.finalMillis() < 0
                || history.spelled.wrong(command.settlement().named())) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        if (command.settlement() instanceof Settlement.Succeeded succeeded
                && (ReferenceOutcomes.areOthers(history, call, succeeded.created()) || mayBeOthers(history, call))) {
            return Refusals.refuse(RefusalCode.CONFIRMATION_DOUBTFUL);
        }
        if (command.settlement() instanceof Settlement.Failed) {
            if (command.read().sentMillis() < call.unknownAt.latest() + command.finalMillis()
                    || command.read().sentMillis() > now) {
                return Refusals.refuse(RefusalCode.CONFIRMATION_EARLY);
            }
            if (disturbed(history, call)) {
                return Refusals.refuse(RefusalCode.CONFIRMATION_DOUBTFUL);
            }
        }
        return end(history, call, command.settlement(), command.read(), now);
    }

    static Decision end(History history, PastCall call, Settlement told, Confirmation by, long now) {
        ReferenceOutcomes.Recorded recorded = ReferenceOutcomes.recorded(history, call, told, now);
        List<Event> events = new ArrayList<>();
        events.add(new Event.CallConfirmed(call.number(), recorded.settlement(), by));
        events.addAll(ReferenceOutcomes.after(history, call, recorded));
        return new Decision(events, new Answer.Done(call.number()));
    }

    /**
     * Returns whether what the call may have changed was written since: by anybody while it was in flight, by a
     * dependent party afterwards.
     */
    private static boolean disturbed(History history, PastCall call) {
        return history.calls.values().stream()
                .filter(other -> other != call && other.mayHaveHappened())
                .anyMatch(other -> {
                    if (other.open()) {
                        return hides(other, call) && dependent(history, other, call);
                    }
                    long settled = other.succeededSeq;
                    return settled > call.unknownSeq
                            ? hides(other, call) && dependent(history.asOf(settled), other, call)
                            : settled > call.number() && changed(other, call);
                });
    }

    /** Returns whether others wrote what a call that creates nothing acts on, since it was reserved, or may be about to. */
    private static boolean mayBeOthers(History history, PastCall call) {
        return call.reserved.facts().creates().isEmpty()
                && history.calls.values().stream()
                        .filter(other -> other != call && other.mayHaveHappened())
                        .anyMatch(other -> other.open()
                                ? hides(other, call)
                                : other.succeededSeq > call.number() && changed(other, call));
    }

    private static boolean hides(PastCall other, PastCall call) {
        CallFacts facts = call.reserved.facts();
        return other.reserved.facts().writes()
                && (other.reserved.facts().objects().stream()
                                .anyMatch(object -> facts.creates().isEmpty()
                                        ? facts.objects().contains(object) || facts.isAboutAll(object.kind())
                                        : facts.creates().contains(object.kind()))
                        || other.reserved.facts().all().stream().anyMatch(kind -> mayHaveChangedSome(facts, kind)));
    }

    private static boolean mayHaveChangedSome(CallFacts facts, String kind) {
        return facts.creates().isEmpty()
                ? facts.isAboutAll(kind)
                        || facts.objects().stream()
                                .anyMatch(object -> object.kind().equals(kind))
                : facts.creates().contains(kind);
    }

    /**
     * Returns whether another call changed what this one may have changed. While this one was in flight an object also
     * counts as written that was created, or that something is to belong to.
     */
    private static boolean changed(PastCall other, PastCall call) {
        CallFacts facts = call.reserved.facts();
        if (!facts.creates().isEmpty()) {
            return hides(other, call);
        }
        for (Key object : facts.objects()) {
            if (other.writes(object) || other.created.contains(object)) {
                return true;
            }
        }
        CallFacts others = other.reserved.facts();
        return facts.all().stream()
                .anyMatch(kind -> others.writes()
                        && (others.isAboutAll(kind)
                                || others.objects().stream()
                                        .anyMatch(object -> object.kind().equals(kind))));
    }

    private static boolean dependent(History history, PastCall other, PastCall call) {
        return !history.links.independent(
                other.reserved.actor(),
                call.reserved.actor(),
                history.tier(call.reserved.facts().risk()).independence().attributes());
    }
}
