package dev.interlock.server.notify.audit;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Entrance;
import dev.interlock.server.http.server.Peer;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Identified;
import dev.interlock.server.identity.Presentation;
import dev.interlock.server.identity.Refusals;
import dev.interlock.server.json.Json;
import dev.interlock.server.observe.TelemetryConfig;
import dev.interlock.server.tls.ClientCertificate;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The service hangs the stream of the record into Helidon, at {@code /v1/audit/stream}: for people of the group {@code
 * auditors}, and for listeners with the token of the configuration.
 */
public final class AuditService {

    /** The group of people who may read all of the record. */
    static final String GROUP = "auditors";

    private static final String PATH = "/v1/audit/stream";
    private static final String RETRY_SECONDS = "30";
    private static final Set<String> PARAMETERS = Set.of("form", "from");

    private final AuditStreams streams;
    private final Optional<TelemetryConfig.Audit> config;
    private final Callers callers;
    private final Refusals refusals;
    private final Entrance entrance;
    private final Transfer transfer;

    /** The refusal of a stream. */
    private record Refusal(int status, String code, String detail) {}

    /** A request for a stream. */
    private record StreamRequest(long from, AuditStreams.Form form) {}

    /**
     * The service.
     *
     * @param config who else may listen
     * @param hosts names that {@code Host} may give; empty for any
     * @param origins values of {@code Origin} that are let in
     */
    public AuditService(
            AuditStreams streams,
            Optional<TelemetryConfig.Audit> config,
            Callers callers,
            Refusals refusals,
            Set<String> hosts,
            Set<String> origins,
            Transfer transfer) {
        this.streams = streams;
        this.config = config;
        this.callers = callers;
        this.refusals = refusals;
        this.entrance = new Entrance(hosts, origins, Set.of("last-event-id"));
        this.transfer = transfer;
    }

    /** Registers the path, which goes before those of the API. */
    public void register(HttpRouting.Builder routing) {
        routing.any(PATH, this::answer);
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException {
        RequestHeaders headers = Peer.headers(request);
        Optional<Refusal> refused = entrance.check(headers)
                .map(refusal -> new Refusal(refusal.status(), "request-invalid", refusal.message()))
                .or(() -> stranger(request, headers));
        if (refused.isPresent()) {
            refuse(request, response, refused.get());
            return;
        }
        if (!request.prologue().method().text().equals("GET")) {
            response.header(HeaderNames.ALLOW, "GET");
            refuse(request, response, new Refusal(405, "method-not-allowed", "answered here: GET"));
            return;
        }
        Optional<StreamRequest> streamRequest = streamRequest(request, headers);
        if (streamRequest.isEmpty()) {
            refuse(
                    request,
                    response,
                    new Refusal(
                            400,
                            "request-invalid",
                            "`form` is `interlock` or `ocsf`, `from` and `Last-Event-ID` are numbers of entries that"
                                    + " there are; nothing else is asked for here"));
            return;
        }
        if (!streams.stream(
                response, streamRequest.get().from(), streamRequest.get().form())) {
            response.header(HeaderNames.RETRY_AFTER, RETRY_SECONDS);
            refuse(
                    request,
                    response,
                    new Refusal(503, "unavailable", "as many as may listen at a time do so: try again later"));
        }
    }

    private Optional<Refusal> stranger(ServerRequest request, RequestHeaders headers) {
        if (config.isPresent() && config.get().lets(headers.all("authorization"))) {
            return Optional.empty();
        }
        var presentation = new Presentation(
                headers.first("authorization"),
                ClientCertificate.of(request.remotePeer())
                        .map(ClientCertificate::chain)
                        .orElse(List.of()),
                Optional.empty());
        return switch (callers.identify(presentation)) {
            case Identified.Known known ->
                isAuditor(known.caller())
                        ? Optional.empty()
                        : Optional.of(new Refusal(
                                403, "not-allowed", "only people of the group `" + GROUP + "` read all of the record"));
            case Identified.Unknown unknown -> {
                unknown.problem().ifPresent(problem -> refusals.refused(problem, "/v1"));
                yield Optional.of(new Refusal(401, "unauthenticated", unknown.message()));
            }
        };
    }

    private static boolean isAuditor(Caller caller) {
        return caller.person() && caller.groups().contains(GROUP);
    }

    /**
     * Reads where a stream begins: after the last entry that the listener has; else at the one that it names; else with what is
     * recorded from now on.
     */
    private Optional<StreamRequest> streamRequest(ServerRequest request, RequestHeaders headers) {
        if (!PARAMETERS.containsAll(request.query().names())
                || request.query().names().stream()
                        .anyMatch(name -> request.query().all(name).size() != 1)) {
            return Optional.empty();
        }
        AuditStreams.Form form = switch (request.query().first("form").orElse("interlock")) {
            case "interlock" -> AuditStreams.Form.INTERLOCK;
            case "ocsf" -> AuditStreams.Form.OCSF;
            default -> null;
        };
        Optional<String> last = headers.first("last-event-id");
        Optional<String> from = request.query().first("from").asOptional();
        long end = streams.end();
        OptionalLong start = last.isPresent()
                ? after(number(last.get()))
                : from.isPresent() ? number(from.get()) : OptionalLong.of(end);
        return form == null || start.isEmpty() || start.getAsLong() > end
                ? Optional.empty()
                : Optional.of(new StreamRequest(start.getAsLong(), form));
    }

    private static OptionalLong after(OptionalLong number) {
        return number.isPresent() ? OptionalLong.of(number.getAsLong() + 1) : number;
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private void refuse(ServerRequest request, ServerResponse response, Refusal refusal) throws IOException {
        response.status(Status.create(refusal.status()));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.header(HeaderNames.CONTENT_TYPE, "application/problem+json");
        if (refusal.status() == 401) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"interlock\"");
        }
        transfer.send(
                request,
                response,
                Json.bytes(Json.object()
                        .put("type", "about:blank")
                        .put("status", refusal.status())
                        .put("code", refusal.code())
                        .put("detail", refusal.detail())));
    }
}
