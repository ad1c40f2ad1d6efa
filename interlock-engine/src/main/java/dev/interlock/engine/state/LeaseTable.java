package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.LeaseEvent;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The leases that may be used, and those that ended and are not yet known to be taken back outside.
 *
 * <p>INVARIANT: a lease without end belongs to a task that has not ended: a decision that ends a task ends its leases with it.
 */
public final class LeaseTable {

    private final TreeMap<Long, Lease> all = new TreeMap<>();
    private final Map<Long, TreeMap<Long, Lease>> byTask = new HashMap<>();
    private final Map<String, Integer> byAgent = new HashMap<>();

    /** The lease by this number, unless nothing of it is left. */
    public @Nullable Lease get(long number) {
        return all.get(number);
    }

    /** The leases, ascending by number. */
    public Collection<Lease> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** The leases of the task itself that have not ended, ascending by number. */
    public List<Lease> of(long task) {
        TreeMap<Long, Lease> leases = byTask.get(task);
        return leases == null ? List.of() : List.copyOf(leases.values());
    }

    /** The number of leases of the agent, including those that ended and are not yet taken back. */
    public int heldBy(String agent) {
        return byAgent.getOrDefault(agent, 0);
    }

    void apply(LeaseEvent event, long now) {
        switch (event) {
            case LeaseEvent.Issued issued -> add(new Lease(issued, now));
            case LeaseEvent.Renewed renewed -> required(renewed.lease()).expires(renewed.expiresMillis());
            case LeaseEvent.Revoked revoked -> {
                Lease lease = required(revoked.lease());
                lease.ended(revoked.reason());
                leave(lease);
                if (!lease.issued().outside()) {
                    remove(lease);
                }
            }
            case LeaseEvent.Confirmed confirmed -> {
                Lease lease = required(confirmed.lease());
                switch (confirmed.step()) {
                    case ISSUED -> lease.confirm();
                    case WITHDRAWN -> remove(lease);
                }
            }
        }
    }

    void move(Shift by) {
        all.values().forEach(lease -> lease.move(by));
    }

    /** Shortens the leases of an amended task, and those below it: none outlives its deadline. */
    void narrow(Task task, long deadline) {
        TreeMap<Long, Lease> leases = byTask.get(task.number());
        if (leases != null) {
            leases.values().forEach(lease -> lease.expires(Math.min(lease.expiresMillis(), deadline)));
        }
        task.children().forEach(child -> narrow(child, deadline));
    }

    /** Adds a lease of a snapshot. */
    void restore(Lease lease) {
        add(lease);
        if (lease.end().isPresent()) {
            leave(lease);
        }
    }

    private void add(Lease lease) {
        all.put(lease.number(), lease);
        byTask.computeIfAbsent(lease.issued().task(), t -> new TreeMap<>()).put(lease.number(), lease);
        byAgent.merge(lease.agent(), 1, Integer::sum);
    }

    private void leave(Lease lease) {
        TreeMap<Long, Lease> leases = byTask.get(lease.issued().task());
        if (leases != null) {
            leases.remove(lease.number());
            if (leases.isEmpty()) {
                byTask.remove(lease.issued().task());
            }
        }
    }

    private void remove(Lease lease) {
        all.remove(lease.number());
        int left = byAgent.merge(lease.agent(), -1, Integer::sum);
        if (left == 0) {
            byAgent.remove(lease.agent());
        }
    }

    private Lease required(long number) {
        Lease lease = all.get(number);
        if (lease == null) {
            throw new IllegalArgumentException("lease " + number + " does not exist");
        }
        return lease;
    }
}
