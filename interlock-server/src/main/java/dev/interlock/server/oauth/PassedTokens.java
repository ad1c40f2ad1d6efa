package dev.interlock.server.oauth;

import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.time.Instant;
import java.time.InstantSource;
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

    /**
     * The holder of what was shown, once that is verified.
     *
     * @param agent the name under which it is registered
     * @param runtime the running instance
     * @param task the one task in which it acts by this
     * @param lease that this is the visible side of
     */
    public record Holder(String agent, String runtime, long task, long lease) {

        private static Holder of(TaskToken token) {
            return new Holder(token.agent(), token.binding().runtime(), token.task(), token.lease());
        }
    }

    /** The outcome of checking a token. */
    public sealed interface Outcome {

        record Counts(Holder holder) implements Outcome {}

        /**
         * The token does not count.
         *
         * @param reason the same word as at the doors here, such as {@code token-expired}
         * @param lease of the token, if it is ours and its signature was right; empty where nobody can tell
         */
        record Refused(String reason, String message, OptionalLong lease) implements Outcome {

            /** Refuses what is no token of ours, or was not looked at. */
            public Refused(String reason, String message) {
                this(reason, message, OptionalLong.empty());
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
                        OptionalLong.of(token.lease()));
            case JwtResult.Ok<TaskToken>(TaskToken token) ->
                leases.live(token, now.toEpochMilli())
                        ? new Outcome.Counts(Holder.of(token))
                        : new Outcome.Refused("token-ended", TaskTokens.ENDED, OptionalLong.of(token.lease()));
        };
    }
}
