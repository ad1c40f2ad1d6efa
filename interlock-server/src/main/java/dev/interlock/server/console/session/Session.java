package dev.interlock.server.console.session;

import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A person who is signed in.
 *
 * @param id names the session; a secret of the browser that holds it
 * @param person as registered when they signed in
 * @param by the way in which they signed in
 * @param proved when they proved who they are; empty where the issuer does not say when that was
 * @param began when the session did
 * @param ends after which they have to do so again
 */
public record Session(String id, Caller person, Presence.By by, Optional<Instant> proved, Instant began, Instant ends) {

    /** A clock that is set by this much is no wrong one. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    /** Returns whether it counts: not where the clock went back to before it began, for nobody knows how old it is. */
    boolean isGoodAt(Instant now) {
        return ends.isAfter(now) && !began.isAfter(now.plus(SKEW));
    }

    /** The proof of the person to be there; empty where nobody says when they gave it. */
    public Optional<Presence> presence() {
        return proved.map(at -> new Presence(by, at.toEpochMilli()));
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "Session[" + person.name() + "]";
    }
}
