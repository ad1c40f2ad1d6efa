package dev.interlock.policy.reach;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Intent;
import java.util.Optional;

/**
 * A place from which somebody can act: an agent in a task of an intent, which it opened itself or which another seat
 * delegated.
 */
record Seat(Caller agent, Intent intent, Optional<Seat> starter) {

    /** How many tasks have to be opened until somebody sits here. */
    int depth() {
        return 1 + starter.map(Seat::depth).orElse(0);
    }

    /** The one that has no starter. */
    Seat first() {
        return starter.map(Seat::first).orElse(this);
    }
}
