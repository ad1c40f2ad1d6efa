package dev.interlock.server.domain;

import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leases that may be used. Any thread may ask at any time, and waits for nobody; the writer alone changes them.
 *
 * <p>INVARIANT: a lease is in here only when the event that issued it is durable, and not any more from the moment at which its end
 * is decided, before that is durable: so refusal is never later than the record. While the ledger cannot be written, is closed, or the clock
 * is in doubt, no lease is live: no call is permitted then, either.
 */
public final class Leases {

    /**
     * A lease that may be used.
     *
     * @param expiresMillis wall time after which it may not
     */
    public record Live(LeaseEvent.Issued issued, long expiresMillis) {}

    private final Map<Long, Live> live = new ConcurrentHashMap<>();
    private volatile boolean held;

    Leases() {}

    /** Returns whether the lease may be used at this wall time. */
    public boolean live(long lease, long nowMillis) {
        return find(lease, nowMillis).isPresent();
    }

    /** The lease, if it may be used at this wall time. */
    public Optional<Live> find(long lease, long nowMillis) {
        return Optional.ofNullable(live.get(lease)).filter(found -> !held && nowMillis <= found.expiresMillis());
    }

    /** Returns how many leases may be used, those included whose time was over a moment ago. */
    public int size() {
        return live.size();
    }

    // --- the writer's

    /** Holds all leases for as long as nothing is permitted. For a state that is decided, and may not be durable. */
    void holdWhere(State state) {
        held |= isHeld(state);
    }

    /** Lets leases be used again where the state permits it, which is durable. */
    void releaseWhere(State state) {
        held = isHeld(state);
    }

    private static boolean isHeld(State state) {
        return state.trust().isClosed() || state.clock().inDoubt();
    }

    /** Takes out a lease whose end is decided. */
    void refuse(long lease) {
        live.remove(lease);
    }

    /** Shortens leases to what the state says from now on: none outlives that. */
    void narrow(State state) {
        if (!live.isEmpty()) {
            state.leases().all().forEach(this::narrow);
        }
    }

    void narrow(Lease lease) {
        live.computeIfPresent(
                lease.number(),
                (number, before) -> new Live(before.issued(), Math.min(before.expiresMillis(), lease.expiresMillis())));
    }

    /** Puts in a lease whose issue is durable, unless it has ended. */
    void durable(Lease lease) {
        if (lease.end().isEmpty()) {
            live.put(lease.number(), new Live(lease.issued(), lease.expiresMillis()));
        }
    }

    /** Takes out all leases: nothing can be recorded, so nothing may be used. */
    void none() {
        live.clear();
    }

    /** The state is that of the ledger. */
    void reset(State state) {
        live.clear();
        releaseWhere(state);
        state.leases().all().forEach(this::durable);
    }
}
