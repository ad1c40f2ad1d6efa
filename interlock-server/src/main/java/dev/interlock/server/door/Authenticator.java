package dev.interlock.server.door;

import dev.interlock.server.enforce.Caller;
import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import java.util.Map;
import java.util.Optional;

/** Finds out who sends a request. Thread-safe. */
public interface Authenticator {

    /** What the request proves; an exception counts as nothing. `Authorization` occurs at most once. */
    Outcome authenticate(Presented presented);

    /** Who it is, or that nobody can tell. */
    sealed interface Outcome {

        /** @param headers to be sent with the answer, such as what the next proof has to contain */
        record Known(Caller caller, Map<String, String> headers) implements Outcome {
            public Known {
                headers = Map.copyOf(headers);
            }

            public Known(Caller caller) {
                this(caller, Map.of());
            }
        }

        /**
         * Nobody can tell.
         *
         * @param message why, and what to send instead
         * @param headers to be sent with the refusal: the challenge, at least
         */
        record Unknown(String message, Map<String, String> headers) implements Outcome {
            public Unknown {
                headers = Map.copyOf(headers);
            }
        }
    }

    /** Where a bearer token is all that can prove anything. */
    static Outcome bearer(Presented presented, Optional<? extends Caller> caller) {
        return caller.<Outcome>map(Outcome.Known::new)
                .orElseGet(() -> new Outcome.Unknown(
                        "the caller is not known: send a valid bearer token",
                        Map.of(
                                Challenge.HEADER,
                                Challenge.bearer(presented.headers()).toString())));
    }
}
