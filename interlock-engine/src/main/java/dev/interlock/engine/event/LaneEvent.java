package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.LaneScope;
import java.util.List;
import java.util.Optional;

/**
 * Events about a break-glass lane: a task of its own kind, opened by named people for a short time, in which rules that say so
 * are waived, and which somebody independent reviews afterwards. A lane is named by the number of the event that records it
 * first.
 */
public sealed interface LaneEvent extends Event {

    long lane();

    /**
     * One person asks for a lane, which opens once another one confirms it.
     *
     * @param lane number of the lane: that of this event
     * @param agent the agent that is to act in it
     * @param timeMillis the time for which it is to be open, in milliseconds
     * @param ticket reference of the incident; empty where none is named
     */
    record Proposed(long lane, Actor by, String agent, LaneScope scope, long timeMillis, String reason, String ticket)
            implements LaneEvent {

        Proposed about(LaneScope other) {
            return new Proposed(lane, by, agent, other, timeMillis, reason, ticket);
        }
    }

    /**
     * The lane is open. Its task is opened by the next event.
     *
     * @param task number of its task
     * @param openers the people who opened it, the proposer first
     * @param actor the agent that acts in it, as registered: no running instance, and with the first opener as its origin
     * @param deadlineMillis wall time after which it is over
     * @param reviewers group of the people who may review it
     * @param reviewWithinMillis time after its end within which it is to be reviewed, in milliseconds
     * @param escalate group of the people who may review it as well, once that is overdue
     */
    record Opened(
            long lane,
            long task,
            List<Actor> openers,
            Actor actor,
            LaneScope scope,
            String reason,
            String ticket,
            long deadlineMillis,
            String reviewers,
            long reviewWithinMillis,
            Optional<String> escalate)
            implements LaneEvent {
        public Opened {
            openers = List.copyOf(openers);
        }

        Opened about(LaneScope other) {
            return new Opened(
                    lane,
                    task,
                    openers,
                    actor,
                    other,
                    reason,
                    ticket,
                    deadlineMillis,
                    reviewers,
                    reviewWithinMillis,
                    escalate);
        }

        /** The agent that acts in it. */
        public String agent() {
            return actor.name();
        }
    }

    /** The lane is over; one that was only proposed was withdrawn. Follows the end of its task. */
    record Ended(long lane, EndReason reason, String by) implements LaneEvent {}

    /**
     * A person who is independent of the openers, and of whoever acted in the lane, reviewed it.
     *
     * @param accepted whether the calls of the lane meet requirements from here on; those of a disputed lane never do
     */
    record Reviewed(long lane, boolean accepted, Actor by, String comment) implements LaneEvent {}

    /** Nobody reviewed the lane in time. Recorded once. */
    record ReviewOverdue(long lane) implements LaneEvent {}
}
