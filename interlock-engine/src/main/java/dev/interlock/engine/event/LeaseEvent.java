package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Events about a lease: a token or an account somewhere that an agent may use for the length of one task. A lease is named by
 * the number of the event that records it first. None outlives its task: the end of a task is recorded with that of its leases.
 */
public sealed interface LeaseEvent extends Event {

    long lease();

    /**
     * The lease may be used from here on. Recorded before anything is issued, so that nothing exists that the record does not
     * name.
     *
     * @param lease number of the lease: that of this event
     * @param call the call that it was issued with; none for a token of the task itself
     * @param actor the holder, with the attribute vector of its calls in the task
     * @param credential name of the issued credential in the configuration
     * @param kind kind of the credential, as in {@code task-token} or {@code postgres}
     * @param binding the things that the credential is bound to, never a secret: thumbprint of a key, audience, serial number
     * @param outside whether something exists outside that has to be taken back: the lease is kept until that is confirmed
     * @param expiresMillis wall time after which it is over; not after the deadline of its task
     */
    record Issued(
            long lease,
            long task,
            OptionalLong call,
            Actor actor,
            String credential,
            String kind,
            SortedMap<String, String> binding,
            boolean outside,
            long expiresMillis)
            implements LeaseEvent {
        public Issued {
            binding = Collections.unmodifiableSortedMap(new TreeMap<>(binding));
        }
    }

    /** The lease is over later, or earlier, than it was. */
    record Renewed(long lease, long expiresMillis, String by) implements LeaseEvent {}

    /** The lease may be used no more. Where something exists outside, that is being taken back. */
    record Revoked(long lease, LeaseEnd reason, String by, String comment) implements LeaseEvent {}

    /** The engine that issues the credential confirms a step. */
    record Confirmed(long lease, LeaseStep step) implements LeaseEvent {}
}
