package dev.interlock.cli.command.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.json.Json;
import dev.interlock.server.replay.Assume;
import dev.interlock.server.replay.LedgerReplay;
import dev.interlock.server.replay.LogSettings;
import dev.interlock.server.replay.ReplayJson;
import dev.interlock.server.replay.ReplayResult;
import dev.interlock.server.replay.ReplaySettings;
import dev.interlock.server.replay.ReplayText;
import dev.interlock.server.replay.TraceReplay;
import dev.interlock.server.replay.Verdict;
import dev.interlock.server.replay.read.TableColumns;
import dev.interlock.server.replay.sort.EventSorter;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock replay}: what a bundle would have decided about what happened. */
@Command(
        name = "replay",
        description = "Replay past traces, event logs or a ledger under a bundle.",
        footer = {
            "",
            "A TRACE is a file of JSON lines, OTLP in JSON with execute_tool spans, an event log "
                    + "in XES, or, with --columns, a table of events (comma- or tab-separated); each may "
                    + "be compressed with gzip. A ledger is the data folder of a server, or an export. See "
                    + "docs/replay.md.",
            "Exit codes: 0 nothing found; 1 a call would have been held or denied (with --against, or for a ledger: a "
                    + "decision differs), or with --strict the input is bad; 2 usage error."
        })
public final class ReplayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "Folder of the policy bundle that decides.")
    private Path bundle;

    @Option(
            names = "--against",
            paramLabel = "OTHER",
            description = "Another bundle: show how the decisions of BUNDLE differ from those of this one.")
    private @Nullable Path against;

    @Option(
            names = "--assume",
            paramLabel = "WHAT",
            description = "How to treat a call that BUNDLE holds or denies: as `happened`, as in the trace (default), "
                    + "or as `stopped`, so that it does not count.")
    private Assume assume = Assume.HAPPENED;

    @Option(
            names = "--intent",
            paramLabel = "NAME",
            description = "Intent of tasks for which the trace states none. Default: all duties are allowed.")
    private @Nullable String intent;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description =
                    "The server to assume for tools named without one. Default: the only server that has the tool.")
    private String server = "";

    @Option(
            names = "--unknown-tools",
            paramLabel = "WHAT",
            description = "What to do with tools that are not in the catalogue: `decide` (they are denied), "
                    + "`skip`, or `auto` (default): skip them in event logs, and decide them otherwise.")
    private ReplaySettings.UnknownTools unknownTools = ReplaySettings.UnknownTools.AUTO;

    @Option(
            names = "--reorder",
            paramLabel = "N",
            description = "Look N events ahead to sort them by time. Default: 4096 for OTLP, else 0. Event logs "
                    + "are always merged by time.")
    private int ahead = -1;

    @Option(
            names = "--columns",
            paramLabel = "NAMES",
            description = "The columns that describe an event: case=..,activity=..,resource=..,time=.., and "
                    + "optionally lifecycle=.., in which case only rows with `complete` count.")
    private @Nullable String columns;

    @Option(
            names = "--join-cases",
            description = "Treat traces with the same name as one case. Default: that is an error.")
    private boolean joinCases;

    @Option(names = "--limit", paramLabel = "N", description = "Show the first N calls (default: ${DEFAULT-VALUE}).")
    private int limit = 10;

    @Option(names = "--strict", description = "Exit with 1 if anything is wrong with the input.")
    private boolean strict;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TRACE|LEDGER",
            description = "Traces in chronological order, or a ledger.")
    private List<Path> inputs = new ArrayList<>();

    @Override
    public Integer call() throws WrongUsage, IOException {
        if (limit < 0 || limit > 100_000) {
            throw new WrongUsage("--limit must be from 0 to 100000, not `" + limit + "`");
        }
        if (ahead < -1 || ahead > 1_000_000) {
            throw new WrongUsage("--reorder must be from 0 to 1000000, not `" + ahead + "`");
        }
        Optional<PolicyBundle.Compiled> policy = load(bundle);
        Optional<PolicyBundle.Compiled> other = against == null ? Optional.empty() : load(against);
        if (policy.isEmpty() || (against != null && other.isEmpty())) {
            return ExitCode.FOUND_SOMETHING;
        }
        checkIntent(policy.get());
        var settings = new ReplaySettings(
                assume,
                Optional.ofNullable(intent),
                ReplaySettings.usual().idleMillis(),
                server,
                unknownTools,
                ahead,
                limit,
                new LogSettings(columns(), joinCases, EventSorter.USUAL_MEMORY));
        long begin = System.nanoTime();
        ReplayResult result = inputs.stream().anyMatch(Files::isDirectory)
                ? ledger(policy.get(), other.orElse(null), settings)
                : traces(policy.get(), other.orElse(null), settings);
        print(result, System.nanoTime() - begin);
        return exit(result);
    }

    private ReplayResult traces(
            PolicyBundle.Compiled policy, PolicyBundle.@Nullable Compiled other, ReplaySettings settings)
            throws WrongUsage, IOException {
        long size = 0;
        for (Path input : inputs) {
            if (!Files.isReadable(input) || Files.isDirectory(input)) {
                throw new WrongUsage("there is no trace `" + input + "` that can be read");
            }
            size += Files.size(input);
        }
        try {
            return new TraceReplay(policy, other, settings).run(inputs, progress(Math.max(1, size)));
        } catch (TableColumns.Wrong e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private Optional<TableColumns> columns() throws WrongUsage, IOException {
        try {
            return columns == null ? Optional.empty() : Optional.of(TableColumns.parse(columns));
        } catch (TableColumns.Wrong e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private ReplayResult ledger(
            PolicyBundle.Compiled policy, PolicyBundle.@Nullable Compiled other, ReplaySettings settings)
            throws WrongUsage, IOException {
        if (inputs.size() > 1) {
            throw new WrongUsage("a ledger must be replayed alone, because it is one history");
        }
        if (columns != null) {
            throw new WrongUsage("`--columns` is for tables, not for ledgers; leave it out");
        }
        try (DataFolder.Opened opened = DataFolder.open(inputs.getFirst())) {
            long size = Math.max(1, opened.reader().size());
            ProgressBar bar = bar();
            return new LedgerReplay(opened.reader(), policy.engine(), other == null ? null : other.engine(), settings)
                    .run(entries -> bar.decided((double) entries / size, entries));
        }
    }

    private void checkIntent(PolicyBundle.Compiled policy) throws WrongUsage {
        if (intent != null && !policy.engine().intents().containsKey(intent)) {
            throw new WrongUsage("the bundle has no intent `" + intent + "`; it has "
                    + String.join(", ", policy.engine().intents().keySet()));
        }
    }

    private Optional<PolicyBundle.Compiled> load(Path folder) {
        return switch (BundleFolder.load(folder, spec)) {
            case PolicyBundle.Compiled compiled -> Optional.of(compiled);
            case PolicyBundle.Rejected rejected -> {
                PrintWriter err = spec.commandLine().getErr();
                err.print(DiagnosticFormat.text(rejected.diagnostics(), spec));
                err.println("interlock: nothing was replayed: the bundle `" + folder + "` has errors");
                yield Optional.empty();
            }
        };
    }

    /** A bar for traces: logs are read to their end before anything of them is decided. */
    private Consumer<TraceReplay.Progress> progress(long size) {
        ProgressBar bar = bar();
        return progress -> {
            double done = progress.merged().orElse((double) progress.bytesRead() / size);
            if (progress.reading()) {
                bar.reading(done);
            } else {
                bar.decided(done, progress.calls());
            }
        };
    }

    private ProgressBar bar() {
        return new ProgressBar(
                spec.commandLine().getErr(), Surroundings.of(spec).terminal(), System::nanoTime);
    }

    private void print(ReplayResult result, long nanos) {
        PrintWriter out = spec.commandLine().getOut();
        if (Surroundings.of(spec).terminal()) {
            spec.commandLine().getErr().print("\r\u001b[K");
            spec.commandLine().getErr().flush();
        }
        double seconds = nanos / 1e9;
        double rate = result.tally().calls() / Math.max(1e-9, seconds);
        if (json) {
            ObjectNode node = ReplayJson.of(result, assume);
            node.putObject("took")
                    .put("seconds", Math.round(seconds * 1000) / 1000.0)
                    .put("calls_per_second", Math.round(rate))
                    .put("peak_heap_bytes", peakHeap());
            out.println(Json.text(node));
        } else {
            var text = new ReplayText(TerminalPaint.of(Surroundings.of(spec)));
            text.lines(result, assume).forEach(out::println);
            out.println();
            out.println(String.format(Locale.ROOT, "%.1f s, %,d calls a second", seconds, Math.round(rate)));
        }
        out.flush();
    }

    /** The most that each part of the heap held at one time. */
    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private int exit(ReplayResult result) {
        if (result.collisions().count() > 0) {
            spec.commandLine()
                    .getErr()
                    .println("interlock: the event logs were not decided because names in them collide");
            return ExitCode.FOUND_SOMETHING;
        }
        if (result.tally().calls() == 0) {
            spec.commandLine().getErr().println("interlock: no call was found in the input");
            return ExitCode.FOUND_SOMETHING;
        }
        boolean found = result.comparison().isPresent()
                ? result.comparison().get().changed() > 0
                : result.tally().count(Verdict.PERMIT) < result.tally().calls();
        return found || (strict && result.flaws().bad()) ? ExitCode.FOUND_SOMETHING : ExitCode.FINE;
    }
}
