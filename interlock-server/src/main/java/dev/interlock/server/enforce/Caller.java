package dev.interlock.server.enforce;

import java.util.Optional;

/** An authenticated agent, as its {@link Authenticator} knows it. */
public interface Caller {

    /** Tells callers apart: equal for two requests of one identity and different for two identities. Not a secret. */
    String key();

    /** The agent that is behind it, whichever of its credentials it showed. Not a secret. */
    default String agent() {
        return key();
    }

    /** The only task in which it can act, if what it showed is good for one task alone. */
    default Optional<String> onlyTask() {
        return Optional.empty();
    }
}
