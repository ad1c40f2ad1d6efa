package dev.interlock.cli.command.gateway;

import dev.interlock.cli.connect.Bridge;
import dev.interlock.cli.remote.Connection;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.http.HttpChannel;
import dev.interlock.server.upstream.http.HttpSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock connect}: connects a client that starts its servers itself to a gateway that runs. */
@Command(
        name = "connect",
        description = "Connect a client that starts its own servers to a gateway.",
        footer = {
            "",
            "Use it instead of the server's own command in the client's settings, for example:",
            "  interlock connect memory --token-file /home/ann/gateway/tokens/author.token",
            "It speaks MCP on standard input and output. All decisions are made by the gateway."
        })
public final class ConnectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SERVER",
            arity = "0..1",
            description = "Which server of the gateway (default: all, with tools named SERVER__TOOL).")
    private @Nullable String server;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "The task in which it makes calls (default: the agent's own).")
    private @Nullable String task;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() throws IOException, WrongUsage, InterruptedException {
        if (server != null && !server.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new ParameterException(spec.commandLine(), "`" + server + "` is not a valid server name");
        }
        URI address = connection.address();
        URI endpoint =
                URI.create(address.toString().replaceFirst("/+$", "") + "/mcp" + (server == null ? "" : "/" + server));
        Map<String, String> headers = new TreeMap<>();
        headers.put("Authorization", "Bearer " + connection.token());
        if (task != null) {
            headers.put(Names.HEADER_TASK, task);
        }
        HttpSettings settings = new HttpSettings(endpoint, () -> headers, JsonLimits.answers());
        HttpSettings secure = connection
                .tls()
                .map(SSLContext::getSocketFactory)
                .map(factory -> settings.withTls(() -> factory))
                .orElse(settings);
        // Output of anything else would be read by the client as a message.
        System.setOut(System.err);
        try (var channel = new HttpChannel(secure, Timing.defaults());
                var out = new FileOutputStream(FileDescriptor.out)) {
            new Bridge(channel, out, address.toString()).run(System.in);
        }
        return ExitCode.FINE;
    }
}
