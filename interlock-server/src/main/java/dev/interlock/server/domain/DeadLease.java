package dev.interlock.server.domain;

import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;

/**
 * A lease that ended, durably.
 *
 * @param issued what it was
 * @param seq number of the event that ended it
 * @param timeMillis when that was decided
 */
public record DeadLease(LeaseEvent.Issued issued, LeaseEnd reason, long seq, long timeMillis) {}
