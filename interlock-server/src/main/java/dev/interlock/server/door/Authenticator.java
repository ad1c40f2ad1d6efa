package dev.interlock.server.door;

import dev.interlock.server.enforce.Caller;
import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import java.util.Map;
import java.util.Optional;

/** An authenticator finds out which registered party sends a request. Thread-safe. */
public interface Authenticator {

    /**
     * Returns the caller that the request proves. The request holds the header `Authorization` at most once.
     */
    Outcome authenticate(Presented presented);

    /** Returns the same; an exception counts as no proof. */
    default Outcome attempt(Presented presented) {
        try {
            return authenticate(presented);
        } catch (RuntimeException e) {
            System.getLogger(Authenticator.class.getName()).log(System.Logger.Level.ERROR, "authentication failed", e);
            return bearer(presented, Optional.empty());
        }
    }

    /** The outcome names the caller, or says that the request proves nobody. */
    sealed interface Outcome {

        /** @param headers headers to be sent with the answer, such as what the next proof has to contain */
        record Known(Caller caller, Map<String, String> headers) implements Outcome {
            public Known {
                headers = Map.copyOf(headers);
            }

            public Known(Caller caller) {
                this(caller, Map.of());
            }
        }

        /**
         * The request does not prove a caller.
         *
         * @param message why, and what to send instead
         * @param headers headers to be sent with the refusal: the challenge, at least
         */
        record Unknown(String message, Map<String, String> headers) implements Outcome {
            public Unknown {
                headers = Map.copyOf(headers);
            }
        }
    }

    /** Returns the outcome of a door where only a bearer token can prove a caller. */
    static Outcome bearer(Presented presented, Optional<? extends Caller> caller) {
        return caller.<Outcome>map(Outcome.Known::new)
                .orElseGet(() -> new Outcome.Unknown(
                        "the caller is not known: send a valid bearer token",
                        Map.of(
                                Challenge.HEADER,
                                Challenge.bearer(presented.headers()).toString())));
    }
}
