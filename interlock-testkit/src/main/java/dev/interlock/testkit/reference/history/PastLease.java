package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.LeaseEvent;

/** A lease as it is now. */
public final class PastLease {

    public final LeaseEvent.Issued issued;
    public Moment expires;
    public boolean confirmed;
    public boolean ended;
    /** True if nothing is left of the lease. */
    public boolean gone;

    PastLease(LeaseEvent.Issued issued, Moment at) {
        this.issued = issued;
        this.expires = at.of(issued.expiresMillis());
    }

    public long number() {
        return issued.lease();
    }
}
