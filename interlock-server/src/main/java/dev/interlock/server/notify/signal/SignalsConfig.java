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
 * Who is told of leases that ended. Immutable.
 *
 * @param issuer who says so: the address of this server, as others know it; there where there are streams
 * @param streams by name
 */
public record SignalsConfig(Optional<URI> issuer, SortedMap<String, Stream> streams) {

    /** Nobody is told. */
    public static final SignalsConfig NOBODY = new SignalsConfig(Optional.empty(), new TreeMap<>());

    public SignalsConfig {
        streams = Collections.unmodifiableSortedMap(new TreeMap<>(streams));
    }

    /** One who is told. */
    public sealed interface Stream {}

    /** One that is sent something. */
    public sealed interface Sent extends Stream {
        URI to();

        /** Whether it may be at an address that is not public. */
        boolean internal();
    }

    /**
     * Security event tokens are posted to it, one after the other (RFC 8935).
     *
     * @param authorization value of the header, a secret
     */
    public record Push(URI to, String audience, Optional<String> authorization, boolean internal) implements Sent {
        @Override
        public String toString() {
            return "Push[" + to + "]";
        }
    }

    /**
     * It fetches security event tokens (RFC 8936).
     *
     * @param token hash of the token that it shows
     */
    public record Poll(String audience, TokenHash token) implements Stream {

        /** Whether the value of an {@code Authorization} header holds the token. The hash is compared, so time tells nothing. */
        public boolean proves(String header) {
            return Registry.bearer(header)
                    .filter(Token::isToken)
                    .filter(shown -> TokenHash.of(shown).equals(token))
                    .isPresent();
        }
    }

    /**
     * JSON is posted to it, signed with a secret that it has too.
     *
     * @param secret for HMAC-SHA256
     */
    public record Webhook(URI to, String secret, boolean internal) implements Sent {
        @Override
        public String toString() {
            return "Webhook[" + to + "]";
        }
    }
}
