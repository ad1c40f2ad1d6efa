package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;

/** Events about holds other than their answers, and about delegations of the right to answer. */
public sealed interface HoldEvent extends Event {

    /** Events by which a hold is over without an answer. */
    sealed interface OfHold extends HoldEvent {
        long hold();
    }

    /** Events about a delegation, which is named by the number of the event that recorded it. */
    sealed interface OfDelegation extends HoldEvent {
        long delegation();
    }

    /** The hold was not approved within the time that it waits. */
    record Expired(long hold) implements OfHold {}

    /** The requester, or somebody who answers for its task, does not want the call any more. */
    record Withdrawn(long hold, String by, String comment) implements OfHold {}

    /**
     * A person lets another answer holds for a group of theirs.
     *
     * @param delegation number of this event
     * @param to the person who may answer
     * @param untilMillis wall time after which the delegation is over
     */
    record Delegated(long delegation, Actor by, String to, String group, long untilMillis, String reason)
            implements OfDelegation {

        /** The same delegation, over at another time. */
        public Delegated until(long millis) {
            return new Delegated(delegation, by, to, group, millis, reason);
        }
    }

    /** The delegation is over. */
    record DelegationEnded(long delegation, DelegationEnd reason, String by) implements OfDelegation {}
}
