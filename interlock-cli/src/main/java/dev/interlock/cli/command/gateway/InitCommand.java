package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.command.policy.CheckCommand;
import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.cli.draft.ProposedRule;
import dev.interlock.cli.draft.ToolDraft;
import dev.interlock.cli.init.ClientFile;
import dev.interlock.cli.init.ClientLines;
import dev.interlock.cli.init.ClientSettings;
import dev.interlock.cli.init.FoundServer;
import dev.interlock.cli.init.Project;
import dev.interlock.cli.init.ProjectFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Logging;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.app.Upstreams;
import dev.interlock.server.render.Plain;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.UpstreamException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
            "Set up a gateway and a draft policy for MCP servers you have.",
            "It asks each server for its tools, drafts a policy for them, and starts the gateway."
        },
        customSynopsis = {
            "interlock init [--yes] [--folder=FOLDER] [--name=NAME] [--env=NAME]... -- COMMAND...",
            "  or:  interlock init [--yes] [--folder=FOLDER] [--url=[NAME=]URL]... [--from=FILE]..."
        },
        footer = {
            "",
            "It writes interlock-server.yaml, a policy bundle with a scenario for each rule, and a token for each of"
                + " two agents and two people. What the bundle says is a draft, from what the tools say of themselves:"
                + " review it.",
            "For example: interlock init -- npx -y @modelcontextprotocol/server-memory"
        })
public final class InitCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FIRST_PORT = 7420;
    private static final int PORTS = 100;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where to make it (default: here).")
    private Path folder;

    @Mixin
    private ServersToGuard given;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "Names of the agents, each of an owner of its own (default: author, reviewer).")
    private List<String> agents = List.of("author", "reviewer");

    @Option(
            names = "--person",
            paramLabel = "NAME",
            description = "Names of the people who approve and change the policy (default: first, second).")
    private List<String> people = List.of("first", "second");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen (default: 7420, or the next that is free).")
    private @Nullable Integer port;

    @Option(
            names = {"-y", "--yes"},
            description = "Ask nothing.")
    private boolean yes;

    @Option(names = "--no-start", description = "Make the files, and start nothing.")
    private boolean noStart;

    private int warnings;
    private int scenarios;

    @Override
    public Integer call() throws IOException, WrongUsage {
        List<ClientFile> clients = given.clients();
        List<FoundServer> servers = given.servers(clients);
        parties();
        Screen screen =
                new Screen(spec.commandLine().getOut(), Surroundings.of(spec).colours());
        Path place = folder.toAbsolutePath().normalize();
        Map<FoundServer, List<ObjectNode>> offered = new LinkedHashMap<>();
        for (FoundServer server : servers) {
            ask(server).ifPresent(tools -> offered.put(server, tools));
            if (!offered.containsKey(server) && clients.isEmpty()) {
                return nothingWritten();
            }
        }
        if (offered.isEmpty()) {
            return nothingWritten();
        }
        servers = List.copyOf(offered.keySet());
        String called = servers.size() == 1
                ? servers.getFirst().name()
                : FoundServer.plain(place.getFileName().toString());
        BundleDraft draft = draft(called, offered);
        int listen = port();
        Project project = Project.of(called, place, listen, servers, draft.files(), parties(), new SecureRandom());
        String address = "http://127.0.0.1:" + listen;
        var settings = new ClientSettings(place, address, parties().agents());
        List<ClientSettings.Change> changes = settings.changes(clients, servers);
        try (var written = ProjectFolder.write(place, project)) {
            if (!isFine(written.draft())) {
                return ExitCode.FOUND_SOMETHING;
            }
            if (!yes && Surroundings.of(spec).terminal() && !agreed(screen, draft)) {
                return ExitCode.FOUND_SOMETHING;
            }
            written.finish();
        }
        tell(screen, place, draft, project);
        if (clients.isEmpty()) {
            tellClients(screen, place, address, servers);
        } else {
            settings.write(changes).forEach(screen::line);
        }
        screen.blank();
        spec.commandLine().getOut().flush();
        return noStart ? ExitCode.FINE : start(place);
    }

    private Project.Parties parties() throws WrongUsage {
        List<String> all = new ArrayList<>(agents);
        all.addAll(people);
        for (String party : all) {
            if (!party.matches("[a-z][a-z0-9-]{0,39}")) {
                throw new WrongUsage("`" + Screen.printable(party)
                        + "` is no name of an agent or a person here; write small letters, digits and `-`");
            }
        }
        if (agents.size() < 2 || people.size() < 2 || all.stream().distinct().count() < all.size()) {
            throw new WrongUsage(
                    "two agents and two people are needed, all of different names: who does one part must not do the"
                            + " other, and who proposes a policy does not activate it");
        }
        return new Project.Parties(
                agents.stream()
                        .map(agent -> new BundleDraft.Agent(agent, "team-" + agent))
                        .toList(),
                people);
    }

    private BundleDraft draft(String called, Map<FoundServer, List<ObjectNode>> offered) throws WrongUsage {
        var draft = new BundleDraft(called, "you@example.com", parties().agents());
        offered.forEach((server, tools) -> draft.server(server.name(), tools));
        for (String tool : draft.leftOut()) {
            spec.commandLine()
                    .getErr()
                    .println("interlock: left out, so that calls of it are denied: `" + Plain.of(Plain.cut(tool, 200))
                            + "`, a name that no catalogue takes");
        }
        return draft;
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
        throw new WrongUsage("no port from " + FIRST_PORT + " on is free; name one with --port");
    }

    /** Returns the tools of a server; empty when it cannot be asked, which is said. */
    private Optional<List<ObjectNode>> ask(FoundServer server) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("asking `" + server.name() + "` for its tools ...");
        err.flush();
        // What the process says on standard error is often why it cannot be asked.
        Logging.ofServers(Surroundings.of(spec).environment().getOrDefault("INTERLOCK_LOG", ""));
        UpstreamConfig config = server.url().isPresent()
                ? new UpstreamConfig.Http(
                        server.name(), server.url().get(), server.headers(), UpstreamConfig.Era.AUTO, PATIENCE)
                : new UpstreamConfig.Stdio(
                        server.name(),
                        server.command(),
                        server.environment(),
                        server.directory(),
                        UpstreamConfig.Era.AUTO,
                        PATIENCE);
        try (var opened = Upstreams.open(config, Limits.DEFAULT)) {
            return Optional.of(opened.listTools());
        } catch (UpstreamException e) {
            err.println("interlock: `" + server.name() + "` cannot be asked: " + Plain.of(e.getMessage()));
            err.println(
                    server.url().isPresent()
                            ? "(is it there, and does it take calls without a login?)"
                            : "(run its command by itself to see what it needs, and pass variables such as its key"
                                    + " with --env NAME)");
            return Optional.empty();
        }
    }

    /** Reads what was written as a start does, and plays its scenarios; says what is wrong, and of warnings how many there are. */
    private boolean isFine(Path written) throws WrongUsage, IOException {
        PrintWriter err = spec.commandLine().getErr();
        Configured.Read read = Configured.read(
                written.resolve("interlock-server.yaml"), Surroundings.of(spec).environment());
        List<Diagnostic> found = new ArrayList<>(read.diagnostics());
        read.configured().ifPresent(made -> made.findings().forEach(finding -> found.add(finding.diagnostic())));
        if (read.configured().isEmpty() || found.stream().anyMatch(Diagnostic::isError)) {
            err.print(new TextRenderer(CheckCommand.colours(spec)).render(found));
            err.println("interlock: nothing was written: no bundle could be drafted for these tools");
            return false;
        }
        ScenarioReport played =
                ScenarioSuite.run(read.configured().get().policy(), new FolderTree(written.resolve("bundle")));
        if (!played.passed()) {
            err.print(played.text(CheckCommand.colours(spec)));
            err.println("interlock: nothing was written: the scenarios that were drafted do not hold");
        }
        warnings = found.size();
        scenarios = played.outcomes().size();
        return played.passed();
    }

    private boolean agreed(Screen screen, BundleDraft draft) throws IOException {
        summary(screen, draft);
        spec.commandLine().getOut().print("Make it? [Y/n] ");
        spec.commandLine().getOut().flush();
        Console console = System.console();
        String answer = console == null ? null : console.readLine();
        return answer != null
                && (answer.isBlank() || answer.strip().toLowerCase(Locale.ROOT).startsWith("y"));
    }

    private static void summary(Screen screen, BundleDraft draft) {
        List<ToolDraft> tools = draft.tools();
        long reading = tools.stream().filter(ToolDraft::reads).count();
        screen.line(Shown.plural(tools.size(), "tool") + ", of which " + reading + " only read; "
                + Shown.plural(draft.rules().size(), "rule") + " proposed:");
        for (ProposedRule rule : draft.rules()) {
            screen.line("  " + screen.bold(rule.id()) + "  " + rule.title());
            screen.line("      " + screen.dim(rule.reason()));
        }
    }

    private int nothingWritten() {
        spec.commandLine().getErr().println("interlock: nothing was written");
        return ExitCode.FOUND_SOMETHING;
    }

    private void tell(Screen screen, Path place, BundleDraft draft, Project project) {
        if (yes || !Surroundings.of(spec).terminal()) {
            summary(screen, draft);
        }
        screen.blank();
        screen.line("wrote " + place.resolve("interlock-server.yaml") + ", the policy in " + place.resolve("bundle")
                + ", and tokens in " + place.resolve(Project.TOKENS));
        long kept = project.secrets().keySet().stream()
                .filter(path -> !path.startsWith(Project.TOKENS))
                .count();
        if (kept > 0) {
            screen.line(Shown.plural(kept, "secret") + " of the servers: in " + place.resolve("secrets")
                    + ", for your eyes only");
        }
        String doubts = warnings == 0
                ? ""
                : ", with " + Shown.plural(warnings, "warning") + " (`interlock check " + place.resolve("bundle")
                        + "`)";
        screen.line("checked: it loads" + doubts + "; " + Shown.plural(scenarios, "scenario") + " hold");
    }

    private void tellClients(Screen screen, Path place, String address, List<FoundServer> servers) throws WrongUsage {
        for (BundleDraft.Agent agent : parties().agents()) {
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
