package dev.interlock.engine.decide;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.Collection;
import java.util.List;

/** The lanes that end because of what became known. */
final class LaneEnds {

    private LaneEnds() {}

    /**
     * Ends the lanes whose two openers are one, or not independent of each other, after all, by a late link that was
     * confirmed.
     */
    static void ofLink(State state, Link link, Proposal proposal, long now) {
        if (!(link instanceof Link.Values values)) {
            return;
        }
        Collection<String> level = state.bundle().strictest().independence().attributes();
        Links after = state.links().with(values);
        for (Lane lane : state.lanes().all()) {
            if (lane.status() == Lane.Status.OPEN
                    && independent(state.links(), lane, level)
                    && !independent(after, lane, level)) {
                end(state, lane.opened().orElseThrow(), proposal, now);
            }
        }
    }

    private static boolean independent(Links links, Lane lane, Collection<String> level) {
        List<Actor> openers = lane.opened().orElseThrow().openers();
        return openers.size() < 2 || Eligibility.independent(links, openers.get(1), openers.get(0), level);
    }

    private static void end(State state, LaneEvent.Opened opened, Proposal proposal, long now) {
        Task task = state.task(opened.task());
        if (task == null) {
            throw new IllegalStateException("lane " + opened.lane() + " is open and its task has ended");
        }
        if (task.over(now).isPresent()) {
            proposal.endOver(task, now);
        } else {
            proposal.end(task, EndReason.CANCELLED, Proposal.INTERLOCK);
        }
    }
}
