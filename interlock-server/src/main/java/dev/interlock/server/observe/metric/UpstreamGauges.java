package dev.interlock.server.observe.metric;

import dev.interlock.server.upstream.Health;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Supplier;

/** The gauges of the servers behind the gateway are read when somebody scrapes. */
final class UpstreamGauges {

    private UpstreamGauges() {}

    static void register(PrometheusRegistry registry, Supplier<SortedMap<String, List<Health>>> health) {
        GaugeWithCallback.builder()
                .name("interlock_upstream_instances")
                .help("Instances of a server behind the gateway by state: up, trying or resting.")
                .labelNames("upstream", "state")
                .callback(callback -> health.get().forEach((name, instances) -> {
                    for (Health.State state : Health.State.values()) {
                        callback.call(
                                instances.stream()
                                        .filter(each -> each.state() == state)
                                        .count(),
                                name,
                                state.name().toLowerCase(Locale.ROOT));
                    }
                }))
                .register(registry);
        GaugeWithCallback.builder()
                .name("interlock_upstream_requests")
                .help("Callers' requests in flight to a server behind the gateway.")
                .labelNames("upstream")
                .callback(callback -> health.get()
                        .forEach((name, instances) -> callback.call(
                                instances.stream().mapToInt(Health::underWay).sum(), name)))
                .register(registry);
    }
}
