package dev.interlock.server.console.session;

import dev.interlock.engine.model.Caller;
import java.time.Instant;

/**
 * A person who is signed in.
 *
 * @param id names the session; a secret of the browser that holds it
 * @param person as registered when they signed in
 * @param began when they proved who they are
 * @param ends after which they have to do so again
 */
public record Session(String id, Caller person, Instant began, Instant ends) {

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "Session[" + person.name() + "]";
    }
}
