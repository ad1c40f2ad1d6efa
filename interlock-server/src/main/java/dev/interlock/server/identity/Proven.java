package dev.interlock.server.identity;

import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * The identity that a token or certificate proved.
 *
 * @param party registered, as the one running instance that was attested: its runtime is no name that the agent chose
 * @param issuer who vouched for it: a trust domain, or the address of an issuer
 * @param subject as the issuer calls it
 * @param until when that counts no more
 * @param bound the key that the sender has to prove as well, if the token is bound to one
 * @param id by which the issuer tells this token from others, if it does
 * @param presence the login of a person, if the token says when it was
 */
public record Proven(
        Caller party,
        String issuer,
        String subject,
        Instant until,
        Optional<Binding> bound,
        Optional<String> id,
        Optional<Presence> presence) {

    /**
     * A key that a token is bound to (RFC 7800).
     *
     * @param method {@code jkt} (RFC 9449) or {@code x5t#S256} (RFC 8705)
     */
    public record Binding(String method, String thumbprint) {
        public static final String DPOP = "jkt";
        public static final String CERTIFICATE = "x5t#S256";
    }
}
