package dev.interlock.server.cli;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.check.PolicyBundle;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.server.config.Limits;
import dev.interlock.server.config.Listen;
import dev.interlock.server.config.Registry;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.config.UpstreamConfig;
import dev.interlock.server.serve.InterlockServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock mcp}: stands between one MCP client of a person's own machine and one server that it starts. */
@Command(
        name = "mcp",
        description = "Wrap one MCP server, for a client on this machine that starts it.",
        footer = {
            "",
            "Put it in the place of the server's own command, in the settings of the client:",
            "  interlock mcp --bundle BUNDLE -- npx -y some-server ARGUMENTS",
            "It speaks MCP on standard input and output, decides each call by the bundle, and keeps a record that "
                    + "`interlock ledger` and `interlock explain` read. A changed bundle counts from the next start."
        })
final class McpCommand implements Callable<Integer> {

    private static final Path NOWHERE = Path.of("");

    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", paramLabel = "FOLDER", required = true, description = "The policy bundle.")
    private Path bundle = NOWHERE;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description = "Which server of the bundle's catalogue it is (default: the only one).")
    private @Nullable String server;

    @Option(
            names = "--intent",
            paramLabel = "NAME",
            description = "The intent in which the client works (default: the bundle's only one).")
    private @Nullable String intent;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            defaultValue = "desktop",
            description = "What the client is called in the record (default: ${DEFAULT-VALUE}).")
    private String agent = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the record is kept (default: interlock/NAME-OF-THE-BUNDLE in the user's data folder).")
    private @Nullable Path data;

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "A variable of the environment that the server gets beside the usual few; repeatable.")
    private List<String> passed = List.of();

    @Parameters(
            paramLabel = "COMMAND",
            arity = "1..*",
            description = "The server's own command and arguments; write `--` before it.")
    private List<String> command = List.of();

    private boolean ended; // guarded by this

    @Override
    public Integer call() throws IOException, InterruptedException, WrongUsage {
        PrintWriter err = spec.commandLine().getErr();
        PolicyBundle loaded = PolicyBundle.load(CheckCommand.folder(bundle, spec));
        if (!(loaded instanceof PolicyBundle.Compiled policy)) {
            err.print(new TextRenderer(CheckCommand.colours(spec)).render(loaded.diagnostics()));
            return ExitCode.FOUND_SOMETHING;
        }
        String upstream = one("--server", "server", Optional.ofNullable(server), servers(policy));
        String works = one(
                "--intent",
                "intent",
                Optional.ofNullable(intent),
                policy.engine().intents().keySet());
        Caller client = client(works);
        ServerConfig config = config(policy, upstream, client);
        // Whatever else prints would be read by the client as a message.
        System.setOut(System.err);
        var interlock = InterlockServer.open(config, policy, InstantSource.system());
        // Clients that do not want to wait for the end ask for it with a signal.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(interlock)));
        try (var out = new FileOutputStream(FileDescriptor.out)) {
            interlock.stdio(client, upstream).run(System.in, out);
        } finally {
            end(interlock);
        }
        return ExitCode.FINE;
    }

    /** Once, whoever comes first; the other waits until it is done. */
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

    private ServerConfig config(PolicyBundle.Compiled policy, String upstream, Caller client) throws WrongUsage {
        Map<String, String> environment = Surroundings.of(spec).environment();
        Map<String, String> given = new TreeMap<>();
        for (String name : passed) {
            String value = environment.get(name);
            if (value == null) {
                throw new WrongUsage("the environment has no variable `" + name + "`; set it, or leave out --env");
            }
            given.put(name, value);
        }
        var process = new UpstreamConfig.Stdio(
                upstream, command, given, Optional.empty(), UpstreamConfig.Era.AUTO, Limits.DEFAULT.callTime());
        return new ServerConfig(
                "interlock.local/" + policy.engine().name(),
                new Listen("127.0.0.1", 0),
                data != null ? data : home(environment).resolve(policy.engine().name()),
                bundle,
                new TreeMap<>(Map.of(upstream, process)),
                new Registry(List.of(new Registry.Entry(client, List.of()))),
                Limits.DEFAULT,
                Set.of(),
                Set.of(),
                true);
    }

    /** The agent of the person whose machine it is: a new instance with each start. */
    private Caller client(String works) {
        byte[] run = new byte[6];
        new SecureRandom().nextBytes(run);
        return new Caller(
                agent,
                agent + "-" + HexFormat.of().formatHex(run),
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known(System.getProperty("user.name", "somebody")))),
                new TreeSet<>(),
                Optional.of(works));
    }

    private static Set<String> servers(PolicyBundle.Compiled policy) {
        var names = new TreeSet<String>();
        policy.catalog().tools().keySet().forEach(tool -> names.add(tool.substring(0, tool.indexOf('/'))));
        return names;
    }

    private static String one(String option, String what, Optional<String> said, Collection<String> known)
            throws WrongUsage {
        String names = known.isEmpty() ? "none" : "`" + String.join("`, `", new TreeSet<>(known)) + "`";
        if (said.isPresent() && !known.contains(said.get())) {
            throw new WrongUsage("the bundle has no " + what + " `" + said.get() + "`; it has " + names);
        }
        return said.or(() -> known.size() == 1 ? known.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> new WrongUsage("which " + what + "? name it with " + option + ": " + names));
    }

    /** XDG Base Directory: where programs keep what is the user's. */
    private static Path home(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        Path share = xdg.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".local", "share") : Path.of(xdg);
        return share.resolve("interlock");
    }
}
