package dev.interlock.server.observe.metric;

import dev.interlock.server.door.authzen.EvaluationWatch;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/**
 * Evaluations for enforcement points outside are counted among the calls of the other doors. Thread-safe, without
 * locks.
 */
public final class MeteredEvaluations implements EvaluationWatch {

    private static final String DOOR = "authzen";
    private static final double NANOS = 1e9;

    private final CounterDataPoint permitted;
    private final CounterDataPoint denied;
    private final CounterDataPoint held;
    private final CounterDataPoint refused;
    private final CounterDataPoint failed;
    private final DistributionDataPoint duration;

    MeteredEvaluations(Counter calls, Histogram durations) {
        this.permitted = calls.labelValues(DOOR, "permitted");
        this.denied = calls.labelValues(DOOR, "denied");
        this.held = calls.labelValues(DOOR, "held");
        this.refused = calls.labelValues(DOOR, "refused");
        this.failed = calls.labelValues(DOOR, "failed");
        this.duration = durations.labelValues(DOOR);
    }

    @Override
    public Open begins(About about) {
        long began = System.nanoTime();
        return new Open() {
            @Override
            public void answered(Answered answer) {
                ended(
                        switch (answer.verdict()) {
                            case PERMITTED -> permitted;
                            case HELD -> held;
                            case DENIED -> denied;
                        });
            }

            @Override
            public void refused() {
                ended(refused);
            }

            @Override
            public void failed(Throwable cause) {
                ended(failed);
            }

            private void ended(CounterDataPoint as) {
                as.inc();
                duration.observe((System.nanoTime() - began) / NANOS);
            }
        };
    }
}
