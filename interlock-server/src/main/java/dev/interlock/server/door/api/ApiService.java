package dev.interlock.server.door.api;

import dev.interlock.server.http.server.Peer;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.json.Json;
import dev.interlock.server.tls.ClientCertificate;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hangs the {@link Api} into Helidon, at {@code /v1} and {@code /health}. */
public final class ApiService {

    private final Api api;

    private final Transfer transfer;

    ApiService(Api api) {
        this(api, new Transfer());
    }

    /** @param transfer how long callers may take */
    public ApiService(Api api, Transfer transfer) {
        this.api = api;
        this.transfer = transfer;
    }

    /** Registers the paths of the API. */
    public void register(HttpRouting.Builder routing) {
        routing.any("/v1", this::handle)
                .any("/v1/*", this::handle)
                .any("/health", this::handle)
                .any("/health/*", this::handle);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        ApiReply reply = api.handle(inbound(request));
        response.status(Status.create(reply.status()));
        // The reply is for one caller and one moment.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        response.header(HeaderNames.CONTENT_TYPE, reply.isProblem() ? "application/problem+json" : "application/json");
        transfer.send(request, response, Json.bytes(reply.body()));
    }

    private ApiRequest inbound(ServerRequest request) {
        Map<String, List<String>> query = new TreeMap<>();
        for (String name : request.query().names()) {
            query.put(name, request.query().all(name));
        }
        return new ApiRequest(
                request.prologue().method().text(),
                segments(request.path().rawPath()),
                query,
                Peer.headers(request),
                ClientCertificate.of(request.remotePeer()),
                max -> transfer.body(request, max));
    }

    /** Returns the segments of a path. They are split before they are decoded, so that an escaped slash makes no segment. */
    private static List<String> segments(String rawPath) {
        var segments = new ArrayList<String>();
        for (String segment : rawPath.substring(1).split("/", -1)) {
            try {
                segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                segments.add(segment);
            }
        }
        return segments;
    }
}
