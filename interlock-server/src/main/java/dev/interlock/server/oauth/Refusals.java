package dev.interlock.server.oauth;

import java.util.Optional;

/** Hears of every token and proof that was shown and is not taken. Thread-safe; what it does with it changes no refusal. */
public interface Refusals {

    /**
     * Hears that something was shown and is not taken.
     *
     * @param reason stable, such as {@code token-expired} or {@code dpop-replayed}
     * @param where the path at which it was shown
     * @param token of ours that it was, if its signature was right; otherwise nobody can tell whose it is
     */
    void refused(String reason, String where, Optional<TaskToken> token);
}
