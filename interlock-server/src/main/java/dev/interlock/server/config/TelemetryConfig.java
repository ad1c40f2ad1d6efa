package dev.interlock.server.config;

import java.util.List;
import java.util.Optional;

/**
 * What the server tells about itself, and to whom. Immutable.
 *
 * @param metrics for Prometheus; absent where nobody may read them
 */
public record TelemetryConfig(Optional<Metrics> metrics) {

    /** Nothing is told. */
    public static final TelemetryConfig NOTHING = new TelemetryConfig(Optional.empty());

    /**
     * Metrics, at {@code /metrics}.
     *
     * @param listen an address of their own, in clear; absent where they are at the server's
     * @param token hash of the token that whoever reads them shows; absent only where others cannot connect
     */
    public record Metrics(Optional<Listen> listen, Optional<TokenHash> token) {

        /** Whether these {@code Authorization} headers let somebody in. The hash is compared, so time tells nothing. */
        public boolean lets(List<String> headers) {
            return token.isEmpty()
                    || (headers.size() == 1
                            && Registry.bearer(headers.getFirst())
                                    .filter(Token::isToken)
                                    .filter(shown -> TokenHash.of(shown).equals(token.get()))
                                    .isPresent());
        }
    }
}
