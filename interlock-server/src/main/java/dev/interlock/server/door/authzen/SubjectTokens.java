package dev.interlock.server.door.authzen;

import dev.interlock.server.oauth.PassedTokens;

/** Verifies the tokens for tasks and lanes, and the credentials of lanes, that agents showed to enforcement points. Thread-safe. */
@FunctionalInterface
public interface SubjectTokens {

    /**
     * Verifies a token, but for that whoever showed it holds its key: the caller vouches for that.
     *
     * @param caller the enforcement point that passes it on, for which it has to be
     */
    PassedTokens.Outcome verify(String caller, String token);
}
