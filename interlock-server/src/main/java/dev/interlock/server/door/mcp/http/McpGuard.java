package dev.interlock.server.door.mcp.http;

import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.http.server.Cors;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.mcp.Names;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The guard of the MCP endpoints, and what a sender has to accept there. */
public final class McpGuard {

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    private static final String PARAM_PREFIX = Names.HEADER_PARAM_PREFIX.toLowerCase(Locale.ROOT);

    private static final Guard.Rules RULES = Guard.Rules.JSON
            .withOnce(Stream.of(
                            Names.HEADER_VERSION,
                            Names.HEADER_METHOD,
                            Names.HEADER_NAME,
                            Names.HEADER_SESSION,
                            Names.HEADER_TASK,
                            Names.HEADER_LANE_CREDENTIAL)
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .toList())
            .withOncePrefix(PARAM_PREFIX)
            // Pages may send all that MCP knows by name, and of the others those that mirror parameters, which only a
            // tool names.
            .withCors(new Cors(
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
                            Names.HEADER_TASK,
                            Names.HEADER_LANE_CREDENTIAL),
                    name -> name.startsWith(PARAM_PREFIX) && name.length() > PARAM_PREFIX.length(),
                    List.of(Names.HEADER_SESSION, "WWW-Authenticate", "DPoP-Nonce", "Retry-After", "Allow")));

    private McpGuard() {}

    public static Guard of(DoorSettings settings) {
        return new Guard(settings.hosts(), settings.origins(), RULES);
    }

    /** @throws Refusal of a sender that does not take both forms in which a message is answered */
    static void checkAnswers(RequestHeaders headers) throws Refusal {
        if (!Guard.accepts(headers, JSON) || !Guard.accepts(headers, EVENTS)) {
            throw refused("`Accept` must list " + JSON + " and " + EVENTS);
        }
    }

    /** @throws Refusal of a sender that does not take events */
    static void checkEvents(RequestHeaders headers) throws Refusal {
        if (!Guard.accepts(headers, EVENTS)) {
            throw refused("`Accept` must list " + EVENTS);
        }
    }

    private static Refusal refused(String message) {
        return new Refusal(406, Refusal.INVALID, message);
    }
}
