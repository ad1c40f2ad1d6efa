package dev.interlock.server.door.authzen;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.enforce.HeldCalls;
import dev.interlock.server.identity.registry.Registry;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The statuses of access requests, in the words of the profile. Thread-safe. */
final class RequestStatus {

    static final String PENDING = "pending";
    private static final String PARTIAL = "partial";

    private final HeldCalls heldCalls;
    private final Registry registry;

    RequestStatus(HeldCalls heldCalls, Registry registry) {
        this.heldCalls = heldCalls;
        this.registry = registry;
    }

    /**
     * Returns the party that wants to make the call, as the instance that asked; empty if it is not registered any
     * more.
     */
    Optional<Caller> subject(HeldCalls.Held held) {
        return registry.named(held.agent()).map(party -> Registry.withRuntime(party, held.runtime()));
    }

    /** Returns the standing of a held call; empty if its subject is not registered any more. */
    Optional<HeldCalls.Standing> of(HeldCalls.Held held) {
        return subject(held).map(subject -> heldCalls.standing(held, subject));
    }

    static String word(HeldCalls.Standing standing) {
        return switch (standing) {
            case HeldCalls.Standing.Pending pending -> PENDING;
            case HeldCalls.Standing.Approved approved -> "approved";
            case HeldCalls.Standing.Over(String status) -> status;
        };
    }

    /** Returns the status of several evaluations together: the one that they share, once none is pending. */
    static String together(List<String> words) {
        var different = new TreeSet<>(words);
        if (different.contains(PENDING)) {
            return PENDING;
        }
        return different.size() == 1 ? different.first() : PARTIAL;
    }
}
