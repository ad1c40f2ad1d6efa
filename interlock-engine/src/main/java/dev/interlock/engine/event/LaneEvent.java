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
     * One person asks for a lane. It opens once another one confirms it.
     *
     * @param lane its number: that of this event
     * @param agent who is to act in it
     * @param timeMillis how long it is to be open, in milliseconds
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
     * @param openers who opened it: the one who proposed it first
     * @param actor who acts in it, as registered: no running instance, and with the first opener as the author of what it does
     * @param deadlineMillis wall time after which it is over
     * @param reviewers group of the people who may review it
     * @param reviewWithinMillis how long after its end it is to be reviewed, in milliseconds
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

    /** It is over; one that was only proposed was withdrawn. Follows the end of its task. */
    record Ended(long lane, EndReason reason, String by) implements LaneEvent {}

    /**
     * Somebody independent of those who opened it, and of whom acted in it, looked at it.
     *
     * @param accepted what was done in it meets requirements from here on; disputed, it never does
     */
    record Reviewed(long lane, boolean accepted, Actor by, String comment) implements LaneEvent {}

    /** Nobody reviewed it in time. Recorded once. */
    record ReviewOverdue(long lane) implements LaneEvent {}
}
