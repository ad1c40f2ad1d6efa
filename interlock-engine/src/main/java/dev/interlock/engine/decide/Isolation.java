package dev.interlock.engine.decide;

import dev.interlock.engine.event.Barred;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The isolation of break-glass lanes: a running instance that acts in a lane acts nowhere else. It is of one lane, or
 * of none, for good.
 */
final class Isolation {

    private Isolation() {}

    /** The reason why the caller's running instance may not act in the task of this number; empty if it may. */
    static Optional<Barred> barred(State state, long task, Caller caller) {
        Lane lane = state.lanes().ofTask(task);
        return lane == null ? barredOutside(state, caller) : barredIn(state, lane, caller);
    }

    /** The reason why the caller's running instance may not act in any task that is no lane; empty if it may. */
    static Optional<Barred> barredOutside(State state, Caller caller) {
        if (state.lanes().runtimes().isEmpty()) {
            return Optional.empty();
        }
        boolean inLane = names(state, caller).stream()
                .anyMatch(name -> state.lanes().ofRuntime(name).isPresent());
        return inLane ? Optional.of(Barred.RUNTIME_IN_LANE) : Optional.empty();
    }

    private static Optional<Barred> barredIn(State state, Lane lane, Caller caller) {
        Set<String> names = Set.copyOf(names(state, caller));
        // An unknown instance differs from none, so it may be any that acted elsewhere.
        boolean fresh = !names.isEmpty()
                && names.stream()
                        .map(state.lanes()::ofRuntime)
                        .allMatch(of -> of.isEmpty() || of.equals(OptionalLong.of(lane.number())))
                && !hasActed(state, names)
                && !holdsLease(state, names);
        return fresh ? Optional.empty() : Optional.of(Barred.RUNTIME_NOT_FRESH);
    }

    private static boolean hasActed(State state, Set<String> names) {
        return state.recordedActors().anyMatch(actor -> isOutside(state, actor, names));
    }

    private static boolean holdsLease(State state, Set<String> names) {
        for (Lease lease : state.leases().all()) {
            if (lease.end().isEmpty() && isOutside(state, lease.issued().actor(), names)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the actor's running instance is one of these, and not of a lane. */
    private static boolean isOutside(State state, Actor actor, Set<String> names) {
        return actor.get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime
                && names.contains(runtime.value())
                && state.lanes().ofRuntime(runtime.value()).isEmpty();
    }

    /** All names of the instance; none where it is not known. */
    private static Collection<String> names(State state, Caller caller) {
        return Actors.outside(caller).get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime
                ? state.links().linked(Attributes.RUNTIME, runtime.value())
                : Set.of();
    }
}
