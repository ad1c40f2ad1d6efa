package dev.interlock.server.observe.trace;

import dev.interlock.server.door.authzen.EvaluationWatch;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.observe.TelemetryConfig;
import dev.interlock.server.observe.metric.Metrics;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * The export sends traces and metrics to a collector, in the background: a collector that is slow or gone delays no
 * call. Spans that do not fit into the queue meanwhile are dropped, as traces are no record.
 */
public final class OtlpExport implements AutoCloseable {

    /** Spans that wait to be sent; more are dropped. */
    private static final int QUEUE = 4_096;

    private static final int LONGEST_VALUE = 256;
    private static final long PATIENCE_SECONDS = 5;

    private final SdkTracerProvider traces;
    private final SdkMeterProvider meters;

    /** @param domain name of the domain */
    public OtlpExport(TelemetryConfig.Otlp config, String domain, Metrics metrics) {
        String version = OtlpExport.class.getPackage().getImplementationVersion();
        Resource resource = Resource.create(Attributes.builder()
                .put("service.name", "interlock")
                .put("service.version", version == null ? "development" : version)
                .put("service.instance.id", UUID.randomUUID().toString())
                .put("interlock.domain", domain)
                .build());
        String base = config.endpoint().toString().replaceAll("/$", "");
        var spans = OtlpHttpSpanExporter.builder().setEndpoint(base + "/v1/traces");
        config.headers().forEach(spans::addHeader);
        this.traces = SdkTracerProvider.builder()
                .setResource(resource)
                // The caller's flag does not count: whether a call is seen is not for whoever makes it to say.
                .setSampler(Sampler.traceIdRatioBased(config.sample()))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(spans.build())
                        .setMaxQueueSize(QUEUE)
                        .build())
                .build();
        var numbers = OtlpHttpMetricExporter.builder().setEndpoint(base + "/v1/metrics");
        config.headers().forEach(numbers::addHeader);
        this.meters = SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(PeriodicMetricReader.builder(numbers.build())
                        .setInterval(config.interval())
                        .build())
                .registerMetricProducer(new MetricBridge(metrics))
                .build();
    }

    /**
     * The gate as one door has it, its calls traced.
     *
     * @param known whether the catalogue has a tool of a server
     */
    public ToolGate traced(ToolGate gate, String door, BiPredicate<String, String> known) {
        return new TracedGate(gate, traces.get("dev.interlock"), door, known);
    }

    /** Evaluations for enforcement points outside, each traced. */
    public EvaluationWatch evaluations() {
        return new TracedEvaluations(traces.get("dev.interlock"));
    }

    /** Sends what waits, within a few seconds. */
    @Override
    public void close() {
        CompletableResultCode unused = CompletableResultCode.ofAll(List.of(traces.shutdown(), meters.shutdown()))
                .join(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static AttributeKey<String> text(String name) {
        return AttributeKey.stringKey(name);
    }
}
