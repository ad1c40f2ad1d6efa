package dev.interlock.server.oauth;

import dev.interlock.engine.model.Caller;
import java.time.Duration;
import java.util.Optional;

/** The limit to how often an agent may ask for tokens. Thread-safe. */
public interface TokenRequestLimit {

    /** Counts a request of this agent, and says how long it has to wait; empty: not at all. */
    Optional<Duration> busy(Caller agent);
}
