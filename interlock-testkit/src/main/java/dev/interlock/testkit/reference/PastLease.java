package dev.interlock.testkit.reference;

import dev.interlock.engine.event.LeaseEvent;

/** A lease as it is now. */
final class PastLease {

    final LeaseEvent.Issued issued;
    long expiresMillis;
    boolean confirmed;
    boolean ended;
    /** Nothing is left of it. */
    boolean gone;

    PastLease(LeaseEvent.Issued issued) {
        this.issued = issued;
        this.expiresMillis = issued.expiresMillis();
    }

    long number() {
        return issued.lease();
    }
}
