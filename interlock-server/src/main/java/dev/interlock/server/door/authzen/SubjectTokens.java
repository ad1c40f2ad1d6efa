package dev.interlock.server.door.authzen;

import java.util.OptionalLong;

/** Verifies the tokens for tasks and lanes that agents showed to enforcement points. Thread-safe. */
@FunctionalInterface
public interface SubjectTokens {

    /**
     * Verifies a token, but for that whoever showed it holds its key: the caller vouches for that.
     *
     * @param caller the enforcement point that passes it on, for which it has to be
     */
    Outcome verify(String caller, String token);

    /** The outcome of verifying a token. */
    sealed interface Outcome {

        /** The lease that the token is the visible side of; empty where nobody can tell. */
        OptionalLong lease();

        /**
         * The token counts.
         *
         * @param agent the agent that it was issued to
         * @param runtime the running instance that has its key
         * @param task the number of its one task
         */
        record Proven(String agent, String runtime, long task, OptionalLong lease) implements Outcome {}

        /** @param reason stable, such as {@code token-expired} */
        record Refused(String reason, String message, OptionalLong lease) implements Outcome {

            Refused(String reason, String message) {
                this(reason, message, OptionalLong.empty());
            }
        }
    }
}
