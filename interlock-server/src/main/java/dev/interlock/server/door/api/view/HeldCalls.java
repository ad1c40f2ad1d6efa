package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.decide.Approvers;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.graph.HeldVerdicts;
import dev.interlock.server.graph.Verdict;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.render.Ids;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What became of calls that were held: one answer, the same wherever a call is shown. The state knows of holds whose task goes on, the index
 * finds what the record has of others.
 */
public final class HeldCalls {

    /** The most entries about one hold that are looked at. */
    private static final int MOST = 100;

    private final Domain domain;
    private final RecordIndex index;

    /** @param index of the record of the domain */
    public HeldCalls(Domain domain, RecordIndex index) {
        this.domain = domain;
        this.index = index;
    }

    /** Returns whether an open hold has all the approvals that it needs. */
    public boolean isApproved(long hold) {
        long now = domain.now();
        return domain.query(state -> known(state, hold, now)).equals(Optional.of(Verdict.APPROVED));
    }

    /** What became of a held call. */
    public Verdict verdict(Event.CallHeld held) {
        long now = domain.now();
        return domain.query(state -> known(state, held.hold(), now)).orElseGet(() -> recorded(held.hold()));
    }

    /** Puts what became of a held call, and the call that was let through for it; nothing where the record cannot be searched. */
    void put(ObjectNode view, Event.CallHeld held) {
        try {
            Verdict verdict = verdict(held);
            view.put("outcome", word(verdict));
            if (verdict == Verdict.LET_THROUGH) {
                later(held.hold()).stream()
                        .filter(recorded -> recorded.event() instanceof Event.CallReserved)
                        .findFirst()
                        .ifPresent(through -> view.put("through", Ids.call(through.seq())));
            }
        } catch (UnavailableException e) {
            view.remove("outcome");
        }
    }

    private static Optional<Verdict> known(State state, long number, long now) {
        HoldState.Status status = state.holds().status(number);
        if (status == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (status) {
                    case OPEN -> isApproved(state, number, now) ? Verdict.APPROVED : Verdict.WAITS;
                    case REJECTED -> Verdict.REJECTED;
                    case SPENT -> Verdict.LET_THROUGH;
                    case SUPERSEDED -> Verdict.ASKED_AGAIN;
                    case VOIDED -> Verdict.VOIDED;
                    case EXPIRED -> Verdict.EXPIRED;
                    case WITHDRAWN -> Verdict.WITHDRAWN;
                });
    }

    private static boolean isApproved(State state, long number, long now) {
        HoldState hold = state.holds().get(number);
        return hold != null && !Approvers.counting(state.links(), hold, now).isEmpty();
    }

    /** What became of a hold that the state has forgotten: its task has ended, if nothing else has become of it. */
    private Verdict recorded(long hold) {
        var verdicts = new HeldVerdicts(any -> false);
        Recorded held = domain.history().event(hold);
        verdicts.read(held);
        later(hold).forEach(verdicts::read);
        Verdict verdict = verdicts.of((Event.CallHeld) held.event());
        return verdict == Verdict.WAITS ? Verdict.TASK_ENDED : verdict;
    }

    /** The entries about a hold after its first. */
    private List<Recorded> later(long hold) {
        return new TreeSet<>(index.from(Term.hold(hold), hold + 1, MOST))
                .stream().map(domain.history()::event).toList();
    }

    /** The word of the API, as holds have it for their state. */
    private static String word(Verdict verdict) {
        return switch (verdict) {
            case WAITS -> "open";
            case APPROVED -> "approved";
            case LET_THROUGH -> "spent";
            case REJECTED -> "rejected";
            case EXPIRED -> "expired";
            case WITHDRAWN -> "withdrawn";
            case VOIDED -> "voided";
            case ASKED_AGAIN -> "superseded";
            case TASK_ENDED -> "closed";
            case WENT_THROUGH, STOPPED, IN_A_LANE, UNSURE ->
                throw new IllegalArgumentException("the call was not held: " + verdict);
        };
    }
}
