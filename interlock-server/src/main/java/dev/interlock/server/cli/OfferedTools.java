package dev.interlock.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.Limits;
import dev.interlock.server.config.UpstreamConfig;
import dev.interlock.server.serve.Upstreams;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.words.Plain;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options that say which upstream to ask, and the asking. */
final class OfferedTools {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            defaultValue = "server",
            description = "Name of the upstream, as in the configuration and in tools (`NAME/tool`).")
    private String name;

    @Option(names = "--url", paramLabel = "URL", description = "The upstream speaks streamable HTTP there.")
    private @Nullable URI url;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "It is the upstream `--server` of this configuration of a server.")
    private @Nullable Path config;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "It is this process and its arguments; write `--` before it.")
    private List<String> command = List.of();

    String name() {
        return name;
    }

    /** What the upstream offers; empty when it cannot be asked, which is said. */
    Optional<List<ObjectNode>> ask(PrintWriter err) {
        Optional<UpstreamConfig> upstream = upstream(err);
        if (upstream.isEmpty()) {
            return Optional.empty();
        }
        try (var opened = Upstreams.open(upstream.get(), Limits.DEFAULT)) {
            return Optional.of(opened.listTools());
        } catch (UpstreamException e) {
            err.println("`" + name + "` cannot be asked: " + Plain.of(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<UpstreamConfig> upstream(PrintWriter err) {
        int ways = (url == null ? 0 : 1) + (config == null ? 0 : 1) + (command.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new ParameterException(
                    spec.commandLine(), "say which upstream to ask: `--url URL`, `--config FILE`, or `-- COMMAND ...`");
        }
        Duration patience = Duration.ofSeconds(30);
        if (url != null) {
            return Optional.of(new UpstreamConfig.Http(name, url, Map.of(), UpstreamConfig.Era.AUTO, patience));
        }
        if (config == null) {
            return Optional.of(new UpstreamConfig.Stdio(
                    name, command, Map.of(), Optional.empty(), UpstreamConfig.Era.AUTO, patience));
        }
        return switch (ConfigReader.read(config, System.getenv())) {
            case ConfigOutcome.Rejected rejected -> {
                err.print(new TextRenderer(CheckCommand.colours(spec)).render(rejected.diagnostics()));
                yield Optional.empty();
            }
            case ConfigOutcome.Loaded loaded -> {
                Optional<UpstreamConfig> found =
                        Optional.ofNullable(loaded.config().upstreams().get(name));
                if (found.isEmpty()) {
                    err.println(
                            "the configuration has no upstream `" + name + "`; name one of its own with `--server`");
                }
                yield found;
            }
        };
    }
}
