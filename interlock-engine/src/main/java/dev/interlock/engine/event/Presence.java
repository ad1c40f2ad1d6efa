package dev.interlock.engine.event;

import java.util.Optional;

/**
 * The proof of a person to have been there, with which they gave an answer.
 *
 * @param by the way in which they proved it
 * @param atMillis when they did
 */
public record Presence(By by, long atMillis) {

    /** The ways to prove to be there. */
    public sealed interface By {

        /** A link that signs one person in, once. */
        record Link() implements By {}

        /**
         * A login.
         *
         * @param issuer name of the issuer in the configuration
         * @param acr the class of the login, as the issuer calls it (OpenID Connect Core, section 2)
         */
        record Login(String issuer, Optional<String> acr) implements By {}

        /**
         * A passkey (WebAuthn), used for this very answer.
         *
         * @param passkey number of the {@link AgentEvent.PasskeyRegistered} event
         * @param uses how often its authenticator counted that it was used; 0 where it does not count
         */
        record Passkey(long passkey, long uses) implements By {}
    }
}
