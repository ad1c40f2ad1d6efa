package dev.interlock.server.door.mcp.http;

import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.request.Exchange;
import dev.interlock.server.http.server.Cors;
import dev.interlock.server.http.server.Entrance;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The guard checks an HTTP request before its body is read. */
public final class HttpGuard {
    /**
     * The headers that pages may send: all that MCP knows by name, and of the others the ones that mirror parameters, which only a tool
     * names.
     */
    private static final Cors CORS = new Cors(
            List.of("POST", "GET", "DELETE"),
            List.of(
                    "Authorization",
                    "DPoP",
                    "Content-Type",
                    "Accept",
                    "Last-Event-ID",
                    Names.HEADER_VERSION,
                    Names.HEADER_METHOD,
                    Names.HEADER_NAME,
                    Names.HEADER_SESSION,
                    Names.HEADER_TASK),
            name -> name.startsWith(lower(Names.HEADER_PARAM_PREFIX))
                    && name.length() > Names.HEADER_PARAM_PREFIX.length());

    /** Headers that a page may read beyond those that every page may. */
    private static final List<String> READABLE =
            List.of(Names.HEADER_SESSION, "WWW-Authenticate", "DPoP-Nonce", "Retry-After", "Allow");

    private static final Set<String> ONCE = Set.of(
            lower(Names.HEADER_VERSION),
            lower(Names.HEADER_METHOD),
            lower(Names.HEADER_NAME),
            lower(Names.HEADER_SESSION),
            lower(Names.HEADER_TASK));

    private static final String PARAM_PREFIX = lower(Names.HEADER_PARAM_PREFIX);

    private final Entrance entrance;

    public HttpGuard(DoorSettings settings) {
        this.entrance = new Entrance(settings.hosts(), settings.origins(), ONCE);
    }

    /** Returns why the request is refused, whoever sends it. */
    public Optional<Exchange.Reply> origin(RequestHeaders headers) {
        for (String name : headers.repeated()) {
            if (name.startsWith(PARAM_PREFIX)) {
                return refused(Entrance.twice(name));
            }
        }
        return entrance.check(headers).flatMap(HttpGuard::refused);
    }

    /** Headers of every response to a request with these, however it is answered. */
    Map<String, String> shared(RequestHeaders headers) {
        return entrance.knowsPages() ? Cors.shared(entrance.page(headers), READABLE) : Map.of();
    }

    /** The answer to a preflight of an origin that is let in. */
    static Exchange.Reply preflight(RequestHeaders headers) {
        Exchange.Reply reply = Exchange.Reply.empty(204);
        for (Map.Entry<String, String> one : CORS.preflight(headers).entrySet()) {
            reply = reply.with(one.getKey(), one.getValue());
        }
        return reply;
    }

    /** Returns why the body of a POST is not read. */
    public Optional<Exchange.Reply> media(RequestHeaders headers) {
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

    /** Returns why there is no stream of events. */
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

    private static Optional<Exchange.Reply> refused(Entrance.Refusal refusal) {
        return refused(refusal.status(), refusal.message());
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
