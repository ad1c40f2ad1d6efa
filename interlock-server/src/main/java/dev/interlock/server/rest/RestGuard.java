package dev.interlock.server.rest;

import dev.interlock.server.mcp.DoorSettings;
import dev.interlock.server.mcp.RequestHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is asked of a request before anybody looks at what it wants. */
final class RestGuard {

    /** Two values of one of these, and two readers may each believe another one. */
    private static final List<String> ONCE = List.of(
            "host",
            "origin",
            "authorization",
            "content-type",
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "interlock-task");

    /** With these a client asks for another method or path than it sends. */
    private static final List<String> OVERRIDES = List.of(
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-original-url",
            "x-original-uri",
            "x-rewrite-url");

    private final DoorSettings settings;

    RestGuard(DoorSettings settings) {
        this.settings = settings;
    }

    void check(RequestHeaders headers) throws Refused {
        for (String name : ONCE) {
            if (headers.all(name).size() > 1) {
                throw Refused.invalid("header `" + name + "` occurs more than once: send it once");
            }
        }
        for (String name : OVERRIDES) {
            if (!headers.all(name).isEmpty()) {
                throw Refused.invalid("header `" + name + "` asks for another request than was sent: send that one");
            }
        }
        String host = headers.first("host").map(RestGuard::withoutPort).orElse("");
        if (!settings.hosts().isEmpty() && !settings.hosts().contains(host)) {
            throw new Refused(
                    403,
                    Refused.INVALID,
                    "this gateway does not answer to this host: use the address it is configured for");
        }
        Optional<String> origin = headers.first("origin");
        if (origin.isPresent() && !settings.origins().contains(origin.get())) {
            throw new Refused(403, Refused.INVALID, "this origin is not let in: add it to the configured origins");
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
