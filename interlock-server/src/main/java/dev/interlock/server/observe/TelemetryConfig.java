package dev.interlock.server.observe;

import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.registry.TokenHash;
import dev.interlock.server.setting.Listen;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of metrics, traces and the audit stream. Immutable.
 *
 * @param metrics metrics for Prometheus; absent where nobody may read them
 * @param otlp traces and metrics for a collector of OpenTelemetry; absent where nothing is sent
 * @param audit the audit stream for listeners beside auditors; absent for nobody
 */
public record TelemetryConfig(Optional<Metrics> metrics, Optional<Otlp> otlp, Optional<Audit> audit) {

    /** The configuration without telemetry. */
    public static final TelemetryConfig NOTHING =
            new TelemetryConfig(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The sending of traces and metrics by OTLP over HTTP.
     *
     * @param endpoint of the collector; {@code /v1/traces} and {@code /v1/metrics} are below it
     * @param headers with each request; secrets
     * @param sample the part of all calls that is traced, from 0 to 1
     * @param interval between two sendings of the metrics
     */
    public record Otlp(URI endpoint, Map<String, String> headers, double sample, Duration interval) {
        public Otlp {
            headers = Map.copyOf(headers);
        }

        /** Leaves out the headers, which are secrets. */
        @Override
        public String toString() {
            return "Otlp[" + endpoint + "]";
        }
    }

    /**
     * The metrics at {@code /metrics}.
     *
     * @param listen an address of their own, in clear; absent where they are at the server's
     * @param token hash of the reader's token; absent only where others cannot connect
     */
    public record Metrics(Optional<Listen> listen, Optional<TokenHash> token) {

        /**
         * Returns whether these {@code Authorization} headers prove a reader. The hash is compared, so the time of the
         * comparison gives nothing away.
         */
        public boolean lets(List<String> headers) {
            return token.isEmpty() || shows(headers, token.get());
        }
    }

    /**
     * The record as a stream.
     *
     * @param token hash of the listener's token
     */
    public record Audit(TokenHash token) {

        /** Returns whether these {@code Authorization} headers prove a listener. */
        public boolean lets(List<String> headers) {
            return shows(headers, token);
        }
    }

    private static boolean shows(List<String> headers, TokenHash token) {
        return headers.size() == 1
                && Registry.bearer(headers.getFirst())
                        .filter(Token::isToken)
                        .filter(shown -> TokenHash.of(shown).equals(token))
                        .isPresent();
    }
}
