package dev.interlock.engine.decide;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The open holds that rely on a difference which a late link is about to take away. */
final class LinkHolds {

    private LinkHolds() {}

    static List<Long> relying(State state, Link link, long now) {
        var found = new ArrayList<Long>();
        for (HoldState hold : state.holds().all()) {
            boolean relies = hold.status() == HoldState.Status.OPEN
                    && switch (link) {
                        case Link.Values values ->
                            relies(hold, state.links(), state.links().with(values));
                        case Link.Objects objects -> relies(state, hold, objects, now);
                        // Its approvers knew less of the requester than everybody does after the link.
                        case Link.Unknown unknown ->
                            LinkCheck.isAbout(state, unknown, hold.held().actor());
                    };
            if (relies) {
                found.add(hold.number());
            }
        }
        return found;
    }

    /** Returns whether what people approved rests on a difference that there is not after the link. */
    static boolean relies(HoldState hold, Links before, Links after) {
        var approvals = hold.answers().stream()
                .filter(answer -> answer.event().approved())
                .toList();
        for (Finding reason : hold.reasons()) {
            Need need = reason.need().orElseThrow();
            for (HoldState.Answered one : approvals) {
                if (!Approvers.of(before, hold, one, need).isEmpty()
                        && Approvers.of(after, hold, one, need).isEmpty()) {
                    return true;
                }
                for (HoldState.Answered other : approvals) {
                    List<Actor> these = behind(one);
                    List<Actor> those = behind(other);
                    if (Approvers.independent(before, these, those, need)
                            && !Approvers.independent(after, these, those, need)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Returns whether an approval came from somebody who is not eligible once it is known what was unknown of the requester. */
    static boolean relies(State state, HoldState hold, Link.Unknown link) {
        Actor before = hold.held().actor();
        if (!LinkCheck.isAbout(state, link, before)) {
            return false;
        }
        Actor after = before.with(link.attribute(), AttributeValue.known(link.value()));
        for (Finding reason : hold.reasons()) {
            Need need = reason.need().orElseThrow();
            for (HoldState.Answered one : hold.answers()) {
                long waited = one.waitedMillis();
                if (one.event().approved()
                        && !Approvers.of(state.links(), before, need, one.event(), waited)
                                .isEmpty()
                        && Approvers.of(state.links(), after, need, one.event(), waited)
                                .isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The actors who stand behind the answer, for whatever need. */
    private static List<Actor> behind(HoldState.Answered answer) {
        var behind = new ArrayList<Actor>(1);
        behind.add(answer.event().by());
        answer.event().how().delegated().forEach(delegated -> behind.add(delegated.by()));
        return behind;
    }

    /** Returns whether the link would give the held call objects that it does not have, which would make it another call. */
    private static boolean relies(State state, HoldState hold, Link.Objects link, long now) {
        Event.CallHeld held = hold.held();
        CallView view = state.view(held.call(), now, held.task(), held.actor(), held.facts());
        var objects = new HashSet<Key>();
        for (int i = 0; i < view.objects(); i++) {
            objects.add(view.key(i));
        }
        return objects.contains(link.child()) && !objects.containsAll(gained(state, link.parent()));
    }

    private static Set<Key> gained(State state, Key parent) {
        int id = state.keys().find(parent);
        return id == KeyTable.ABSENT
                ? Set.of(parent)
                : state.reachable(id).stream().map(state.keys()::key).collect(Collectors.toSet());
    }
}
