package dev.interlock.server.observe.metric;

import dev.interlock.server.http.server.Entrance;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.observe.TelemetryConfig;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The service hangs the metrics into Helidon, at {@code /metrics}: for readers with the token, where one is required.
 */
public final class MetricsService {

    private static final byte[] NOTHING = {};
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Metrics metrics;
    private final TelemetryConfig.Metrics config;
    private final Transfer transfer;
    /** The names of hosts and pages that are let in: without a token a page that rebinds its own name must not read the metrics. */
    private final Entrance entrance;

    public MetricsService(Metrics metrics, TelemetryConfig.Metrics config, Transfer transfer) {
        this.metrics = metrics;
        this.config = config;
        this.transfer = transfer;
        this.entrance = new Entrance(config.token().isEmpty() ? LOOPBACK : Set.of(), Set.of(), Set.of());
    }

    /** Registers the path. */
    public void register(HttpRouting.Builder routing) {
        routing.get("/metrics", this::answer);
    }

    private static List<String> all(ServerRequest request, String header) {
        HeaderName name = HeaderNames.create(header);
        return request.headers().contains(name) ? request.headers().get(name).allValues() : List.of();
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        Optional<Entrance.Refusal> refused = entrance.check(name -> all(request, name));
        if (refused.isPresent()) {
            response.status(Status.create(refused.get().status()));
            response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
            transfer.send(request, response, refused.get().message().getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (!config.lets(all(request, "authorization"))) {
            response.status(Status.UNAUTHORIZED_401);
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"interlock-metrics\"");
            transfer.send(request, response, NOTHING);
            return;
        }
        var text = new ByteArrayOutputStream();
        metrics.write(text);
        response.header(HeaderNames.CONTENT_TYPE, Metrics.CONTENT_TYPE);
        transfer.send(request, response, text.toByteArray());
    }
}
