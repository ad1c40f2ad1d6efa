package dev.interlock.server.identity;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.jose.JwtProblem;
import java.util.Map;
import java.util.Optional;

/** The outcome of authenticating a request, the same at every door: its caller, or why nobody can tell who sends it. */
public sealed interface Authentication {

    /** Returns headers to be sent with the answer, such as a challenge, or what the next proof has to contain. */
    Map<String, String> headers();

    /**
     * The caller is known.
     *
     * @param proven how that is known; empty for a token of the configuration, and for a token of ours
     */
    record Known(AuthenticatedCaller caller, Optional<Proven> proven, Map<String, String> headers)
            implements Authentication {
        public Known {
            headers = Map.copyOf(headers);
        }

        /** Makes the outcome for a party that may act in all its tasks. */
        public Known(Caller party, Optional<Proven> proven) {
            this(new AuthenticatedCaller(party), proven, Map.of());
        }
    }

    /**
     * The request proves no caller.
     *
     * @param problem of the token or the certificate, if one was looked at
     * @param message why, and what to send instead; without anything of what was sent
     * @param headers the challenge, at least
     */
    record Unknown(Optional<JwtProblem> problem, String message, Map<String, String> headers)
            implements Authentication {
        public Unknown {
            headers = Map.copyOf(headers);
        }
    }
}
