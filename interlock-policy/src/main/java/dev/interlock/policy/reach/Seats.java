package dev.interlock.policy.reach;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The seats that agents can take: each agent in its own tasks, and in those that others can delegate to it. Every registered
 * agent may be started by any other. An intent can be delegated if it allows no more than the intent of the starter may delegate.
 */
final class Seats {

    private Seats() {}

    /** The agent's own seats, and those of all agents that it can have started, the shallowest first. */
    static List<Seat> from(Caller agent, Bundle bundle, Collection<Caller> registry) {
        Deque<Seat> open = new ArrayDeque<>();
        List<Seat> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Intent intent : bundle.intents().values()) {
            if (agent.mayHave(intent.name())) {
                open.add(new Seat(agent, intent, Optional.empty()));
            }
        }
        while (!open.isEmpty()) {
            Seat seat = open.poll();
            if (!seen.add(seat.agent().name() + " " + seat.intent().name())) {
                continue;
            }
            all.add(seat);
            for (Intent below : bundle.intents().values()) {
                if (seat.intent().delegate().containsAll(below.allow())) {
                    for (Caller other : registry) {
                        if (other.mayHave(below.name())) {
                            open.add(new Seat(other, below, Optional.of(seat)));
                        }
                    }
                }
            }
        }
        return all;
    }
}
