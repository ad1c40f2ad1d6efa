package dev.interlock.server.console.session;

import dev.interlock.engine.model.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * A person who is signed in.
 *
 * @param id names the session; a secret of the browser that holds it
 * @param person as registered when they signed in
 * @param by the way in which they signed in
 * @param proved when they proved who they are; empty where the issuer does not say when that was
 * @param ends after which they have to do so again
 */
public record Session(String id, Caller person, SignedInBy by, Optional<Instant> proved, Instant ends) {

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "Session[" + person.name() + "]";
    }
}
