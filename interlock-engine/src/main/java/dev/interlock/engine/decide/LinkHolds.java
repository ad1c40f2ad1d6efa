package dev.interlock.engine.decide;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The open holds that rely on a difference which a late link is about to take away. */
final class LinkHolds {

    private LinkHolds() {}

    static List<Long> relying(State state, Link link, long now) {
        var found = new ArrayList<Long>();
        for (HoldState hold : state.holds().all()) {
            boolean relies = hold.status() == HoldState.Status.OPEN
                    && switch (link) {
                        case Link.Values values -> relies(hold, state.links(), state.links().with(values));
                        case Link.Objects objects -> relies(state, hold, objects, now);
                    };
            if (relies) {
                found.add(hold.number());
            }
        }
        return found;
    }

    private static boolean relies(HoldState hold, Links before, Links after) {
        var approvals = hold.answers().stream()
                .map(HoldState.Answered::event)
                .filter(Event.HoldAnswered::approved)
                .toList();
        for (Finding reason : hold.reasons()) {
            Need need = reason.need().orElseThrow();
            for (Event.HoldAnswered one : approvals) {
                if (eligible(before, hold, one, need) && !eligible(after, hold, one, need)) {
                    return true;
                }
                for (Event.HoldAnswered other : approvals) {
                    if (before.independent(one.by(), other.by(), need.attributes())
                            && !after.independent(one.by(), other.by(), need.attributes())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean eligible(Links links, HoldState hold, Event.HoldAnswered answer, Need need) {
        return Eligibility.inGroup(need, answer.groups())
                && Eligibility.independent(links, answer.by(), hold.held().actor(), need.attributes());
    }

    /** Whether the link would give the held call objects that it does not have: then it is another call. */
    private static boolean relies(State state, HoldState hold, Link.Objects link, long now) {
        Event.CallHeld held = hold.held();
        CallView view = state.view(held.call(), now, held.task(), held.actor(), held.facts());
        int parent = state.keys().find(link.parent());
        Set<Integer> gained = parent < 0 ? Set.of(parent) : state.reachable(parent);
        return hasChild(view, link.child()) && gained.stream().anyMatch(id -> !hasObject(view, id));
    }

    private static boolean hasChild(CallView view, Key child) {
        for (int i = 0; i < view.objects(); i++) {
            if (view.key(i).equals(child)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasObject(CallView view, int id) {
        for (int i = 0; i < view.objects(); i++) {
            if (id >= 0 && view.id(i) == id) {
                return true;
            }
        }
        return false;
    }
}
