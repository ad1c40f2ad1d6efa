package dev.interlock.server.identity;

import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import java.util.Map;
import java.util.Optional;

/** An authenticator finds out who sends a request to a door. Thread-safe. */
@FunctionalInterface
public interface Authenticator {

    /** Returns the caller that the request proves. The request holds the header {@code Authorization} at most once. */
    Authentication authenticate(Presented presented);

    /** Returns the same; an exception counts as no proof. */
    default Authentication attempt(Presented presented) {
        try {
            return authenticate(presented);
        } catch (RuntimeException e) {
            System.getLogger(Authenticator.class.getName()).log(System.Logger.Level.ERROR, "authentication failed", e);
            return unknown(presented);
        }
    }

    /** Returns the outcome of a request whose sender nobody knows, where a bearer token can prove it. */
    static Authentication unknown(Presented presented) {
        return new Authentication.Unknown(
                Optional.empty(),
                "the caller is not known: send a valid bearer token",
                Map.of(
                        Challenge.HEADER,
                        Challenge.bearer(presented.headers().has("authorization"))
                                .toString()));
    }
}
