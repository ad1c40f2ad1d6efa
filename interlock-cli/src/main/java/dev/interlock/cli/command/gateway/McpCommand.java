package dev.interlock.cli.command.gateway;

import dev.interlock.cli.command.policy.AllowOption;
import dev.interlock.cli.command.policy.BundleFolder;
import dev.interlock.cli.command.policy.DiagnosticFormat;
import dev.interlock.cli.draft.RulesFolder;
import dev.interlock.cli.init.FoundServer;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Logging;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Caller;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.domain.Clocks;
import dev.interlock.server.shell.ShellWord;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock mcp}: stands between one MCP client of a person's own machine and the servers that it starts. */
@Command(
        name = "mcp",
        description = "Wrap MCP servers for a client that runs on this machine.",
        customSynopsis = {
            "interlock mcp BUNDLE [--draft] [--server=NAME] [--intent=NAME]",
            "              [--agent=NAME] [--data=FOLDER] [--env=NAME]... [--clock=TIME]",
            "              [--approver=NAME=HASH]...",
            "              -- COMMAND...",
            "  or:  interlock mcp --config=FILE [--agent=NAME] [--endpoint=NAME] [--listen]",
            "              [--clock=TIME] [--allow=CODE[:NAME]]..."
        },
        footer = {
            "",
            "For one server: use it instead of the server's own command in the client's settings:",
            "  interlock mcp BUNDLE -- npx -y some-server ARGUMENTS",
            "For a server without a bundle: `interlock mcp agent-baseline -- ...` (docs/agent-baseline.md).",
            "For several servers, pass the configuration of `interlock serve` with `--config`; the "
                    + "client sees all of them as one server, with tools named SERVER__TOOL.",
            "It speaks MCP on standard input and output, decides each call according to the bundle, and "
                    + "keeps a record that `interlock ledger` and `interlock explain` read. Changes to the "
                    + "bundle take effect at the next start. The servers' logs go to standard error, unless "
                    + "INTERLOCK_LOG is `warning`. See docs/desktop.md."
        })
public final class McpCommand implements Callable<Integer> {

    /** The time that the run before this one may take to end: clients start the next one at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(50);

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BUNDLE",
            converter = BundleFolder.class,
            description = "Folder of the policy bundle, `shipped:NAME` for the bundle of a known server, or "
                    + "`agent-baseline` for any server, whose catalogue is then drafted.")
    private @Nullable Path bundle;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description = "The server's name in the bundle's catalogue (default: the only one).")
    private @Nullable String server;

    @Option(
            names = "--draft",
            description =
                    "Draft the catalogue from the tools that the server lists, as for agent-baseline; BUNDLE is a "
                            + "copy of that bundle.")
    private boolean draft;

    @Option(
            names = "--intent",
            paramLabel = "NAME",
            description = "The intent under which the client works (default: the bundle's only one).")
    private @Nullable String intent;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "The client's name in the record (default: desktop); with --config, the agent of the "
                    + "configuration that it acts as (default: the only one).")
    private @Nullable String agent;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the record is kept (default: interlock/NAME-OF-THE-BUNDLE in the user's data folder).")
    private @Nullable Path data;

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "An environment variable to pass to the server in addition to the usual ones; repeatable.")
    private List<String> passed = List.of();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "A configuration, instead of a bundle and a command.")
    private @Nullable Path config;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            description = "With --config: the server or endpoint to offer (default: all servers).")
    private @Nullable String endpoint;

    @Option(
            names = "--listen",
            description =
                    "With --config: also listen, as `interlock serve` does, so that people can approve held calls.")
    private boolean listen;

    @Option(
            names = "--approver",
            paramLabel = "NAME=HASH",
            description = "Another person who approves held calls, with the hash of their token (`interlock token`); "
                    + "repeatable.")
    private Map<String, String> approvers = Map.of();

    @Mixin
    private AllowOption allow;

    @Option(
            names = "--clock",
            paramLabel = "TIME",
            description = "The current time, such as 2026-11-28T16:19Z, if Interlock doubts the machine's clock.")
    private @Nullable OffsetDateTime time;

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The server's own command and arguments; write `--` before it.")
    private List<String> command = List.of();

    private boolean ended; // guarded by this

    @Override
    public Integer call() throws IOException, InterruptedException, WrongUsage {
        PrintWriter err = spec.commandLine().getErr();
        Map<String, String> environment = Surroundings.of(spec).environment();
        Optional<DesktopSetup> desk = config != null ? configured(config, environment, err) : wrapped(environment, err);
        if (desk.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        // Output of anything else would be read by the client as a message.
        System.setOut(System.err);
        Logging.ofServers(environment.getOrDefault("INTERLOCK_LOG", ""));
        InterlockServer interlock = open(desk.get());
        if (!believes(interlock, err)) {
            end(interlock);
            return ExitCode.FOUND_SOMETHING;
        }
        compareTools(interlock, desk.get(), err);
        // Clients that do not want to wait for the end ask for it with a signal.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(interlock)));
        try (var out = new FileOutputStream(FileDescriptor.out)) {
            var held = new HeldCalls(listens() ? Optional.of(interlock.url()) : Optional.empty(), err);
            interlock
                    .stdio(desk.get().client(), desk.get().endpoint(), held::hint)
                    .run(System.in, out);
        } finally {
            end(interlock);
        }
        return ExitCode.FINE;
    }

    /** Tells of tools that differ from the catalogue, unless it was drafted a moment ago from these tools. */
    private void compareTools(InterlockServer interlock, DesktopSetup desk, PrintWriter err) {
        Path folder = desk.config().bundle();
        if (config == null && !folder.equals(bundle)) {
            return;
        }
        String upstream =
                config == null ? "-- " + FoundServer.shown(command) : "--config " + ShellWord.of(config.toString());
        interlock.compareTools(desk.servers(), (name, drifts) -> {
            err.println("interlock: " + new ToolChanges(name, drifts).sinceReview(folder, upstream));
            err.flush();
        });
    }

    private Optional<DesktopSetup> configured(Path file, Map<String, String> environment, PrintWriter err)
            throws WrongUsage {
        if (bundle != null
                || server != null
                || intent != null
                || data != null
                || draft
                || !approvers.isEmpty()
                || !passed.isEmpty()
                || !command.isEmpty()) {
            throw new WrongUsage("a configuration already specifies the bundle, intent, data folder, servers and their "
                    + "environment; leave out BUNDLE, --server, --intent, --data, --env, --approver and the command");
        }
        Optional<Configured> read = Configured.read(file, environment, err);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        DesktopSetup setup =
                DesktopSetup.of(read.get(), Optional.ofNullable(agent).orElse(""), Optional.ofNullable(endpoint));
        return read.get().isReady(allow, err) ? Optional.of(setup) : Optional.empty();
    }

    private Optional<DesktopSetup> wrapped(Map<String, String> environment, PrintWriter err)
            throws WrongUsage, IOException {
        if (bundle == null) {
            throw new WrongUsage("which policy? give the folder of a bundle, or a configuration with --config");
        }
        if (command.isEmpty()) {
            throw new WrongUsage("which server? write its command after `--`: `-- npx -y some-server`");
        }
        if (endpoint != null || listen) {
            throw new WrongUsage("--endpoint and --listen need --config; leave them out, or give a configuration");
        }
        var wrapping = new DesktopSetup.Wrapping(
                bundle,
                Optional.ofNullable(server),
                Optional.ofNullable(intent),
                agent == null ? "desktop" : agent,
                Optional.ofNullable(data),
                passed,
                command,
                Approver.of(approvers));
        Optional<PolicyBundle.Compiled> policy = loaded(bundle, err);
        if (policy.isPresent() && (draft || bundle.equals(RulesFolder.baseline()))) {
            var rules = RulesFolder.of(bundle, policy.get());
            Optional<Path> drafted = new DraftedDesktop(wrapping, rules, err).write(environment);
            if (drafted.isEmpty()) {
                return Optional.empty();
            }
            policy = loaded(drafted.get(), err);
            wrapping = wrapping.of(drafted.get());
        }
        return policy.isEmpty() ? Optional.empty() : Optional.of(DesktopSetup.of(wrapping, policy.get(), environment));
    }

    private Optional<PolicyBundle.Compiled> loaded(Path folder, PrintWriter err) throws WrongUsage {
        PolicyBundle loaded = BundleFolder.load(folder, spec);
        if (loaded instanceof PolicyBundle.Compiled policy) {
            return Optional.of(policy);
        }
        err.print(DiagnosticFormat.text(loaded.diagnostics(), spec));
        return Optional.empty();
    }

    private InterlockServer open(DesktopSetup desk) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return listens()
                        ? InterlockServer.start(desk.config(), desk.policy(), Clocks.system())
                        : InterlockServer.open(desk.config(), desk.policy(), Clocks.system());
            } catch (StoreException e) {
                if (e.problem() != StoreException.Problem.IN_USE || System.nanoTime() - until > 0) {
                    throw e;
                }
                Thread.sleep(POLL);
            }
        }
    }

    /** Returns whether people can reach this server: then they can approve held calls. */
    private boolean listens() {
        return listen || !approvers.isEmpty();
    }

    /** Says what time it is, as the person at this machine says; false where the machine's clock shows another time. */
    private boolean believes(InterlockServer interlock, PrintWriter err) {
        if (time == null) {
            return true;
        }
        var person = new Caller(
                System.getProperty("user.name"),
                "desktop",
                true,
                false,
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty());
        Optional<Answer.Refused> refused =
                interlock.confirmClock(person, time.toInstant().toEpochMilli());
        refused.ifPresent(why -> err.println("interlock: " + why.message()));
        return refused.isEmpty();
    }

    /** Ends the server once: whoever comes second waits until it is done. */
    private synchronized void end(InterlockServer interlock) {
        if (ended) {
            return;
        }
        ended = true;
        try {
            interlock.close();
        } catch (IOException e) {
            System.err.println("interlock: while shutting down: " + e.getMessage());
        }
    }
}
