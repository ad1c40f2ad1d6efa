package dev.interlock.server.observe.metric;

import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The gauges of the domain are read when somebody scrapes, once for all of them. While nothing can be decided, the
 * numbers of the state are absent: an unknown number is not shown as 0.
 */
final class DomainGauges implements MultiCollector {

    private static final double MILLIS = 1e3;

    private final Domain domain;
    private final Path data;
    private final InstantSource clock;
    private final List<String> credentials;

    /**
     * Numbers of the state.
     *
     * @param oldestHold when the oldest open hold began, or now
     * @param withdrawals leases that ended and are not taken back, by credential
     */
    private record Counts(
            int tasks,
            int holds,
            long oldestHold,
            int inFlight,
            int unknown,
            int suspended,
            Lanes lanes,
            Map<String, Integer> withdrawals) {}

    /**
     * Break-glass lanes.
     *
     * @param unreviewed ended, and wait for their review
     * @param overdue those of them that have waited too long
     */
    private record Lanes(int open, int unreviewed, int overdue) {}

    DomainGauges(Domain domain, Metrics.Gateway gateway, InstantSource clock) {
        this.domain = domain;
        this.data = gateway.data();
        this.credentials = List.copyOf(gateway.credentials());
        this.clock = clock;
    }

    void register(PrometheusRegistry registry) {
        registry.register(this);
    }

    @Override
    public MetricSnapshots collect() {
        var all = new ArrayList<MetricSnapshot>();
        boolean ready = domain.ready();
        all.add(gauge("interlock_ready", "1 if calls can be decided and recorded, else 0.", ready ? 1 : 0));
        all.add(gauge(
                "interlock_clock_in_doubt",
                "1 while no call is decided because the clock is in doubt, else 0.",
                domain.clock().believed() ? 0 : 1));
        all.add(gauge(
                "interlock_clock_behind_seconds",
                "How far the clock is behind the latest entry of the ledger; 0 if it is not behind.",
                domain.clock().behindMillis() / MILLIS));
        all.add(gauge("interlock_writer_queue_length", "Commands waiting for the domain's writer.", domain.waiting()));
        all.add(gauge(
                "interlock_ledger_entries",
                "Entries of the ledger.",
                domain.ledger().size()));
        domain.anchorBehind()
                .ifPresent(behind -> all.add(gauge(
                        "interlock_anchor_entries_behind",
                        "Ledger entries that the anchor does not cover yet.",
                        behind)));
        all.add(gauge("interlock_ledger_bytes", "Size of the files in the data folder.", bytes()));
        all.add(gauge(
                "interlock_leases_live",
                "Leases that can be used now.",
                domain.leases().size()));
        if (ready) {
            try {
                long now = clock.millis();
                add(all, domain.query(state -> counts(state, now)), now);
            } catch (UnavailableException e) {
                // absent: the next scrape may know
            }
        }
        return new MetricSnapshots(all);
    }

    private void add(List<MetricSnapshot> all, Counts counts, long now) {
        all.add(gauge("interlock_tasks_open", "Tasks that have not ended.", counts.tasks()));
        all.add(gauge("interlock_holds_open", "Calls waiting for approvals.", counts.holds()));
        all.add(gauge(
                "interlock_hold_oldest_seconds",
                "How long the oldest open hold has waited; 0 if there is none.",
                (now - counts.oldestHold()) / MILLIS));
        all.add(gauge("interlock_calls_in_flight", "Permitted calls that have no outcome yet.", counts.inFlight()));
        all.add(gauge(
                "interlock_calls_unknown",
                "Calls of unknown outcome that have not been reconciled; they count as if they had taken effect.",
                counts.unknown()));
        all.add(gauge("interlock_agents_suspended", "Agents that are suspended.", counts.suspended()));
        all.add(gauge(
                "interlock_lanes_open",
                "Break-glass lanes that are open; rules are waived in them.",
                counts.lanes().open()));
        all.add(gauge(
                "interlock_lanes_unreviewed",
                "Break-glass lanes that have ended and are waiting for review.",
                counts.lanes().unreviewed()));
        all.add(gauge(
                "interlock_lanes_overdue",
                "Break-glass lanes whose review is overdue.",
                counts.lanes().overdue()));
        var pending = GaugeSnapshot.builder()
                .name("interlock_withdrawals_pending")
                .help("Ended leases whose external credential is not known to be revoked.");
        var withdrawals = new TreeMap<String, Integer>();
        credentials.forEach(credential -> withdrawals.put(credential, 0));
        withdrawals.putAll(counts.withdrawals());
        withdrawals.forEach((credential, number) -> pending.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("credential", credential))
                .value(number)
                .build()));
        all.add(pending.build());
    }

    /** Runs on the writer. */
    private static Counts counts(State state, long now) {
        long oldest = now;
        for (HoldState hold : state.holds().open()) {
            oldest = Math.min(oldest, hold.heldMillis());
        }
        int unknown = 0;
        int calls = 0;
        for (OpenCall call : state.calls().all()) {
            calls++;
            unknown += call.unknown() ? 1 : 0;
        }
        var withdrawals = new TreeMap<String, Integer>();
        for (Lease lease : state.leases().all()) {
            if (lease.end().isPresent()) {
                withdrawals.merge(lease.issued().credential(), 1, Integer::sum);
            }
        }
        return new Counts(
                state.tasks().active().size(),
                state.holds().open().size(),
                oldest,
                calls - unknown,
                unknown,
                state.agents().suspended().size(),
                lanes(state),
                withdrawals);
    }

    private static Lanes lanes(State state) {
        int open = 0;
        int unreviewed = 0;
        int overdue = 0;
        for (Lane lane : state.lanes().all()) {
            open += lane.status() == Lane.Status.OPEN ? 1 : 0;
            unreviewed += lane.status() == Lane.Status.ENDED ? 1 : 0;
            overdue += lane.status() == Lane.Status.ENDED && lane.overdue() ? 1 : 0;
        }
        return new Lanes(open, unreviewed, overdue);
    }

    private long bytes() {
        try (Stream<Path> files = Files.list(data)) {
            return files.mapToLong(DomainGauges::size).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0; // it went meanwhile
        }
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }
}
