package dev.interlock.server.observe.metric;

import dev.interlock.server.domain.Domain;
import dev.interlock.server.upstream.Health;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All metrics of one server: named {@code interlock_...} in base units, and those of the JVM under their usual names.
 * Labels have few values, known from the configuration or the code: no agent, task, tool, argument or rule is one.
 * Thread-safe.
 *
 * <p>A counter on the way of a call is held where it is counted: nothing is looked up by name, and nobody waits. Gauges
 * are read when somebody scrapes.
 */
public final class Metrics {

    /**
     * The names by which the metrics of one gateway are labelled.
     *
     * @param data the folder of the ledger, whose free space is told
     * @param servers behind the gateway, of MCP and of REST, in their order
     * @param credentials that are issued
     */
    public record Gateway(Path data, SortedSet<String> servers, Set<String> credentials) {}

    /** The media type of the text that {@link #write} writes. */
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final DoorMetrics doors;
    private final WriterMetrics domain;

    /**
     * Begins to count what a domain records.
     *
     * @param gateway what of the configuration is measured
     */
    public Metrics(Domain domain, Gateway gateway, InstantSource clock) {
        this.doors = new DoorMetrics(registry, gateway.servers());
        var events = new EventMetrics(registry);
        this.domain = new WriterMetrics(registry, events);
        String version = Metrics.class.getPackage().getImplementationVersion();
        GaugeWithCallback.builder()
                .name("interlock_build_info")
                .help("Always 1; the program's version is a label.")
                .labelNames("version")
                .callback(callback -> callback.call(1, version == null ? "development" : version))
                .register(registry);
        JvmMetrics.builder().register(registry);
        new DomainGauges(domain, gateway, clock).register(registry);
        domain.watch(this.domain);
        domain.onRecorded(events);
    }

    /** Returns the metrics of the doors. */
    public DoorMetrics doors() {
        return doors;
    }

    /** Shows how the instances of each upstream are, by its name. */
    public void upstreams(Supplier<SortedMap<String, List<Health>>> health) {
        UpstreamGauges.register(registry, health);
    }

    /** Shows for how long each channel has not been told something, by its name. */
    public void channels(Supplier<SortedMap<String, Duration>> delays) {
        GaugeWithCallback.builder()
                .name("interlock_channel_delay_seconds")
                .help("How long a channel has been failing to receive a notice; 0 if it has received every notice.")
                .labelNames("channel")
                .callback(callback ->
                        delays.get().forEach((name, delay) -> callback.call(delay.toMillis() / 1e3, name)))
                .register(registry);
    }

    /** Shows how many answers hooks of coding agents got, by client, and for each by what it was answered with. */
    public void hooks(Supplier<SortedMap<String, SortedMap<String, Long>>> answers) {
        CounterWithCallback.builder()
                .name("interlock_hook_answers_total")
                .help("Answers to coding agents' hooks about tools, by client; `refused` and `failed` are not "
                        + "decisions, and block.")
                .labelNames("client", "answer")
                .callback(callback -> answers.get()
                        .forEach((client, kinds) ->
                                kinds.forEach((kind, number) -> callback.call(number, client, kind))))
                .register(registry);
    }

    /** Shows how many requests were turned away, by the limit that they met. */
    public void turnedAway(Supplier<SortedMap<String, Long>> numbers) {
        CounterWithCallback.builder()
                .name("interlock_requests_turned_away_total")
                .help("Requests of known callers that were rejected without a decision, by the limit they exceeded.")
                .labelNames("limit")
                .callback(callback -> numbers.get().forEach((limit, number) -> callback.call(number, limit)))
                .register(registry);
    }

    /**
     * Shows the reads by which it is found out what came of calls: how many there were, by what they showed, and the calls that they
     * wait for.
     */
    public void confirmations(Supplier<SortedMap<String, Long>> reads, LongSupplier waiting) {
        CounterWithCallback.builder()
                .name("interlock_confirm_reads_total")
                .help("Reads that Interlock made to find the outcome of a call of unknown outcome, by result.")
                .labelNames("outcome")
                .callback(callback -> reads.get().forEach((outcome, number) -> callback.call(number, outcome)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("interlock_confirm_calls_waiting")
                .help("Calls of unknown outcome that Interlock is still looking up; others wait for a person.")
                .callback(callback -> callback.call(waiting.getAsLong()))
                .register(registry);
    }

    /** Returns the current values. */
    public MetricSnapshots snapshots() {
        return registry.scrape();
    }

    /** Writes them as they are now, in Prometheus' text format 0.0.4. */
    public void write(OutputStream out) throws IOException {
        writer.write(out, registry.scrape());
    }
}
