package dev.interlock.cli.command.gateway;

import dev.interlock.cli.command.policy.BundleFolder;
import dev.interlock.cli.command.policy.DiagnosticFormat;
import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.cli.draft.RulesFolder;
import dev.interlock.cli.draft.ShippedServer;
import dev.interlock.cli.draft.ShippedServers;
import dev.interlock.cli.init.ClientFile;
import dev.interlock.cli.init.ClientLines;
import dev.interlock.cli.init.ClientSettings;
import dev.interlock.cli.init.FoundServer;
import dev.interlock.cli.init.Project;
import dev.interlock.cli.init.ProjectFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.enforce.Drift;
import dev.interlock.server.render.Plain;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock init}: makes a gateway for the servers that somebody has, and starts it. */
@Command(
        name = "init",
        description = {
            "Set up a gateway and a policy for your MCP servers.",
            "It asks each server for its tools, uses the reviewed policy for a known server or drafts one, and starts"
                    + " the gateway."
        },
        customSynopsis = {
            "interlock init [--yes] [--folder=FOLDER] [--name=NAME] [--env=NAME]... -- COMMAND...",
            "  or:  interlock init [--yes] [--folder=FOLDER] [--url=[NAME=]URL]... [--token-env=[NAME=]VARIABLE]..."
                    + " [--from=FILE]..."
        },
        footer = {
            "",
            "It writes interlock-server.yaml, a policy bundle with a scenario for each rule, and "
                    + "a token for each of two agents and two people. A known server (docs/servers.md) gets a reviewed "
                    + "policy. For any other server the policy is a draft, based on how the tools describe themselves: "
                    + "review it.",
            "For example: interlock init -- npx -y @modelcontextprotocol/server-memory"
        })
public final class InitCommand implements Callable<Integer> {

    private static final int FIRST_PORT = 7420;
    private static final int PORTS = 100;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where to write it (default: the current folder).")
    private Path folder;

    @Mixin
    private ServersToGuard given;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            split = ",",
            description = "Names of the agents; each gets its own owner (default: author, reviewer).")
    private List<String> agents = List.of();

    @Option(
            names = "--person",
            paramLabel = "NAME",
            split = ",",
            description = "Names of the people who approve calls and change the policy (default: first, second).")
    private List<String> people = List.of();

    @Option(
            names = "--approve",
            paramLabel = "TOOL",
            split = ",",
            description = "The tools whose calls each need a person's approval, instead of those that delete, "
                    + "decide or send something out; `none` for no tool.")
    private List<String> approve = List.of();

    @Option(
            names = "--draft",
            description = "Draft the policy for a known server, too, instead of using the reviewed one.")
    private boolean draftOnly;

    @Option(
            names = "--rules",
            paramLabel = "BUNDLE",
            converter = BundleFolder.class,
            description = "Use the rules of this bundle, such as agent-baseline, for all servers, and draft only their "
                    + "catalogues.")
    private @Nullable Path rules;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on (default: 7420, or the next free one).")
    private @Nullable Integer port;

    @Option(
            names = {"-y", "--yes"},
            description = "Ask no questions, and change the files given with --from.")
    private boolean yes;

    @Option(names = "--no-start", description = "Write the files, but start nothing.")
    private boolean noStart;

    private int warnings;
    private int scenarios;

    @Override
    public Integer call() throws IOException, InterruptedException, WrongUsage {
        List<ClientFile> clients = given.clients();
        List<FoundServer> servers = given.servers(clients);
        Optional<InitQuestions> questions = InitQuestions.of(spec, yes);
        Project.Parties parties = new InitParties(agents, people).chosen(questions);
        Screen screen =
                new Screen(spec.commandLine().getOut(), Surroundings.of(spec).colours());
        Path place = folder.toAbsolutePath().normalize();
        Map<FoundServer, OfferedByServers.Offer> offered = new OfferedByServers(spec, questions).ask(servers);
        if (offered.isEmpty() || (clients.isEmpty() && offered.size() < servers.size())) {
            spec.commandLine().getErr().println("interlock: nothing was written");
            return ExitCode.FOUND_SOMETHING;
        }
        servers = List.copyOf(offered.keySet());
        String called = servers.size() == 1
                ? servers.getFirst().name()
                : FoundServer.plain(place.getFileName().toString());
        var summary = new InitSummary(screen);
        BundleDraft draft = draft(called, offered, parties, summary);
        new InitApprovals(draft, approve).choose(questions);
        int listen = port();
        Project project = Project.of(called, place, listen, servers, draft.files(), parties, new SecureRandom());
        String address = "http://127.0.0.1:" + listen;
        var settings = new ClientSettings(place, address, parties.agents());
        List<ClientSettings.Change> changes = settings.changes(clients, servers);
        summary.drafted(draft);
        try (var written = ProjectFolder.write(place, project)) {
            if (!isFine(written.draft())) {
                return ExitCode.FOUND_SOMETHING;
            }
            if (questions.isPresent() && !questions.get().agreed("Create it?")) {
                spec.commandLine().getErr().println("interlock: nothing was written");
                return ExitCode.FOUND_SOMETHING;
            }
            written.finish();
        }
        tell(screen, place, project);
        List<ClientSettings.Change> agreed = new ArrayList<>();
        for (ClientSettings.Change change : changes) {
            if (questions.isEmpty() || questions.get().agreed(change.question())) {
                agreed.add(change);
            }
        }
        if (agreed.isEmpty()) {
            tellClients(screen, place, address, servers, parties);
        } else {
            settings.write(agreed).forEach(screen::line);
        }
        screen.blank();
        spec.commandLine().getOut().flush();
        return noStart ? ExitCode.FINE : start(place);
    }

    private BundleDraft draft(
            String called,
            Map<FoundServer, OfferedByServers.Offer> offered,
            Project.Parties parties,
            InitSummary summary)
            throws WrongUsage {
        var draft = new BundleDraft(called, "you@example.com", parties.agents());
        if (rules != null) {
            draft.ruledBy(rules(rules));
        }
        offered.forEach((server, offer) -> {
            Optional<ShippedServer> policy = draftOnly || rules != null
                    ? Optional.empty()
                    : ShippedServers.here().recognised(offer.ownName(), offer.tools());
            Optional<List<Drift>> drifts =
                    policy.flatMap(reviewed -> draft.shipped(server.name(), reviewed, offer.tools()));
            if (drifts.isPresent()) {
                summary.shipped(server.name(), policy.orElseThrow(), drifts.get());
            } else {
                policy.ifPresent(reviewed -> summary.drafted(server.name(), reviewed));
                draft.server(server.name(), offer.tools());
            }
        });
        for (String tool : draft.leftOut()) {
            spec.commandLine()
                    .getErr()
                    .println("interlock: left out, so its calls are denied: `" + Plain.of(Plain.cut(tool, 200))
                            + "`, which is not a valid name in a catalogue");
        }
        return draft;
    }

    private RulesFolder rules(Path bundle) throws WrongUsage {
        PolicyBundle loaded = BundleFolder.load(bundle, spec);
        if (loaded instanceof PolicyBundle.Compiled policy) {
            return RulesFolder.of(bundle, policy);
        }
        throw new WrongUsage("the bundle given with --rules has mistakes; see them with `interlock check "
                + Screen.printable(bundle.toString()) + "`");
    }

    private int port() throws WrongUsage {
        if (port != null) {
            return port;
        }
        for (int candidate = FIRST_PORT; candidate < FIRST_PORT + PORTS; candidate++) {
            try (var free = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                // somebody listens there: try the next one
            }
        }
        throw new WrongUsage("no port from " + FIRST_PORT + " on is free; choose one with --port");
    }

    /** Reads what was written as a start does, and plays its scenarios; says what is wrong, and of warnings how many there are. */
    private boolean isFine(Path written) throws WrongUsage, IOException {
        PrintWriter err = spec.commandLine().getErr();
        Configured.Read read = Configured.read(
                written.resolve("interlock-server.yaml"), Surroundings.of(spec).environment());
        List<Diagnostic> found = new ArrayList<>(read.diagnostics());
        read.configured().ifPresent(made -> made.findings().forEach(finding -> found.add(finding.diagnostic())));
        if (read.configured().isEmpty() || found.stream().anyMatch(Diagnostic::isError)) {
            err.print(DiagnosticFormat.text(found, spec));
            err.println("interlock: nothing was written: no bundle could be drafted for these tools");
            return false;
        }
        ScenarioReport played =
                ScenarioSuite.run(read.configured().get().policy(), new FolderTree(written.resolve("bundle")));
        if (!played.passed()) {
            err.print(played.text(Surroundings.of(spec).colours()));
            err.println("interlock: nothing was written: the drafted scenarios do not pass");
        }
        warnings = found.size();
        scenarios = played.outcomes().size();
        return played.passed();
    }

    private void tell(Screen screen, Path place, Project project) {
        screen.blank();
        screen.line("wrote " + place.resolve("interlock-server.yaml") + ", the policy in " + place.resolve("bundle")
                + ", and tokens in " + place.resolve(Project.TOKENS));
        long kept = project.secrets().keySet().stream()
                .filter(path -> !path.startsWith(Project.TOKENS))
                .count();
        if (kept > 0) {
            screen.line(Shown.plural(kept, "secret") + " of the servers: in " + place.resolve("secrets")
                    + ", readable by you only");
        }
        String doubts = warnings == 0
                ? ""
                : ", with " + Shown.plural(warnings, "warning") + " (`interlock check " + place.resolve("bundle")
                        + "`)";
        screen.line("checked: it loads" + doubts + "; " + Shown.plural(scenarios, "scenario") + " passed");
    }

    private static void tellClients(
            Screen screen, Path place, String address, List<FoundServer> servers, Project.Parties parties) {
        for (BundleDraft.Agent agent : parties.agents()) {
            screen.blank();
            screen.line("to connect " + screen.bold(agent.name()) + ":");
            ClientLines.of(address, place, agent.name(), servers).forEach(line -> screen.line("  " + line));
        }
    }

    /** Starts the gateway, as `interlock serve` does, until it is stopped. */
    private int start(Path place) {
        CommandLine serve = Objects.requireNonNull(
                spec.root().commandLine().getSubcommands().get("serve"), "`interlock serve` is a command");
        return serve.execute("--config", place.resolve("interlock-server.yaml").toString());
    }
}
