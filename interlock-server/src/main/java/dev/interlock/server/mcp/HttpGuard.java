package dev.interlock.server.mcp;

import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Names;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is asked of an HTTP request before anybody looks into its body. */
final class HttpGuard {
    /** Two values of one of these, and two readers may each believe another one. */
    private static final Set<String> ONCE = Set.of(
            "host",
            "origin",
            "authorization",
            "content-type",
            "content-length",
            "content-encoding",
            lower(Names.HEADER_VERSION),
            lower(Names.HEADER_METHOD),
            lower(Names.HEADER_NAME),
            lower(Names.HEADER_SESSION),
            lower(Names.HEADER_TASK));

    private static final String PARAM_PREFIX = lower(Names.HEADER_PARAM_PREFIX);

    private final DoorSettings settings;

    HttpGuard(DoorSettings settings) {
        this.settings = settings;
    }

    /** Why the request is refused, whoever sends it. */
    Optional<Exchange.Reply> origin(RequestHeaders headers) {
        for (String name : headers.names()) {
            boolean once = ONCE.contains(name) || name.startsWith(PARAM_PREFIX);
            if (once && headers.all(name).size() > 1) {
                return refused(400, "header `" + name + "` occurs more than once: send it once");
            }
        }
        Optional<String> host = headers.first("host");
        if (!settings.hosts().isEmpty()
                && !host.map(HttpGuard::withoutPort)
                        .filter(settings.hosts()::contains)
                        .isPresent()) {
            return refused(
                    403,
                    "this gateway does not answer to host `"
                            + host.map(HttpGuard::shown).orElse("") + "`: use the address it is configured for");
        }
        Optional<String> origin = headers.first("origin");
        if (origin.isPresent() && !settings.origins().contains(origin.get())) {
            return refused(403, "origin `" + shown(origin.get()) + "` is not let in: add it to the configured origins");
        }
        return Optional.empty();
    }

    /** The origin of the page that a browser sends this for, if it is let in. */
    Optional<String> page(RequestHeaders headers) {
        List<String> given = headers.all("origin");
        return given.size() == 1
                ? Optional.of(given.getFirst()).filter(settings.origins()::contains)
                : Optional.empty();
    }

    /** Why the body of a POST will not be read. */
    Optional<Exchange.Reply> media(RequestHeaders headers) {
        String type = headers.first("content-type").orElse("").toLowerCase(Locale.ROOT);
        List<String> parts = List.of(type.split(";", -1));
        boolean utf8 = parts.stream()
                .skip(1)
                .map(String::strip)
                .filter(parameter -> parameter.startsWith("charset="))
                .allMatch(charset -> charset.equals("charset=utf-8") || charset.equals("charset=\"utf-8\""));
        if (!parts.getFirst().strip().equals("application/json") || !utf8) {
            return refused(415, "content-type `" + shown(type) + "` is not taken: send application/json in utf-8");
        }
        if (headers.first("content-encoding")
                .filter(how -> !how.equals("identity"))
                .isPresent()) {
            return refused(415, "encoded bodies are not taken: send it without content-encoding");
        }
        if (!accepts(headers, "application", "json") || !accepts(headers, "text", "event-stream")) {
            return refused(406, "accept must list application/json and text/event-stream");
        }
        return Optional.empty();
    }

    /** Why there will be no stream of events. */
    Optional<Exchange.Reply> events(RequestHeaders headers) {
        return accepts(headers, "text", "event-stream")
                ? Optional.empty()
                : refused(406, "accept must list text/event-stream");
    }

    private static boolean accepts(RequestHeaders headers, String type, String subtype) {
        for (String header : headers.all("accept")) {
            for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
                String media = range.split(";", 2)[0].strip();
                if (media.equals(type + "/" + subtype) || media.equals(type + "/*") || media.equals("*/*")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return lower(name);
    }

    private static Optional<Exchange.Reply> refused(int status, String message) {
        return Optional.of(Exchange.Reply.error(status, ErrorCode.INVALID_REQUEST, message));
    }

    private static String shown(String value) {
        return value.length() <= 80 ? value : value.substring(0, 77) + "...";
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
