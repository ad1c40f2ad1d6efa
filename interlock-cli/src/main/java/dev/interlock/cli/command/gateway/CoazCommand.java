package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.door.authzen.AuthzenConfig;
import dev.interlock.server.door.authzen.CoazMapping;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.OAuthConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock coaz}: how gateways of others ask this server about MCP. */
@Command(
        name = "coaz",
        description = {
            "Print the COAZ mapping for MCP gateways from other vendors.",
            "These gateways ask `authzen` for decisions. The mapping states which evaluation to "
                    + "send for each server and method, and for each tool in the catalogue (`x-authzen-mapping`)."
        },
        footer = {
            "",
            "A gateway that applies it must verify that the subject is that of the validated access "
                    + "token, forward only what is permitted, and deny every method that is not listed. "
                    + "See docs/authzen.md."
        })
public final class CoazCommand implements Callable<Integer> {

    /** The code of errors that tell a denial, as COAZ has it, where our own door has no other. */
    private static final int DENIED = -32_001;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = ConfigReader.FILE,
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private Path config;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description = "Only this server in the catalogue; repeatable (default: all that may be MCP servers).")
    private List<String> chosen = List.of();

    @Option(
            names = "--subject-claim",
            paramLabel = "CLAIM",
            defaultValue = CoazMapping.SUBJECT_CLAIM,
            description = "The claim of access tokens that names the subject (default: ${DEFAULT-VALUE}).")
    private String claim;

    @Option(names = "--json", description = "Print one line.")
    private boolean json;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it to this file.")
    private @Nullable Path output;

    @Override
    public Integer call() throws IOException, WrongUsage {
        PrintWriter err = spec.commandLine().getErr();
        if (!CoazMapping.isClaim(claim)) {
            throw new WrongUsage(
                    "`" + Screen.printable(claim) + "` is not a valid claim name; use letters, digits and `_`");
        }
        Optional<Configured> read =
                Configured.read(config, Surroundings.of(spec).environment(), err);
        if (read.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        ServerConfig settings = read.get().config();
        if (settings.authzen().isEmpty()) {
            throw new WrongUsage(
                    "`" + config + "` has no `authzen`, so this server would refuse every evaluation; add it");
        }
        ObjectNode mapping = new CoazMapping(claim)
                .of(
                        url(settings),
                        settings.denials().asError() ? settings.denials().code() : DENIED,
                        servers(read.get()));
        String text = json ? Json.text(mapping) : mapping.toPrettyString();
        if (output == null) {
            spec.commandLine().getOut().println(text);
        } else {
            Files.writeString(output, text + "\n", StandardCharsets.UTF_8);
            err.println("wrote " + output);
        }
        return ExitCode.FINE;
    }

    private static Optional<String> url(ServerConfig settings) {
        return settings.authzen()
                .flatMap(AuthzenConfig::url)
                .or(() -> settings.oauth().flatMap(OAuthConfig::issuer));
    }

    /** Returns the MCP servers, each with its entries in the catalogue. A REST API of ours is no MCP server. */
    private Map<String, List<ToolEntry>> servers(Configured read) throws WrongUsage {
        Map<String, List<ToolEntry>> entries = read.policy().catalog().tools().values().stream()
                .collect(Collectors.groupingBy(ToolEntry::server, TreeMap::new, Collectors.toList()));
        Set<String> known = new TreeSet<>(entries.keySet());
        known.addAll(read.config().upstreams().keySet());
        known.removeAll(read.config().apis().keySet());
        for (String name : chosen) {
            if (!known.contains(name)) {
                throw new WrongUsage("there is no MCP server `" + Screen.printable(name) + "`; known: `"
                        + String.join("`, `", known) + "`");
            }
        }
        var found = new TreeMap<String, List<ToolEntry>>();
        for (String name : chosen.isEmpty() ? known : new TreeSet<>(chosen)) {
            found.put(name, entries.getOrDefault(name, List.of()));
        }
        return found;
    }
}
