package dev.interlock.server.notify.audit;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Problem;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestTarget;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.observe.TelemetryConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The door of the record as a stream, at {@code /v1/audit/stream}: for people of the group {@code auditors}, and for
 * listeners with the token of the configuration.
 */
public final class AuditDoor implements Door {

    /** The group of people who may read all of the record. */
    static final String GROUP = "auditors";

    private static final String PATH = "/v1/audit/stream";
    private static final String RETRY_SECONDS = "30";
    private static final Set<String> PARAMETERS = Set.of("form", "from");

    private final AuditStreams streams;
    private final Optional<TelemetryConfig.Audit> config;
    private final Authenticator authenticator;
    private final Guard guard;

    /** A request for a stream. */
    private record StreamRequest(long from, AuditStreams.Form form) {}

    /**
     * The door.
     *
     * @param config who else may listen
     * @param hosts names that {@code Host} may give; empty for any
     * @param origins values of {@code Origin} that are let in
     */
    public AuditDoor(
            AuditStreams streams,
            Optional<TelemetryConfig.Audit> config,
            Authenticator authenticator,
            Set<String> hosts,
            Set<String> origins) {
        this.streams = streams;
        this.config = config;
        this.authenticator = authenticator;
        this.guard = new Guard(hosts, origins, Guard.Rules.JSON.withOnce(Set.of("last-event-id")));
    }

    /** Returns the path, which goes before those of the API. */
    public List<Route> routes() {
        return List.of(Route.any(PATH, this));
    }

    @Override
    public Reply handle(Request request) throws IOException {
        try {
            guard.check(request.headers());
            known(request);
            if (!request.method().equals("GET")) {
                throw new Refusal(405, "method-not-allowed", "only GET is allowed here").with("Allow", "GET");
            }
            StreamRequest asked = streamRequest(request);
            if (!streams.stream(request, asked.from(), asked.form())) {
                throw new Refusal(
                                503, "unavailable", "the maximum number of listeners has been reached: try again later")
                        .with("Retry-After", RETRY_SECONDS);
            }
            return Reply.streamed();
        } catch (Refusal e) {
            return Problem.of(e);
        }
    }

    /** @throws Refusal of a sender who may not listen */
    private void known(Request request) throws Refusal {
        if (config.isPresent() && config.get().lets(request.headers().all("authorization"))) {
            return;
        }
        switch (authenticator.attempt(request)) {
            case Authentication.Known known -> {
                if (!isAuditor(known.caller().party())) {
                    throw new Refusal(
                            403, "not-allowed", "only people in the group `" + GROUP + "` can read the whole record");
                }
            }
            case Authentication.Unknown unknown ->
                throw new Refusal(401, "unauthenticated", unknown.message()).with(unknown.headers());
        }
    }

    private static boolean isAuditor(Caller caller) {
        return caller.person() && caller.groups().contains(GROUP);
    }

    /**
     * Reads where a stream begins: after the last entry that the listener has; else at the one that it names; else with what is
     * recorded from now on.
     */
    private StreamRequest streamRequest(Request request) throws Refusal {
        Map<String, List<String>> query = RequestTarget.parameters(request.query());
        AuditStreams.Form form = switch (only(query, "form").orElse("interlock")) {
            case "interlock" -> AuditStreams.Form.INTERLOCK;
            case "ocsf" -> AuditStreams.Form.OCSF;
            default -> throw wrong();
        };
        Optional<String> last = request.headers().first("last-event-id");
        Optional<String> from = only(query, "from");
        long end = streams.end();
        OptionalLong start = last.isPresent()
                ? after(number(last.get()))
                : from.isPresent() ? number(from.get()) : OptionalLong.of(end);
        if (!PARAMETERS.containsAll(query.keySet()) || start.isEmpty() || start.getAsLong() > end) {
            throw wrong();
        }
        return new StreamRequest(start.getAsLong(), form);
    }

    private static Optional<String> only(Map<String, List<String>> query, String name) throws Refusal {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw wrong();
        }
        return values.stream().findFirst();
    }

    private static Refusal wrong() {
        return Refusal.invalid("`form` must be `interlock` or `ocsf`, and `from` and `Last-Event-ID` must be "
                + "numbers of existing entries; there are no other parameters");
    }

    private static OptionalLong after(OptionalLong number) {
        return number.isPresent() ? OptionalLong.of(number.getAsLong() + 1) : number;
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
