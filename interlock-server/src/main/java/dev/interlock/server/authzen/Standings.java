package dev.interlock.server.authzen;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.config.Registry;
import dev.interlock.server.gate.OutsideGate;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Where access requests stand, in the words of the profile. Thread-safe. */
final class Standings {

    static final String PENDING = "pending";
    private static final String PARTIAL = "partial";

    private final OutsideGate gate;
    private final Registry registry;

    Standings(OutsideGate gate, Registry registry) {
        this.gate = gate;
        this.registry = registry;
    }

    /** Whoever wants to make the call, as the instance that asked; empty if it is not registered any more. */
    Optional<Caller> subject(OutsideGate.Held held) {
        return registry.named(held.agent()).map(party -> Registry.withRuntime(party, held.runtime()));
    }

    /** Empty if its subject is not registered any more. */
    Optional<OutsideGate.Standing> of(OutsideGate.Held held) {
        return subject(held).map(subject -> gate.standing(held, subject));
    }

    static String word(OutsideGate.Standing standing) {
        return switch (standing) {
            case OutsideGate.Standing.Pending pending -> PENDING;
            case OutsideGate.Standing.Approved approved -> "approved";
            case OutsideGate.Standing.Over(String status) -> status;
        };
    }

    /** Of several together: what they have in common once none is pending. */
    static String together(List<String> words) {
        var different = new TreeSet<>(words);
        if (different.contains(PENDING)) {
            return PENDING;
        }
        return different.size() == 1 ? different.first() : PARTIAL;
    }
}
