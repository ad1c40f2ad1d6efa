package dev.interlock.cli.command.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.Logging;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.server.app.Upstreams;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.openapi.Description;
import dev.interlock.server.openapi.DescriptionReader;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.render.Plain;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.upstream.ApiConfig;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.UpstreamException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which upstream to ask, and the asking. */
final class OfferedTools {

    /** The description of the parameter in which each command takes the process that is asked. */
    static final String COMMAND = "The server's command and arguments, if it is a process; write `--` before it.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            defaultValue = "server",
            description = "Name of the upstream, as in the configuration and in tools (`NAME/tool`).")
    private String name;

    @Option(names = "--url", paramLabel = "URL", description = "The upstream's address, if it speaks streamable HTTP.")
    private @Nullable URI url;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a gateway that has the server as an upstream, selected with --server.")
    private @Nullable Path config;

    @Option(
            names = "--openapi",
            paramLabel = "FILE",
            description = "The OpenAPI description, if the server is a REST API.")
    private @Nullable Path openapi;

    String name() {
        return name;
    }

    /**
     * The offer of an upstream.
     *
     * @param tools as MCP shows them
     * @param operations the same, of a REST API; else none
     */
    record Offered(List<ObjectNode> tools, List<Operation> operations) {}

    /**
     * @param command the process to ask, if it is one
     * @return what the upstream offers; empty when it cannot be asked, which is said
     */
    Optional<Offered> ask(List<String> command, PrintWriter err) {
        int ways = (url == null ? 0 : 1)
                + (config == null ? 0 : 1)
                + (openapi == null ? 0 : 1)
                + (command.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "specify which upstream to ask: `--url URL`, `--config FILE`, `--openapi FILE`, or `-- COMMAND"
                            + " ...`");
        }
        if (openapi != null) {
            return described(openapi, err);
        }
        Optional<ServerConfig> read = config == null ? Optional.empty() : read(config, err);
        if (config != null && read.isEmpty()) {
            return Optional.empty();
        }
        Optional<ApiConfig> api =
                read.flatMap(server -> Optional.ofNullable(server.apis().get(name)));
        return api.isPresent() ? described(api.get().openapi(), err) : asked(read, command, err);
    }

    private Optional<Offered> described(Path file, PrintWriter err) {
        DescriptionReader.Outcome outcome = DescriptionReader.read(file);
        if (!outcome.diagnostics().isEmpty()) {
            err.print(DiagnosticFormat.text(outcome.diagnostics(), spec));
        }
        return switch (outcome) {
            case DescriptionReader.Outcome.Rejected rejected -> Optional.empty();
            case DescriptionReader.Outcome.Read(Description description, List<Diagnostic> warnings) ->
                Optional.of(new Offered(
                        description.operations().stream()
                                .map(Operation::definition)
                                .toList(),
                        description.operations()));
        };
    }

    private Optional<Offered> asked(Optional<ServerConfig> read, List<String> command, PrintWriter err) {
        Optional<UpstreamConfig> upstream = upstream(read, command);
        if (upstream.isEmpty()) {
            err.println("the configuration has no upstream `" + name + "`; choose an existing one with `--server`");
            return Optional.empty();
        }
        // What the process says on standard error is often why it cannot be asked.
        Logging.ofServers(Surroundings.of(spec).environment().getOrDefault("INTERLOCK_LOG", ""));
        try (var opened = Upstreams.open(upstream.get(), Limits.DEFAULT)) {
            return Optional.of(new Offered(opened.listTools(), List.of()));
        } catch (UpstreamException e) {
            err.println("the tools of `" + name + "` cannot be listed: " + Plain.of(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<UpstreamConfig> upstream(Optional<ServerConfig> read, List<String> command) {
        if (read.isPresent()) {
            return Optional.ofNullable(read.get().upstreams().get(name));
        }
        Duration patience = Duration.ofSeconds(30);
        return Optional.of(
                url != null
                        ? new UpstreamConfig.Http(name, url, Map.of(), UpstreamConfig.Era.AUTO, patience)
                        : new UpstreamConfig.Stdio(
                                name, command, Map.of(), Optional.empty(), UpstreamConfig.Era.AUTO, patience));
    }

    private Optional<ServerConfig> read(Path file, PrintWriter err) {
        return switch (ConfigReader.read(file, System.getenv())) {
            case ConfigOutcome.Rejected rejected -> {
                err.print(DiagnosticFormat.text(rejected.diagnostics(), spec));
                yield Optional.empty();
            }
            case ConfigOutcome.Loaded loaded -> Optional.of(loaded.config());
        };
    }
}
