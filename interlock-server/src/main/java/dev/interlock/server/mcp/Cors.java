package dev.interlock.server.mcp;

import dev.interlock.server.mcp.wire.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a browser is told about pages of other origins (WHATWG Fetch, "CORS protocol"): the configured ones, each by name, may
 * send what MCP needs, and read the headers that it answers with. A page proves itself with a bearer token like everybody
 * else; cookies mean nothing here, so credentials are never allowed. Thread-safe.
 */
final class Cors {
    private static final List<String> METHODS = List.of("POST", "GET", "DELETE");

    private static final List<String> HEADERS = List.of(
            "Authorization",
            "Content-Type",
            "Accept",
            "Last-Event-ID",
            Names.HEADER_VERSION,
            Names.HEADER_METHOD,
            Names.HEADER_NAME,
            Names.HEADER_SESSION,
            Names.HEADER_TASK);

    private static final Set<String> SENDABLE =
            HEADERS.stream().map(Cors::lower).collect(Collectors.toUnmodifiableSet());

    /** Beyond those that every page may read. */
    private static final String READABLE =
            String.join(", ", List.of(Names.HEADER_SESSION, "WWW-Authenticate", "Retry-After", "Allow"));

    /** Most headers of a preflight that are looked at; more are nobody's who speaks MCP. */
    private static final int MOST_ASKED = 64;

    /** How long a browser may remember the answer to a preflight, in seconds. */
    private static final String MAX_AGE = "600";

    private Cors() {}

    /** Whether this is the question of a browser what a page may do, which carries no token. */
    static boolean isPreflight(String method, RequestHeaders headers) {
        return method.equals("OPTIONS")
                && headers.first("origin").isPresent()
                && headers.first("access-control-request-method").isPresent();
    }

    /** The answer to a preflight of an origin that is let in. What is asked for beyond MCP is left out, and so not sent. */
    static Exchange.Reply preflight(RequestHeaders headers) {
        return Exchange.Reply.empty(204)
                .with("Access-Control-Allow-Methods", String.join(", ", METHODS))
                .with("Access-Control-Allow-Headers", allowed(headers))
                .with("Access-Control-Max-Age", MAX_AGE);
    }

    /** All that MCP knows by name, and of the others the ones that mirror parameters, which only a tool names. */
    private static String allowed(RequestHeaders headers) {
        String mirrored = headers.all("access-control-request-headers").stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .limit(MOST_ASKED)
                .map(name -> lower(name.strip()))
                .filter(name -> !SENDABLE.contains(name) && isMirrored(name))
                .distinct()
                .collect(Collectors.joining(", "));
        String known = String.join(", ", HEADERS);
        return mirrored.isEmpty() ? known : known + ", " + mirrored;
    }

    private static boolean isMirrored(String name) {
        String prefix = lower(Names.HEADER_PARAM_PREFIX);
        return name.startsWith(prefix)
                && name.length() > prefix.length()
                && name.length() <= 100
                && name.chars().allMatch(c -> c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
    }

    /** For any response: what the page of this request may see of it. Caches keep responses to other origins apart. */
    static Map<String, String> shared(Optional<String> page) {
        return page.map(origin -> Map.of(
                        "Vary",
                        "Origin",
                        "Access-Control-Allow-Origin",
                        origin,
                        "Access-Control-Expose-Headers",
                        READABLE))
                .orElse(Map.of("Vary", "Origin"));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
