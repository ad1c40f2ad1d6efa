package dev.interlock.server.observe.metric;

import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.observe.TelemetryConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The door of the metrics, at {@code /metrics}: for readers with the token, where one is required. */
public final class MetricsDoor implements Door {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Map<String, String> HEADERS = Map.of("Content-Type", Metrics.CONTENT_TYPE);

    private final Metrics metrics;
    private final TelemetryConfig.Metrics config;
    private final Guard guard;

    public MetricsDoor(Metrics metrics, TelemetryConfig.Metrics config) {
        this.metrics = metrics;
        this.config = config;
        // Without a token a page that rebinds its own name must not read the metrics.
        this.guard = new Guard(config.token().isEmpty() ? LOOPBACK : Set.of(), Set.of(), Guard.Rules.JSON);
    }

    public List<Route> routes() {
        return List.of(Route.get("/metrics", this));
    }

    @Override
    public Reply handle(Request request) throws IOException {
        try {
            guard.check(request.headers());
        } catch (Refusal e) {
            return Reply.text(e.status(), e.getMessage());
        }
        if (!config.lets(request.headers().all("authorization"))) {
            return Reply.empty(401).with("WWW-Authenticate", "Bearer realm=\"interlock-metrics\"");
        }
        var text = new ByteArrayOutputStream();
        metrics.write(text);
        return new Reply(200, HEADERS, new Body.Whole(text.toByteArray()));
    }
}
