package dev.interlock.server.observe.metric;

import dev.interlock.engine.command.Answer;
import dev.interlock.server.domain.Watch;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The metrics of the domain's writer. Thread-safe, without locks. */
final class WriterMetrics implements Watch {

    private static final double NANOS = 1e9;

    /** The buckets reach from what an idle SSD takes to what nobody waits for. */
    private static final double[] SECONDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
    };

    private final DistributionDataPoint answered;
    private final DistributionDataPoint appended;
    private final CounterDataPoint unavailable;
    private final CounterDataPoint failures;

    private final EventMetrics events;

    WriterMetrics(PrometheusRegistry registry, EventMetrics events) {
        this.events = events;
        this.answered = histogram(
                registry,
                "interlock_decision_duration_seconds",
                "Time from a request for a decision (a call, a task, an answer, a lease) to its durable record.");
        this.appended = histogram(
                registry,
                "interlock_ledger_append_duration_seconds",
                "How long one append to the ledger takes; all its entries become durable together.");
        this.unavailable = counter(
                registry,
                "interlock_decisions_unavailable_total",
                "Denials because a decision could not be made or recorded: ledger, queue or shutdown.");
        this.failures =
                counter(registry, "interlock_ledger_failures_total", "How often the ledger could not be written to.");
    }

    private static DistributionDataPoint histogram(PrometheusRegistry registry, String name, String help) {
        Histogram made = Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .withoutExemplars()
                .register(registry);
        made.initLabelValues();
        return made;
    }

    private static CounterDataPoint counter(PrometheusRegistry registry, String name, String help) {
        Counter made =
                Counter.builder().name(name).help(help).withoutExemplars().register(registry);
        made.initLabelValues();
        return made;
    }

    @Override
    public void answered(long nanos) {
        answered.observe(nanos / NANOS);
    }

    @Override
    public void counted(Answer.Deny denial) {
        events.denied(denial.findings());
    }

    @Override
    public void unavailable() {
        unavailable.inc();
    }

    @Override
    public void appended(int entries, long nanos) {
        appended.observe(nanos / NANOS);
    }

    @Override
    public void failed() {
        failures.inc();
    }
}
