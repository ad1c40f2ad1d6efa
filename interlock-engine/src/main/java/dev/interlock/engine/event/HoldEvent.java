package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;

/** Events about holds beside their answers, and about who may answer in whose place. */
public sealed interface HoldEvent extends Event {

    /** A hold is over without an answer. */
    sealed interface OfHold extends HoldEvent {
        long hold();
    }

    /** About a right that was handed on; named by the number of the event that recorded it. */
    sealed interface OfDelegation extends HoldEvent {
        long delegation();
    }

    /** The hold was not approved within the time that it waits. */
    record Expired(long hold) implements OfHold {}

    /** Who asked, or answers for its task, does not want the call any more. */
    record Withdrawn(long hold, String by, String comment) implements OfHold {}

    /**
     * A person lets another answer holds for a group of theirs.
     *
     * @param delegation number of this event
     * @param to who may answer
     * @param untilMillis wall time after which it is over
     */
    record Delegated(long delegation, Actor by, String to, String group, long untilMillis, String reason)
            implements OfDelegation {}

    /** It is over. */
    record DelegationEnded(long delegation, DelegationEnd reason, String by) implements OfDelegation {}
}
