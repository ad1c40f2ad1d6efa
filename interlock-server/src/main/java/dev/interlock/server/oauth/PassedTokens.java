package dev.interlock.server.oauth;

import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tokens that were shown to an enforcement point outside, which passes them on with its question: that the token is ours, for this
 * enforcement point and nobody else, and that its lease is live. That whoever showed it holds its key, the enforcement point has verified:
 * it is the resource server, and nobody else sees the proof. Thread-safe.
 */
public final class PassedTokens {

    private final TaskTokens tokens;
    private final LiveLeases leases;
    private final InstantSource clock;

    PassedTokens(TaskTokens tokens, LiveLeases leases, InstantSource clock) {
        this.tokens = tokens;
        this.leases = leases;
        this.clock = clock;
    }

    /** The outcome of checking a token. */
    public sealed interface Outcome {

        record Counts(TaskToken token) implements Outcome {}

        /**
         * The token does not count.
         *
         * @param reason the same word as at the doors here, such as {@code token-expired}
         * @param token of ours that it was, if its signature was right
         */
        record Refused(String reason, String message, Optional<TaskToken> token) implements Outcome {

            /** Refuses what is no token of ours, or was not looked at. */
            public Refused(String reason, String message) {
                this(reason, message, Optional.empty());
            }

            /** Returns the lease that the token is the visible side of; empty where nobody can tell. */
            public OptionalLong lease() {
                return token.isPresent() ? OptionalLong.of(token.get().lease()) : OptionalLong.empty();
            }
        }
    }

    /** @param by the enforcement point that passes it on, by name */
    public Outcome check(String by, String text) {
        Instant now = clock.instant();
        return switch (tokens.verify(text, now)) {
            case JwtResult.Refused<TaskToken>(JwtProblem problem, String message) ->
                new Outcome.Refused(TaskTokens.reason(problem), message);
            case JwtResult.Ok<TaskToken>(TaskToken token)
            when !token.resource().equals(Resources.ofOutside(by)) ->
                new Outcome.Refused(
                        "token-audience",
                        "the token is for `" + token.resource() + "`: get one for `" + Resources.ofOutside(by) + "`",
                        Optional.of(token));
            case JwtResult.Ok<TaskToken>(TaskToken token) ->
                leases.live(token, now.toEpochMilli())
                        ? new Outcome.Counts(token)
                        : new Outcome.Refused("token-ended", TaskTokens.ENDED, Optional.of(token));
        };
    }
}
