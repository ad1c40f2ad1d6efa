package dev.interlock.server.app;

import dev.interlock.server.credential.Injection;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.Instances;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.mcp.PerTask;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The servers behind the gateway, by name. They are connected when first needed. */
public final class Upstreams implements AutoCloseable {

    /** Servers that are offered together at `/mcp`; no server has this name. */
    public static final String ALL = "";

    /** The bounds of sessions at a server over HTTP that is called with a credential: each lease has one session. */
    private static final PerTask.Bounds SESSIONS = new PerTask.Bounds(10_000, Duration.ofMinutes(5));

    private final Map<String, Upstream> byName = new TreeMap<>();
    private final Map<String, Upstream> together = new TreeMap<>();

    /** @param endpoints names of servers that are offered together, by the name of the endpoint */
    Upstreams(Collection<UpstreamConfig> configs, Map<String, List<String>> endpoints, Limits limits) {
        for (UpstreamConfig config : configs) {
            byName.put(config.name(), open(config, limits));
        }
        endpoints.forEach((name, servers) -> together.put(
                name,
                new Aggregate(
                        name,
                        servers.stream()
                                .map(byName::get)
                                .filter(Objects::nonNull)
                                .toList(),
                        Aggregate.PATIENCE)));
        if (!byName.isEmpty()) {
            together.put(ALL, new Aggregate(ALL, List.copyOf(byName.values()), Aggregate.PATIENCE));
        }
    }

    /** Opens one of the upstreams alone. Close it after use. */
    public static Upstream open(UpstreamConfig config, Limits limits) {
        Timing timing = Timing.defaults().withCall(config.timeout());
        EraChoice era = switch (config.era()) {
            case AUTO -> EraChoice.AUTO;
            case MODERN -> EraChoice.MODERN;
            case LEGACY -> EraChoice.LEGACY;
        };
        JsonLimits answers =
                JsonLimits.answers().withMaxBytes(limits.answerBytes()).withMaxTotal(limits.resultBytes());
        return switch (config) {
            case UpstreamConfig.Stdio stdio -> {
                StdioSettings settings = StdioSettings.of(stdio.command())
                        .withEnvironment(stdio.environment())
                        .withLimits(answers);
                if (stdio.directory().isPresent()) {
                    settings = settings.withDirectory(stdio.directory().get());
                }
                StdioSettings set = settings;
                yield stdio.perTask()
                        ? new PerTask(
                                stdio.name(),
                                (task, injection) -> McpUpstream.stdio(
                                        stdio.name(),
                                        task,
                                        with(set, injection.map(Injection::environment)),
                                        era,
                                        timing,
                                        System::nanoTime),
                                PerTask.Bounds.defaults(),
                                stdio.credential().isPresent())
                        : McpUpstream.stdio(stdio.name(), settings, era, timing, System::nanoTime);
            }
            case UpstreamConfig.Http http ->
                http.credential().isPresent()
                        ? new PerTask(
                                http.name(),
                                (task, injection) -> http(http, injection, answers, era, timing),
                                SESSIONS,
                                true)
                        : http(http, Optional.empty(), answers, era, timing);
        };
    }

    private static StdioSettings with(StdioSettings settings, Optional<Map<String, String>> variables) {
        var all = new TreeMap<>(settings.environment());
        variables.ifPresent(all::putAll);
        return settings.withEnvironment(all);
    }

    /** A session of its own with each instance. */
    private static Upstream http(
            UpstreamConfig.Http http, Optional<Injection> injection, JsonLimits answers, EraChoice era, Timing timing) {
        var headers = new TreeMap<>(http.headers());
        injection.ifPresent(secret -> headers.putAll(secret.headers()));
        Map<String, String> all = Map.copyOf(headers);
        List<McpUpstream> instances = http.urls().stream()
                .map(url -> McpUpstream.http(
                        http.name(), new HttpSettings(url, () -> all, answers), era, timing, System::nanoTime))
                .toList();
        return instances.size() == 1 ? instances.getFirst() : new Instances(http.name(), instances);
    }

    /** Returns one server, or several that are offered together. */
    Optional<Upstream> named(String name) {
        return Optional.ofNullable(byName.get(name)).or(() -> Optional.ofNullable(together.get(name)));
    }

    /** Returns the health of each server's instances, by the server's name. */
    SortedMap<String, List<Health>> health() {
        var all = new TreeMap<String, List<Health>>();
        byName.forEach((name, upstream) -> all.put(name, upstream.health()));
        return all;
    }

    /** A task is over: what runs for it alone may end. */
    void ended(String task) {
        byName.values().forEach(upstream -> upstream.ended(task));
    }

    /** A lease is over: what runs with its credential ends. */
    void leaseEnded(long lease) {
        byName.values().forEach(upstream -> upstream.leaseEnded(lease));
    }

    @Override
    public void close() {
        byName.values().forEach(Upstream::close);
    }
}
