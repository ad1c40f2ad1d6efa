package dev.interlock.server.observe.metric;

import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.policy.Outcome;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The counters of recorded events. They are updated on the writer, one batch after the other; any thread may read them.
 */
final class EventMetrics implements Consumer<List<Recorded>> {

    private static final double MILLIS = 1e3;
    /** The bounds between which answers to holds are counted. */
    private static final double[] ANSWER_SECONDS = {1, 5, 15, 60, 300, 900, 1_800, 3_600, 14_400, 86_400};
    /** The bounds between which withdrawals are counted. */
    private static final double[] WITHDRAWAL_SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600};
    /** The kinds of events that are seldom recorded, and to be heard of the first time: what begins with 1 has not grown. */
    private static final List<String> SELDOM =
            List.of("agent-suspended", "owner-gone", "lane-opened", "lane-review-overdue", "clock-doubted");
    /** The largest number of holds and withdrawals whose beginning is remembered. */
    private static final int MOST = 10_000;

    private final Counter events;
    private final Map<Class<?>, CounterDataPoint> byType = new HashMap<>();
    private final Counter decisions;
    private final CounterDataPoint permits;
    /** The codes of denials that occurred: most never do. */
    private final Map<FindingCode, CounterDataPoint> denials = new EnumMap<>(FindingCode.class);

    private final Map<FindingCode, CounterDataPoint> holds = new EnumMap<>(FindingCode.class);
    private final CounterDataPoint approved;
    private final CounterDataPoint rejected;
    private final CounterDataPoint succeeded;
    private final CounterDataPoint failed;
    private final CounterDataPoint existed;
    private final CounterDataPoint unknown;
    private final CounterDataPoint issued;
    private final Counter ends;
    private final Map<LeaseEnd, CounterDataPoint> ended = new EnumMap<>(LeaseEnd.class);
    private final Counter presentations;
    private final DistributionDataPoint answerTimes;
    private final DistributionDataPoint withdrawalTimes;
    private final Map<Long, Long> heldAt = bounded();
    private final Map<Long, Long> endedAt = bounded();

    EventMetrics(PrometheusRegistry registry) {
        this.events = counter(registry, "interlock_events_total", "Entries of the ledger by type.", "type");
        SELDOM.forEach(events::labelValues);
        this.decisions = counter(
                registry,
                "interlock_decisions_total",
                "Decided calls by verdict and, unless permitted, by the code of the first reason.",
                "verdict",
                "code");
        this.permits = decisions.labelValues("permit", "none");
        Counter answers = counter(registry, "interlock_approvals_total", "Answers to holds by answer.", "answer");
        this.approved = answers.labelValues("approved");
        this.rejected = answers.labelValues("rejected");
        Counter outcomes = counter(registry, "interlock_outcomes_total", "Permitted calls by outcome.", "outcome");
        this.succeeded = outcomes.labelValues("succeeded");
        this.failed = outcomes.labelValues("failed");
        this.existed = outcomes.labelValues("existed");
        this.unknown = outcomes.labelValues("unknown");
        this.issued = counter(registry, "interlock_leases_issued_total", "Leases that were issued.")
                .labelValues();
        this.ends = counter(registry, "interlock_leases_ended_total", "Leases that ended, by reason.", "reason");
        this.presentations = counter(
                registry,
                "interlock_presentations_refused_total",
                "Refused tokens, proofs and identities, and unauthorized requests from known callers, by reason.",
                "reason");
        this.answerTimes = histogram(
                registry,
                "interlock_hold_answer_duration_seconds",
                "Time from holding a call to an answer.",
                ANSWER_SECONDS);
        this.withdrawalTimes = histogram(
                registry,
                "interlock_withdrawal_duration_seconds",
                "Time from the end of a lease to the confirmation that its external credential is revoked.",
                WITHDRAWAL_SECONDS);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private static DistributionDataPoint histogram(
            PrometheusRegistry registry, String name, String help, double... bounds) {
        Histogram made = Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
        made.initLabelValues();
        return made;
    }

    private static Map<Long, Long> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
                return size() > MOST;
            }
        };
    }

    @Override
    public void accept(List<Recorded> batch) {
        batch.forEach(this::count);
    }

    /** A call was denied, whether it is recorded or only counted. Called by the writer. */
    void denied(List<Finding> findings) {
        denials.computeIfAbsent(first(findings, Outcome.DENY), code -> decisions.labelValues("deny", code.text()))
                .inc();
    }

    private void count(Recorded recorded) {
        byType.computeIfAbsent(recorded.event().getClass(), type -> events.labelValues(type(recorded)))
                .inc();
        switch (recorded.event()) {
            case Event.CallReserved reserved -> permits.inc();
            case Event.CallHeld held -> {
                holds.computeIfAbsent(
                                first(held.findings(), Outcome.HOLD),
                                code -> decisions.labelValues("hold", code.text()))
                        .inc();
                if (held.hold() == held.call()) {
                    heldAt.put(held.hold(), recorded.timeMillis());
                }
            }
            case Event.CallDenied denied -> denied(denied.findings());
            case Event.CallSettled settled -> settled(settled.settlement());
            case Event.HoldAnswered answered -> {
                (answered.approved() ? approved : rejected).inc();
                since(heldAt, answered.hold(), recorded, answerTimes, /* last= */ false);
            }
            case LeaseEvent.Issued lease -> issued.inc();
            case LeaseEvent.Revoked revoked -> {
                ended.computeIfAbsent(revoked.reason(), reason -> ends.labelValues(word(reason)))
                        .inc();
                endedAt.put(revoked.lease(), recorded.timeMillis());
            }
            case LeaseEvent.Confirmed confirmed -> {
                if (confirmed.step() == LeaseStep.WITHDRAWN) {
                    since(endedAt, confirmed.lease(), recorded, withdrawalTimes, /* last= */ true);
                }
            }
            case AgentEvent.PresentationRefused refused ->
                presentations.labelValues(refused.reason()).inc(refused.times());
            default -> {} // counted by its type, which is all there is to say
        }
    }

    private void settled(Settlement settlement) {
        switch (settlement) {
            case Settlement.Succeeded well -> succeeded.inc();
            case Settlement.Existed before -> existed.inc();
            case Settlement.Failed none -> failed.inc();
            case Settlement.Unknown lost -> unknown.inc();
        }
    }

    /** Returns the event's type as the record names it. */
    private static String type(Recorded recorded) {
        return String.valueOf(EventCodec.toMap(recorded).get("type"));
    }

    private static FindingCode first(List<Finding> findings, Outcome outcome) {
        for (Finding finding : findings) {
            if (finding.outcome() == outcome) {
                return finding.code();
            }
        }
        throw new IllegalArgumentException("a verdict without a reason");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Times an event since its beginning; one that began before the process did, or too long ago, is not timed. */
    private static void since(
            Map<Long, Long> began, long number, Recorded now, DistributionDataPoint times, boolean last) {
        Long at = last ? began.remove(number) : began.get(number);
        OptionalLong since = at == null
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, now.timeMillis() - at)); // the clock may have been set back
        since.ifPresent(millis -> times.observe(millis / MILLIS));
    }
}
