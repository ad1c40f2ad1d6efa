package dev.interlock.server.console.session;

import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * A proof of who somebody is, by which a session begins.
 *
 * @param by the way in which they proved it
 * @param at when they did; empty where nobody says when
 * @param until the end of what was proven; empty where it has none of its own
 */
public record Proof(Caller person, Presence.By by, Optional<Instant> at, Optional<Instant> until) {

    /** Makes the proof of somebody who used a link up. */
    public static Proof link(Caller person, Instant now) {
        return new Proof(person, new Presence.By.Link(), Optional.of(now), Optional.empty());
    }
}
