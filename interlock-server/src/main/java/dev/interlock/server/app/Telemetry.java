package dev.interlock.server.app;

import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.door.authzen.EvaluationWatch;
import dev.interlock.server.door.hook.HookDoor;
import dev.interlock.server.enforce.Confirmations;
import dev.interlock.server.enforce.Policy;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.helidon.Listener;
import dev.interlock.server.http.helidon.RunningListener;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.notify.audit.AuditDoor;
import dev.interlock.server.notify.audit.AuditStreams;
import dev.interlock.server.notify.channel.Channels;
import dev.interlock.server.observe.TelemetryConfig;
import dev.interlock.server.observe.metric.MeteredGate;
import dev.interlock.server.observe.metric.Metrics;
import dev.interlock.server.observe.metric.MetricsDoor;
import dev.interlock.server.observe.trace.OtlpExport;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The telemetry of a server: its metrics, traces and audit stream. It is made with the server, and closed with it. */
final class Telemetry implements AutoCloseable {

    private final TelemetryConfig config;
    private final Supplier<Policy> policy;
    private final Optional<Metrics> metrics;
    private final Optional<OtlpExport> export;
    private final Domain domain;
    private final String name;
    /** The record as a stream, where somebody can connect. */
    private Optional<AuditStreams> audit = Optional.empty();
    /** A listener of its own for metrics, where there is one. */
    private Optional<RunningListener> own = Optional.empty();

    Telemetry(ServerConfig config, Domain domain, Upstreams upstreams, Supplier<Policy> policy, InstantSource clock) {
        this.policy = policy;
        this.domain = domain;
        this.name = config.domain();
        this.config = config.telemetry();
        boolean counts = this.config.metrics().isPresent() || this.config.otlp().isPresent();
        this.metrics = Optional.of(config).filter(any -> counts).map(any -> {
            var made = new Metrics(domain, gateway(config), clock);
            made.upstreams(upstreams::health);
            return made;
        });
        this.export = this.config.otlp().map(to -> new OtlpExport(to, config.domain(), metrics.orElseThrow()));
    }

    private static Metrics.Gateway gateway(ServerConfig config) {
        var servers = new TreeSet<>(config.upstreams().keySet());
        servers.addAll(config.apis().keySet());
        return new Metrics.Gateway(config.data(), servers, config.credentials().keySet());
    }

    /** Shows how the channels are. */
    void watch(Channels channels) {
        metrics.ifPresent(all -> all.channels(channels::delays));
    }

    /** Shows what is looked up of calls of unknown outcome. */
    void watch(Confirmations confirmations) {
        metrics.ifPresent(all -> all.confirmations(confirmations::reads, confirmations::open));
    }

    /** Shows how many requests are turned away. */
    void watch(RateLimiter limiter) {
        metrics.ifPresent(all -> all.turnedAway(limiter::turnedAway));
    }

    /** Shows how hooks of coding agents are answered. */
    void watch(HookDoor hooks) {
        metrics.ifPresent(all -> all.hooks(hooks::answers));
    }

    /** The gate as a door has it. */
    ToolGate gate(ToolGate gate, String door) {
        ToolGate counted = metrics.<ToolGate>map(all -> new MeteredGate(gate, all.doors(), door))
                .orElse(gate);
        return export.map(export -> export.traced(
                        counted,
                        door,
                        (server, tool) ->
                                policy.get().catalog().tool(server, tool).isPresent()))
                .orElse(counted);
    }

    /** Returns the watch that hears of evaluations for enforcement points outside. */
    EvaluationWatch evaluations() {
        var watches = new ArrayList<EvaluationWatch>();
        metrics.ifPresent(all -> watches.add(all.doors().evaluations()));
        export.ifPresent(export -> watches.add(export.evaluations()));
        return EvaluationWatch.all(watches);
    }

    /** Returns what is answered where the doors are. */
    List<Route> routes() {
        return config.metrics().isPresent() && config.metrics().get().listen().isEmpty() ? door().routes() : List.of();
    }

    /** Returns the stream of the record, which goes before the paths of the API. */
    List<Route> audit(Authenticator authenticator, DoorSettings doors) {
        var streams = new AuditStreams(domain, name);
        audit = Optional.of(streams);
        return new AuditDoor(streams, config.audit(), authenticator, doors.hosts(), doors.origins()).routes();
    }

    /** Ends what would otherwise go on until whoever listens goes. */
    void endStreams() {
        audit.ifPresent(AuditStreams::close);
    }

    private MetricsDoor door() {
        return new MetricsDoor(metrics.orElseThrow(), config.metrics().orElseThrow());
    }

    /** Listens where metrics have an address of their own. */
    void listen() throws IOException {
        var listen = config.metrics().flatMap(TelemetryConfig.Metrics::listen);
        if (listen.isEmpty()) {
            return;
        }
        try {
            own = Optional.of(Listener.of(0).start(listen.get(), new RouteTable(door().routes()), Optional.empty()));
        } catch (IOException e) {
            throw new IOException("metrics cannot be served at " + listen.get() + ": " + e.getMessage(), e);
        }
    }

    /** The port at which metrics are offered, where they have one of their own. */
    Optional<Integer> port() {
        return own.map(RunningListener::port);
    }

    @Override
    public void close() {
        own.ifPresent(RunningListener::stop);
        export.ifPresent(OtlpExport::close);
    }
}
