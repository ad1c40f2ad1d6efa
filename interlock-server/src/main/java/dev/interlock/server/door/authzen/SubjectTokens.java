package dev.interlock.server.door.authzen;

import java.util.OptionalLong;

/** Knows the tokens for tasks and lanes that enforcement points were shown and pass on. Thread-safe. */
@FunctionalInterface
public interface SubjectTokens {

    /**
     * Verifies a token, but for that whoever showed it holds its key: the caller vouches for that.
     *
     * @param caller the enforcement point that passes it on, for which it has to be
     */
    Outcome verify(String caller, String token);

    /** What a token turned out to be. */
    sealed interface Outcome {

        /** The lease that the token is the visible side of; empty where nobody can tell. */
        OptionalLong lease();

        /**
         * It counts.
         *
         * @param agent whom it was issued to
         * @param runtime the running instance that has its key
         * @param task the number of the one task that it is for
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
