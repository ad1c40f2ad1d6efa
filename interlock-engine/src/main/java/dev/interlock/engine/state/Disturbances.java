package dev.interlock.engine.state;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.Set;

/**
 * Tells whether the objects of a call of unknown outcome still show its effect, or other calls disturbed them. A payment that was made
 * and then deleted leaves nothing to be seen, which is no proof that nothing was paid.
 *
 * <p>A call may have changed objects of the types that it creates, or its direct objects where it creates nothing. In flight it is
 * disturbed by every call that writes these; afterwards by calls of parties that are not independent of its caller.
 */
public final class Disturbances {

    private final State state;

    Disturbances(State state) {
        this.state = state;
    }

    /** Returns whether anybody wrote what the call may have changed since it was reserved. */
    boolean inFlight(CallView call) {
        for (String type : call.facts().creates()) {
            if (state.keys.writtenAt(state.keys.kindOf(type)) > call.seq()) {
                return true;
            }
        }
        for (String type : call.facts().creates().isEmpty() ? call.facts().all() : Set.<String>of()) {
            if (state.keys.writtenAt(state.keys.kindOf(type)) > call.seq()) {
                return true;
            }
        }
        for (int i = 0; call.facts().creates().isEmpty() && i < call.direct(); i++) {
            if (state.keys.version(call.id(i)) > call.seq()) {
                return true;
            }
        }
        return false;
    }

    /** Notes a write: the calls of unknown outcome whose effect it may hide are disturbed from here on. */
    void wrote(CallFacts facts, Actor actor) {
        if (!facts.writes() || (facts.objects().isEmpty() && facts.all().isEmpty())) {
            return;
        }
        var disturbed = new ArrayList<OpenCall>(0);
        for (OpenCall open : state.calls.unknown()) {
            if (!open.disturbed() && disturbs(facts, actor, open.view())) {
                disturbed.add(open);
            }
        }
        disturbed.forEach(open -> state.calls.put(open.ofDisturbed()));
    }

    /** Returns whether the effect of the call of unknown outcome cannot be seen any more, or may be hidden before somebody looks. */
    public boolean disturbed(OpenCall call) {
        return call.disturbed()
                || state.calls.inNoOrder().stream()
                        .map(OpenCall::view)
                        .filter(other -> other.seq() != call.view().seq())
                        .anyMatch(other -> disturbs(other.facts(), other.actor(), call.view()));
    }

    /**
     * Returns whether the visible effect of a call of unknown outcome that creates nothing may be that of anybody else's call: its objects
     * were written since it was reserved, or may be by a call that is open. Of two equal approvals only one can be seen.
     */
    public boolean mayBeOthers(CallView call) {
        return call.facts().creates().isEmpty()
                && (inFlight(call)
                        || state.calls.inNoOrder().stream()
                                .map(OpenCall::view)
                                .anyMatch(other -> other.seq() != call.seq() && writesTheSame(other.facts(), call)));
    }

    private static boolean writesTheSame(CallFacts facts, CallView call) {
        return facts.writes()
                && (facts.objects().stream().anyMatch(object -> mayHaveChanged(call.facts(), object))
                        || facts.all().stream().anyMatch(kind -> mayHaveChangedSome(call.facts(), kind)));
    }

    private boolean disturbs(CallFacts facts, Actor actor, CallView call) {
        return writesTheSame(facts, call)
                && !state.links
                        .values()
                        .independent(
                                actor, call.actor(), call.tier().independence().attributes());
    }

    private static boolean mayHaveChanged(CallFacts facts, Key object) {
        return facts.creates().isEmpty()
                ? facts.objects().contains(object) || facts.isAboutAll(object.kind())
                : facts.creates().contains(object.kind());
    }

    private static boolean mayHaveChangedSome(CallFacts facts, String kind) {
        return facts.creates().isEmpty()
                ? facts.isAboutAll(kind)
                        || facts.objects().stream()
                                .anyMatch(object -> object.kind().equals(kind))
                : facts.creates().contains(kind);
    }

    /** Returns whether an object that the settlement names is another call's, or was there before: it proves nothing of this call then. */
    public boolean areOthers(CallView call, Settlement settlement) {
        for (Key object : settlement.named()) {
            int id = state.keys.find(object);
            if (id != KeyTable.ABSENT && (state.keys.establishedAt(id) < call.seq() || state.keys.isCreated(id))) {
                return true;
            }
        }
        return false;
    }
}
