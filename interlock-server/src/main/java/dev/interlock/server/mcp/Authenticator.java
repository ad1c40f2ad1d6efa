package dev.interlock.server.mcp;

import java.util.Optional;

/** Finds out who sends a request. Thread-safe. */
public interface Authenticator {

    /** The caller that the headers prove, or empty; an exception counts as empty. `Authorization` occurs at most once. */
    Optional<Caller> authenticate(RequestHeaders headers);
}
