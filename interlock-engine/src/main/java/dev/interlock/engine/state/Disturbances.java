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
 * Whether looking at the objects of a call of unknown outcome still shows what came of it. Whoever made a payment and deletes it leaves
 * nothing to be seen: that is no proof that nothing was paid.
 *
 * <p>A call may have changed what it creates, or where it creates nothing its direct objects. In flight it was disturbed by whoever
 * wrote these; afterwards by whoever does and is not independent of its caller.
 */
public final class Disturbances {

    private final State state;

    Disturbances(State state) {
        this.state = state;
    }

    /** Whether what the call may have changed was written since it was reserved, by whomever. */
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

    /** Something was done that writes: calls of unknown outcome whose effect it may hide are disturbed from here on. */
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

    /** Whether what came of the call of unknown outcome cannot be seen any more, or may not be by the time that somebody looks. */
    public boolean disturbed(OpenCall call) {
        return call.disturbed()
                || state.calls.inNoOrder().stream()
                        .map(OpenCall::view)
                        .filter(other -> other.seq() != call.view().seq())
                        .anyMatch(other -> disturbs(other.facts(), other.actor(), call.view()));
    }

    /**
     * Whether what can be seen of a call of unknown outcome that creates nothing may be the doing of others, whoever they are: what it
     * acts on was written since it was reserved, or may be by a call that is open. Of two equal approvals one is seen.
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

    /** Whether the objects that a settlement says a call created are another's, or were there before: they prove nothing of this call. */
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
