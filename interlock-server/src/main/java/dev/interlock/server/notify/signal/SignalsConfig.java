package dev.interlock.server.notify.signal;

import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.registry.TokenHash;
import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configuration of the receivers that are told of leases that ended. Immutable.
 *
 * @param issuer the address of this server, as others know it; present where there are streams
 * @param streams by name
 */
public record SignalsConfig(Optional<URI> issuer, SortedMap<String, Stream> streams) {

    /** The configuration without receivers. */
    public static final SignalsConfig NOBODY = new SignalsConfig(Optional.empty(), new TreeMap<>());

    public SignalsConfig {
        streams = Collections.unmodifiableSortedMap(new TreeMap<>(streams));
    }

    /** One receiver. */
    public sealed interface Stream {}

    /** A receiver that messages are posted to. */
    sealed interface Sent extends Stream {
        URI to();

        /** Returns whether the receiver may be at an address that is not public. */
        boolean internal();
    }

    /**
     * Security event tokens are posted to the receiver, one after the other (RFC 8935).
     *
     * @param authorization value of the header, a secret
     */
    record Push(URI to, String audience, Optional<String> authorization, boolean internal) implements Sent {
        @Override
        public String toString() {
            return "Push[" + to + "]";
        }
    }

    /**
     * The receiver fetches security event tokens (RFC 8936).
     *
     * @param token hash of the token that the receiver shows
     */
    record Poll(String audience, TokenHash token) implements Stream {

        /**
         * Returns whether the value of an {@code Authorization} header holds the token. The hash is compared, so the
         * time of the comparison gives nothing away.
         */
        boolean proves(String header) {
            return Registry.bearer(header)
                    .filter(Token::isToken)
                    .filter(shown -> TokenHash.of(shown).equals(token))
                    .isPresent();
        }
    }

    /**
     * JSON is posted to the receiver, signed with a shared secret.
     *
     * @param secret for HMAC-SHA256
     */
    record Webhook(URI to, String secret, boolean internal) implements Sent {
        @Override
        public String toString() {
            return "Webhook[" + to + "]";
        }
    }
}
