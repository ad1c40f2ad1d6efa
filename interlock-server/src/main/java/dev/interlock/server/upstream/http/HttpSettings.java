package dev.interlock.server.upstream.http;

import dev.interlock.server.json.JsonLimits;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * The settings of a server over streamable HTTP.
 *
 * @param endpoint the MCP endpoint
 * @param headers further headers of every request, asked for each time: credentials go here
 * @param limits within which answers are read
 * @param tls the TLS of connections to an `https` address; Java's own trust without it
 */
public record HttpSettings(
        URI endpoint,
        Supplier<Map<String, String>> headers,
        JsonLimits limits,
        Optional<Supplier<SSLSocketFactory>> tls) {

    public HttpSettings(URI endpoint, Supplier<Map<String, String>> headers, JsonLimits limits) {
        this(endpoint, headers, limits, Optional.empty());
    }

    public HttpSettings {
        String scheme = endpoint.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || endpoint.getHost() == null) {
            throw new IllegalArgumentException("`" + endpoint + "` is not an HTTP or HTTPS address");
        }
        if (endpoint.getUserInfo() != null) {
            throw new IllegalArgumentException("an address must not carry credentials: configure a header");
        }
    }

    public static HttpSettings of(URI endpoint) {
        return new HttpSettings(endpoint, Map::of, JsonLimits.answers());
    }

    public HttpSettings withHeaders(Supplier<Map<String, String>> supplier) {
        return new HttpSettings(endpoint, supplier, limits, tls);
    }

    public HttpSettings withTls(Supplier<SSLSocketFactory> factory) {
        return new HttpSettings(endpoint, headers, limits, Optional.of(factory));
    }

    /** Leaves out the headers, which hold secrets. */
    @Override
    public String toString() {
        return "HttpSettings[" + endpoint + "]";
    }
}
