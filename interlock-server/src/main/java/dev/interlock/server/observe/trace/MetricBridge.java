package dev.interlock.server.observe.trace;

import dev.interlock.server.observe.metric.Metrics;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableGaugeData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The bridge gives our metrics to OpenTelemetry with the same numbers. Counters are named without {@code _total}, which
 * Prometheus appends to those that it receives by OTLP; so both ways lead to the same names there.
 */
final class MetricBridge implements MetricProducer {

    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("dev.interlock");

    private final Metrics metrics;
    private final long began = nanos(System.currentTimeMillis());

    MetricBridge(Metrics metrics) {
        this.metrics = metrics;
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public Collection<MetricData> produce(Resource resource) {
        long now = nanos(System.currentTimeMillis());
        var all = new ArrayList<MetricData>();
        for (MetricSnapshot snapshot : metrics.snapshots()) {
            data(resource, snapshot, now).ifPresent(all::add);
        }
        return all;
    }

    private Optional<MetricData> data(Resource resource, MetricSnapshot snapshot, long now) {
        String name = snapshot.getMetadata().getPrometheusName();
        String help = Optional.ofNullable(snapshot.getMetadata().getHelp()).orElse("");
        return switch (snapshot) {
            case CounterSnapshot counter ->
                Optional.of(ImmutableMetricData.createDoubleSum(
                        resource,
                        SCOPE,
                        name,
                        help,
                        "",
                        ImmutableSumData.create(
                                true,
                                AggregationTemporality.CUMULATIVE,
                                counter.getDataPoints().stream()
                                        .map(point -> ImmutableDoublePointData.create(
                                                began, now, attributes(point), point.getValue()))
                                        .toList())));
            case GaugeSnapshot gauge ->
                Optional.of(ImmutableMetricData.createDoubleGauge(
                        resource,
                        SCOPE,
                        name,
                        help,
                        unit(name),
                        ImmutableGaugeData.create(gauge.getDataPoints().stream()
                                .map(point -> ImmutableDoublePointData.create(
                                        began, now, attributes(point), point.getValue()))
                                .toList())));
            case HistogramSnapshot histogram ->
                Optional.of(ImmutableMetricData.createDoubleHistogram(
                        resource,
                        SCOPE,
                        name,
                        help,
                        unit(name),
                        ImmutableHistogramData.create(
                                AggregationTemporality.CUMULATIVE,
                                histogram.getDataPoints().stream()
                                        .<HistogramPointData>map(point -> ImmutableHistogramPointData.create(
                                                began,
                                                now,
                                                attributes(point),
                                                point.getSum(),
                                                false,
                                                0,
                                                false,
                                                0,
                                                bounds(point.getClassicBuckets()),
                                                counts(point.getClassicBuckets())))
                                        .toList())));
            // The JVM's own summaries and the like are for Prometheus alone.
            default -> Optional.empty();
        };
    }

    private static String unit(String name) {
        return name.endsWith("_seconds") ? "s" : name.endsWith("_bytes") ? "By" : "";
    }

    /** Returns the bounds without the last, which is infinite. */
    private static List<Double> bounds(ClassicHistogramBuckets buckets) {
        var bounds = new ArrayList<Double>();
        for (int i = 0; i < buckets.size() - 1; i++) {
            bounds.add(buckets.getUpperBound(i));
        }
        return bounds;
    }

    private static List<Long> counts(ClassicHistogramBuckets buckets) {
        var counts = new ArrayList<Long>();
        for (int i = 0; i < buckets.size(); i++) {
            counts.add(buckets.getCount(i));
        }
        return counts;
    }

    private static Attributes attributes(DataPointSnapshot point) {
        Labels labels = point.getLabels();
        AttributesBuilder attributes = Attributes.builder();
        for (int i = 0; i < labels.size(); i++) {
            attributes.put(labels.getName(i), labels.getValue(i));
        }
        return attributes.build();
    }
}
