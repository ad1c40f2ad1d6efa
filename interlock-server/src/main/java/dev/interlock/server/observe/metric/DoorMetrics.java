package dev.interlock.server.observe.metric;

import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.upstream.CallOutcome;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of the doors: requests, their outcomes, and how long upstreams take. Thread-safe, without locks. */
public final class DoorMetrics {

    private static final double NANOS = 1e9;
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    private final Counter calls;
    private final Histogram durations;
    private final Map<String, UpstreamMetrics> servers = new TreeMap<>();

    DoorMetrics(PrometheusRegistry registry, Collection<String> names) {
        this.calls = Counter.builder()
                .name("interlock_calls_total")
                .help("Calls by the door they came through and by the answer.")
                .labelNames("door", "answer")
                .withoutExemplars()
                .register(registry);
        this.durations = Histogram.builder()
                .name("interlock_call_duration_seconds")
                .help("How long callers wait for the answer to a call, including the time spent behind the gateway.")
                .labelNames("door")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .withoutExemplars()
                .register(registry);
        Counter outcomes = Counter.builder()
                .name("interlock_upstream_calls_total")
                .help("Permitted calls that were forwarded, by upstream or REST API and by outcome.")
                .labelNames("upstream", "outcome")
                .withoutExemplars()
                .register(registry);
        Histogram behind = Histogram.builder()
                .name("interlock_upstream_call_duration_seconds")
                .help("How long an upstream or REST API takes for a call that was forwarded to it.")
                .labelNames("upstream")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .withoutExemplars()
                .register(registry);
        names.forEach(name -> servers.put(name, new UpstreamMetrics(name, outcomes, behind)));
    }

    /** The numbers of one door. To be kept by whoever counts. */
    Door door(String name) {
        return new Door(name, calls, durations);
    }

    /** The numbers of the door for enforcement points outside. */
    public MeteredEvaluations evaluations() {
        return new MeteredEvaluations(calls, durations);
    }

    /** A call of a server came out. One that is not configured is not counted: names come from callers. */
    void cameOut(String server, CallOutcome outcome, long nanos) {
        UpstreamMetrics behind = servers.get(server);
        if (behind != null) {
            behind.cameOut(outcome, nanos);
        }
    }

    /** The metrics of one door. */
    static final class Door {
        private final CounterDataPoint done;
        private final CounterDataPoint denied;
        private final CounterDataPoint held;
        private final CounterDataPoint notDone;
        private final CounterDataPoint uncertain;
        private final CounterDataPoint withheld;
        private final CounterDataPoint failed;
        private final DistributionDataPoint duration;

        private Door(String name, Counter calls, Histogram durations) {
            this.done = calls.labelValues(name, "done");
            this.denied = calls.labelValues(name, "denied");
            this.held = calls.labelValues(name, "held");
            this.notDone = calls.labelValues(name, "not-done");
            this.uncertain = calls.labelValues(name, "uncertain");
            this.withheld = calls.labelValues(name, "withheld");
            this.failed = calls.labelValues(name, "failed");
            this.duration = durations.labelValues(name);
        }

        /** A call was answered, after so long. */
        void answered(CallAnswer answer, long nanos) {
            switch (answer) {
                case CallAnswer.Relayed relayed -> done.inc();
                case CallAnswer.Denied refused -> denied.inc();
                case CallAnswer.Held waits -> held.inc();
                case CallAnswer.NotDone none -> notDone.inc();
                case CallAnswer.Uncertain unknown -> uncertain.inc();
                case CallAnswer.Unanswered lost -> done.inc();
                case CallAnswer.Withheld kept -> withheld.inc();
            }
            duration.observe(nanos / NANOS);
        }

        /** A call was given up: its caller went, or the gateway failed. */
        void failed(long nanos) {
            failed.inc();
            duration.observe(nanos / NANOS);
        }
    }

    private static final class UpstreamMetrics {
        private final CounterDataPoint result;
        private final CounterDataPoint error;
        private final CounterDataPoint refused;
        private final CounterDataPoint noContent;
        private final CounterDataPoint unknown;
        private final DistributionDataPoint duration;

        UpstreamMetrics(String name, Counter outcomes, Histogram durations) {
            this.result = outcomes.labelValues(name, "result");
            this.error = outcomes.labelValues(name, "tool-error");
            this.refused = outcomes.labelValues(name, "refused");
            this.noContent = outcomes.labelValues(name, "no-content");
            this.unknown = outcomes.labelValues(name, "unknown");
            this.duration = durations.labelValues(name);
        }

        void cameOut(CallOutcome outcome, long nanos) {
            switch (outcome) {
                case CallOutcome.Result(var tree, boolean isError, var _) -> (isError ? error : result).inc();
                case CallOutcome.RefusedBeforeEffect before -> refused.inc();
                case CallOutcome.NoContent none -> noContent.inc();
                case CallOutcome.Unknown lost -> unknown.inc();
            }
            duration.observe(nanos / NANOS);
        }
    }
}
