package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import java.util.Optional;
import java.util.OptionalLong;

/** The review of a lane after its end: somebody independent looks at it, or it is recorded that nobody did. */
final class LaneReview {

    private LaneReview() {}

    static Decision review(State state, LaneCommand.Review command, long now) {
        var proposal = new Proposal(state);
        String name = LaneDecider.name(command.lane());
        Lane lane = state.lanes().get(command.lane());
        if (lane == null) {
            return LaneDecider.absent(command.lane(), proposal);
        }
        LaneEvent.Opened opened = lane.opened().orElse(null);
        if (opened == null || lane.status() == Lane.Status.OPEN) {
            return proposal.refuse(
                    RefusalCode.LANE_OPEN, name + " was never open or is still open; a lane is reviewed after it ends");
        }
        if (lane.review().isPresent()) {
            return proposal.refuse(RefusalCode.LANE_REVIEWED, name + " has already been reviewed");
        }
        if (hasInFlight(state, opened.task())) {
            return proposal.refuse(
                    RefusalCode.LANE_OPEN,
                    "calls in " + name + " are still in flight; it can be reviewed once they are settled");
        }
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person can review a lane");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, command.by());
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        Actor person = Actors.outside(command.by());
        Optional<String> further = opened.escalate().filter(group -> lane.overdue());
        if (!command.by().groups().contains(opened.reviewers())
                && further.filter(command.by().groups()::contains).isEmpty()) {
            return proposal.refuse(
                    RefusalCode.NOT_IN_GROUP,
                    "`" + person.name() + "` is not in the group `" + opened.reviewers() + "`"
                            + further.map(group -> " nor in `" + group + "`").orElse("") + ", which reviews " + name);
        }
        for (Actor opener : opened.openers()) {
            if (!Eligibility.independent(state, person, opener)) {
                return dependent(state, person, opener, proposal);
            }
        }
        Actor acted = state.linkTable().party(opened.actor(), lane.openedEvent());
        if (!Eligibility.independent(state, person, acted)) {
            return dependent(state, person, acted, proposal);
        }
        proposal.add(new LaneEvent.Reviewed(command.lane(), command.accept(), person, command.comment()));
        return proposal.answer(new Answer.Done(command.lane()));
    }

    private static Decision dependent(State state, Actor person, Actor of, Proposal proposal) {
        return proposal.refuse(
                RefusalCode.NOT_INDEPENDENT,
                "`" + person.name() + "` is not independent of `" + of.name() + "` at level `"
                        + state.bundle().strictest().independence().name() + "`"
                        + Eligibility.unless(
                                person,
                                of,
                                state.bundle().strictest().independence().attributes(),
                                "; a reviewer must neither have opened the lane nor be accountable for the agent that"
                                        + " acted in it",
                                Eligibility.REGISTER_AND_STATE));
    }

    private static boolean hasInFlight(State state, long task) {
        for (OpenCall open : state.calls().all()) {
            if (!open.unknown() && open.view().task() == task) {
                return true;
            }
        }
        return false;
    }

    /** Records of each lane that nobody reviewed in time that its review is overdue. */
    static void overdue(State state, long now, Proposal proposal) {
        for (Lane lane : state.lanes().all()) {
            OptionalLong by = lane.reviewByMillis();
            if (lane.unreviewed() && !lane.overdue() && by.isPresent() && now > by.getAsLong()) {
                proposal.add(new LaneEvent.ReviewOverdue(lane.number()));
            }
        }
    }
}
