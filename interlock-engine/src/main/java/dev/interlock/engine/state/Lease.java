package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lease that is live, or of which something is still left outside. Changed only by the fold. */
public final class Lease {

    private final LeaseEvent.Issued issued;
    private long issuedMillis;
    private long expiresMillis;
    private boolean confirmed;
    private @Nullable LeaseEnd end;

    Lease(LeaseEvent.Issued issued, long issuedMillis) {
        this.issued = issued;
        this.issuedMillis = issuedMillis;
        this.expiresMillis = issued.expiresMillis();
    }

    public long number() {
        return issued.lease();
    }

    /** The event that recorded the lease. Its expiry may have changed since. */
    public LeaseEvent.Issued issued() {
        return issued;
    }

    public long issuedMillis() {
        return issuedMillis;
    }

    public String agent() {
        return issued.actor().name();
    }

    /** The wall time after which the lease is over, whether or not that is recorded. */
    public long expiresMillis() {
        return expiresMillis;
    }

    /** Returns whether the engine confirmed that the credential was issued. */
    public boolean confirmed() {
        return confirmed;
    }

    /** The reason why the lease ended; empty while it may be used. */
    public Optional<LeaseEnd> end() {
        return Optional.ofNullable(end);
    }

    void move(Shift by) {
        issuedMillis = by.earliest(issuedMillis);
        expiresMillis = by.earliest(expiresMillis);
    }

    void expires(long millis) {
        expiresMillis = millis;
    }

    void confirm() {
        confirmed = true;
    }

    void ended(LeaseEnd reason) {
        end = reason;
    }
}
