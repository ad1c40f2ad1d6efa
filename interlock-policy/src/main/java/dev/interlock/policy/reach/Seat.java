package dev.interlock.policy.reach;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Intent;
import java.util.Optional;

/**
 * A place from which somebody can act: an agent in a task of an intent, which it opened itself or which another seat
 * delegated.
 */
record Seat(Caller agent, Intent intent, Optional<Seat> starter) {

    /** The number of tasks that have to be opened to take this seat. */
    int depth() {
        return 1 + starter.map(Seat::depth).orElse(0);
    }

    /** The first seat of the chain of starters, which has none itself. */
    Seat first() {
        return starter.map(Seat::first).orElse(this);
    }
}
