package dev.interlock.bench.gateway;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.Served;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * {@code bench/run gateway}: one and the same call made directly, through a relay that decides nothing, and through Interlock
 * with its durable ledger. Server, relay, Interlock and clients are processes of their own.
 *
 * <p>The three are measured in turns, in many short rounds: figures are medians over the rounds, ratios medians of the ratios
 * within each turn, as the speed of a machine and its disk drifts.
 */
public final class GatewayBench implements Bench {
    static final String NAME = "gateway";

    private static final String QUICK = "--quick";

    private static final List<Integer> CLIENTS = List.of(1, Stage.AGENTS);
    /** What the server takes for a call, in milliseconds: as good as nothing, and as much as a quick real one. */
    private static final List<Integer> DELAYS = List.of(0, 5);

    private record Plan(Duration warmUp, Duration settle, Duration round, int rounds, int idle) {
        static final Plan FULL =
                new Plan(Duration.ofSeconds(8), Duration.ofMillis(500), Duration.ofMillis(700), 13, 1000);
        static final Plan QUICK = new Plan(Duration.ofMillis(20), Duration.ofMillis(10), Duration.ofMillis(10), 3, 10);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "latency and throughput of calls through the gateway compared with direct ones, memory "
                + "of idle clients; `steady [calls|stall]`: under load for a minute with wrk, compared "
                + "with nginx, and the longest stall";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        boolean quick = args.contains(QUICK);
        List<String> words = args.stream().filter(word -> !word.equals(QUICK)).toList();
        Optional<Steady.Part> steady = steady(words);
        try (var temporary = new TemporaryFolder(NAME)) {
            Path folder = temporary.path();
            if (Files.getFileStore(folder).type().equals("tmpfs")) {
                System.err.println(NAME + ": `" + folder
                        + "` is in memory, where nothing is durable: set -Djava.io.tmpdir=... (in INTERLOCK_JAVA_OPTS) "
                        + "to a folder on a disk");
            }
            if (steady.isPresent()) {
                new Steady(quick ? Steady.Plan.QUICK : Steady.Plan.FULL, folder, results).run(steady.get());
            } else {
                rounds(quick ? Plan.QUICK : Plan.FULL, folder, results);
            }
        }
    }

    /** The part of the steady mode that is named; none for the rounds. */
    private static Optional<Steady.Part> steady(List<String> words) throws BadArguments {
        return switch (String.join(" ", words)) {
            case "" -> Optional.empty();
            case "steady" -> Optional.of(Steady.Part.ALL);
            case "steady calls" -> Optional.of(Steady.Part.CALLS);
            case "steady stall" -> Optional.of(Steady.Part.STALL);
            default ->
                throw new BadArguments(
                        "expected no arguments, `steady`, `steady calls` or `steady stall`, and optionally `" + QUICK
                                + "` to try it out");
        };
    }

    private static void rounds(Plan plan, Path folder, ResultPrinter results) throws Exception {
        try (ChildProcess fixture = ChildProcess.start(Fixture.class, List.of())) {
            Floor.measure(folder.resolve("floor"), fixture.port(), plan.settle().multipliedBy(2), results);
            var stage = new Stage(Files.createDirectory(folder.resolve("calls")), fixture.port(), DELAYS);
            try (ChildProcess relay = ChildProcess.start(Relay.class, List.of(), stage.config());
                    ChildProcess server = ChildProcess.start(Served.class, List.of(), stage.config())) {
                List<Variant> variants = List.of(
                        new Variant(new Target("direct", fixture.port(), false, stage, List.of()), () -> Duration.ZERO),
                        new Variant(new Target("relay", relay.port(), true, stage, List.of()), relay::cpu),
                        new Variant(
                                new Target("interlock", server.port(), true, stage, stage.openTasks(server.port())),
                                server::cpu));
                calls(variants, plan, results);
            }
            var idle = new Stage(Files.createDirectory(folder.resolve("idle")), fixture.port(), DELAYS);
            try (ChildProcess server = ChildProcess.start(Served.class, IdleMemory.OPTIONS, idle.config())) {
                memory(server, idle, plan.idle(), results);
            }
        }
    }

    private interface Cpu {
        Duration used();
    }

    private record Variant(Target target, Cpu cpu) {
        String name() {
            return target.name();
        }
    }

    private static void calls(List<Variant> variants, Plan plan, ResultPrinter results) throws Exception {
        System.err.println(NAME + ": warming up");
        for (int part = 0; part < 2; part++) {
            for (Variant variant : variants) {
                try (Clients clients = new Clients(variant.target(), part == 0 ? 1 : Stage.AGENTS, 0)) {
                    clients.round(plan.warmUp().dividedBy(2), variant);
                }
            }
        }
        for (int delay : DELAYS) {
            for (int clients : CLIENTS) {
                System.err.println(NAME + ": " + clients + " clients, a server that takes " + delay + " ms");
                group(variants, clients, delay, plan, results);
            }
        }
    }

    private static void group(List<Variant> variants, int clients, int delay, Plan plan, ResultPrinter results)
            throws Exception {
        Map<String, List<Round>> rounds = new HashMap<>();
        List<Clients> all = new ArrayList<>();
        try {
            for (Variant variant : variants) {
                Clients some = new Clients(variant.target(), clients, delay);
                all.add(some);
                some.round(plan.settle(), variant);
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (int i = 0; i < variants.size(); i++) {
                    Variant variant = variants.get(i);
                    rounds.computeIfAbsent(variant.name(), any -> new ArrayList<>())
                            .add(all.get(i).round(plan.round(), variant));
                }
            }
        } finally {
            for (Clients some : all) {
                some.close();
            }
        }
        new Report(clients, delay, rounds).print(results);
    }

    /** So many clients of one target, connected. */
    private record Clients(List<Client> all) implements AutoCloseable {

        Clients(Target target, int clients, int delay) throws IOException {
            this(new ArrayList<>());
            for (int i = 0; i < clients; i++) {
                all.add(new Client(target, i, delay));
            }
        }

        Round round(Duration time, Variant variant) throws Exception {
            List<Round.Once> calls =
                    all.stream().map(client -> (Round.Once) client::call).toList();
            return Round.of(calls, time, variant.cpu()::used);
        }

        @Override
        public void close() throws IOException {
            for (Client client : all) {
                client.close();
            }
        }
    }

    private static void memory(ChildProcess server, Stage stage, int clients, ResultPrinter results)
            throws IOException, InterruptedException {
        System.err.println(NAME + ": " + clients + " idle clients of each era");
        var target = new Target("interlock", server.port(), true, stage, stage.openTasks(server.port()));
        new IdleMemory(server, target)
                .measure(clients)
                .forEach((era, memory) -> Stream.<Map.Entry<String, ToDoubleFunction<IdleMemory.PerClient>>>of(
                                Map.entry("heap", IdleMemory.PerClient::heap),
                                Map.entry("native", IdleMemory.PerClient::resident),
                                Map.entry("all", IdleMemory.PerClient::total))
                        .forEach(part -> results.print(new Result(
                                NAME,
                                "memory_per_idle_client",
                                Map.of("era", era, "clients", clients, "of", part.getKey()),
                                part.getValue().applyAsDouble(memory),
                                "kB"))));
    }
}
