package dev.interlock.bench.gateway;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.PeerProcess;
import dev.interlock.bench.child.Served;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.wire.Wrk;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code bench/run gateway steady}: the gateway after a minute at work, asked by {@code wrk}, beside nginx as a plain reverse proxy where
 * that is installed. The targets are measured in turns, so that whatever disturbs the machine disturbs all of them; figures are medians
 * over the rounds, and ratios those of medians. Then the longest stall of a server that remembers much and keeps snapshots.
 */
final class Steady {

    /** The parts that are measured. */
    enum Part {
        ALL,
        CALLS,
        STALL
    }

    /**
     * The plan says how long each part is measured.
     *
     * @param settings each is measured, the first of them without a delay
     * @param warmUp in seconds, for each gateway of ours; programs without a compiler need less
     * @param seconds of a round
     * @param rest the most time until a gateway is idle after a round
     * @param bindings that are remembered when stalls are looked for
     * @param stall the least time in which stalls are looked for
     * @param snapshots the least number of snapshots in that time
     * @param patience the most time for that
     */
    record Plan(
            List<Setting> settings,
            int warmUp,
            int seconds,
            Duration rest,
            int rounds,
            int bindings,
            Duration stall,
            int snapshots,
            Duration patience) {
        static final Plan FULL = new Plan(
                List.of(new Setting(Stage.AGENTS, 0), new Setting(1, 5)),
                60,
                10,
                Duration.ofSeconds(10),
                5,
                1_000_000,
                Duration.ofMinutes(1),
                1,
                Duration.ofMinutes(15));
        static final Plan QUICK = new Plan(
                List.of(new Setting(Stage.AGENTS, 0)),
                0,
                1,
                Duration.ZERO,
                1,
                2_000,
                Duration.ofMillis(500),
                0,
                Duration.ofMillis(500));
    }

    /**
     * The circumstances of calls.
     *
     * @param delay what the server takes for a call, in milliseconds
     */
    record Setting(int connections, int delay) {}

    /** A gateway of ours compiles for so many times as long as programs without a compiler need to get going. */
    private static final int COMPILING = 10;
    /** A permitted call is reserved and settled. */
    private static final int ENTRIES_PER_CALL = 2;

    private static final int PATIENCE_SECONDS = 30;
    private static final String SNAPSHOT = "data/state.snapshot";

    private final Plan plan;
    private final Path folder;
    private final ResultPrinter results;

    Steady(Plan plan, Path folder, ResultPrinter results) {
        this.plan = plan;
        this.folder = folder;
        this.results = results;
    }

    void run(Part part) throws Exception {
        try (ChildProcess fixture = ChildProcess.start(Fixture.class, List.of())) {
            if (part != Part.STALL) {
                calls(fixture);
            }
            if (part != Part.CALLS) {
                stall(fixture);
            }
        }
    }

    private static void say(String what) {
        System.err.println(GatewayBench.NAME + ": " + what);
    }

    private void calls(ChildProcess fixture) throws Exception {
        Path place = Files.createDirectory(folder.resolve("calls"));
        var stage = new Stage(
                place,
                fixture.port(),
                plan.settings().stream().map(Setting::delay).toList());
        try (PeerProcess nginx = nginx(place, fixture.port());
                ChildProcess relay = ChildProcess.start(Relay.class, List.of(), stage.config());
                ChildProcess server = ChildProcess.start(Served.class, List.of(), stage.config())) {
            List<Way> ways = new ArrayList<>();
            ways.add(Way.direct(new Target("direct", fixture.port(), false, stage, List.of()), fixture));
            if (nginx != null) {
                var target = new Target("nginx", nginx.port(), false, stage, List.of());
                ways.add(Way.through(nginx, target, fixture));
            }
            var open = new Target("relay", relay.port(), true, stage, List.of());
            ways.add(Way.through(relay, open, fixture));
            var target = new Target("interlock", server.port(), true, stage, stage.openTasks(server.port()));
            ways.add(Way.through(server, target, fixture));
            warmUp(ways);
            long recorded = recorded(place);
            long carriedOut = 0;
            for (Setting setting : plan.settings()) {
                // What the target before had in flight when its round ended may arrive at the server in this one.
                carriedOut += measure(ways, setting).stream()
                        .mapToLong(round -> Math.max(0, round.use().carriedOut() - setting.connections()))
                        .sum();
            }
            awaitRecorded(place, recorded + ENTRIES_PER_CALL * carriedOut);
        }
    }

    private static @Nullable PeerProcess nginx(Path place, int port) throws IOException, InterruptedException {
        Optional<Path> program = Nginx.installed();
        if (program.isEmpty()) {
            say("nginx is not installed, so it is left out (Debian: apt-get install nginx-light)");
            return null;
        }
        return Nginx.start(program.get(), place.resolve("nginx"), port);
    }

    private void warmUp(List<Way> ways) throws IOException, InterruptedException {
        for (Way way : ways) {
            int seconds = way.gateway().isPresent() ? plan.warmUp() : plan.warmUp() / COMPILING;
            try (var client = new Client(way.target(), 0, 0)) {
                client.call();
            }
            if (seconds > 0) {
                say("warming up " + way.name() + " for " + seconds + " s");
                var _ = wrk(way, 0).run(way.target().port(), Stage.AGENTS, seconds);
                way.rest(plan.rest());
            }
        }
    }

    private Wrk wrk(Way way, int delay) throws IOException {
        return new Wrk(folder, way.name() + "-" + delay, Script.of(way.target(), delay));
    }

    /** Measures all targets and prints their figures. Returns the rounds of Interlock. */
    private List<SteadyRound> measure(List<Way> ways, Setting setting) throws IOException, InterruptedException {
        Map<String, List<SteadyRound>> rounds = new HashMap<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            say("round " + round + " of " + plan.rounds() + ", connections: " + setting.connections()
                    + ", a server that takes " + setting.delay() + " ms");
            for (Way way : ways) {
                rounds.computeIfAbsent(way.name(), any -> new ArrayList<>())
                        .add(SteadyRound.of(
                                way, wrk(way, setting.delay()), setting.connections(), plan.seconds(), plan.rest()));
            }
        }
        new SteadyReport(setting.connections(), setting.delay(), rounds).print(results);
        return rounds.getOrDefault("interlock", List.of());
    }

    private static long recorded(Path place) throws IOException {
        try (SqliteReader reader = SqliteReader.open(place.resolve("data"))) {
            return reader.size();
        }
    }

    /** Sees to it that Interlock has recorded what it let through; outcomes may come after answers. */
    private static void awaitRecorded(Path place, long entries) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (recorded(place) < entries) {
            if (System.nanoTime() > until) {
                throw new IOException("the ledger has " + recorded(place) + " entries, but should have " + entries);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void stall(ChildProcess fixture) throws Exception {
        Path place = Files.createDirectory(folder.resolve("stall"));
        var stage = new Stage(place, fixture.port(), List.of(0));
        say("writing a history of " + plan.bindings() + " bindings");
        History.write(stage, plan.bindings());
        try (ChildProcess server = ChildProcess.start(Served.class, List.of(), stage.config())) {
            var direct = new Target("direct", fixture.port(), false, stage, List.of());
            var target = new Target("interlock", server.port(), true, stage, stage.openTasks(server.port()));
            Path snapshot = place.resolve(SNAPSHOT);
            if (plan.warmUp() > 0) {
                say("warming up for " + plan.warmUp() + " s");
                var _ = Stalls.measure(target, snapshot, (gone, snapshots) -> gone.toSeconds() >= plan.warmUp());
            }
            say("looking for stalls, snapshots to wait for: " + plan.snapshots());
            print(direct, 0, Stalls.measure(direct, snapshot, (gone, snapshots) -> longEnough(gone)));
            Stalls.Longest longest = Stalls.measure(target, snapshot, this::enough);
            if (longest.snapshots() < plan.snapshots()) {
                throw new IOException("only " + longest.snapshots() + " snapshots were made in "
                        + plan.patience().toSeconds() + " s");
            }
            print(target, plan.bindings(), longest);
        }
    }

    private boolean longEnough(Duration gone) {
        return gone.compareTo(plan.stall()) >= 0;
    }

    private boolean enough(Duration gone, int snapshots) {
        return longEnough(gone) && snapshots >= plan.snapshots() || gone.compareTo(plan.patience()) > 0;
    }

    /** The clients stall, too, when the machine is busy: what direct calls show is none of Interlock's. */
    private void print(Target target, int bindings, Stalls.Longest longest) {
        Map<String, Object> params = Map.of(
                "target",
                target.name(),
                "connections",
                Stage.AGENTS,
                "bindings",
                bindings,
                "snapshots",
                longest.snapshots());
        results.print(new Result(GatewayBench.NAME, "longest_stall_ms", params, longest.stallMillis(), "ms"));
        results.print(new Result(GatewayBench.NAME, "longest_latency_ms", params, longest.latencyMillis(), "ms"));
        results.print(new Result(
                GatewayBench.NAME, "requests_per_second", params, longest.answered() / longest.seconds(), "1/s"));
    }
}
