package dev.interlock.cli;

import dev.interlock.cli.terminal.Logging;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.demo.erp.ErpServer;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The runs by which the launcher makes the JVM remember the classes that it needs, in two ahead-of-time caches: one for commands, by
 * one command of each sort, and one for what goes on as a server, which is called once in each era. A JVM loads the whole cache as it
 * starts, so a server without the classes of the policy tools takes 16 MB less. The output of the runs is thrown away, none of them
 * has an effect, and it does not matter whether a command succeeds.
 */
public final class Training {

    /** The messages of a client to a wrapped server. */
    private static final String HELLO = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
        "clientInfo":{"name":"training","version":"1"}}}
        {"jsonrpc":"2.0","id":2,"method":"tools/list"}
        {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"read_file","arguments":{"path":"/inbox/a"}}}
        """;

    /** A machine on which a process cannot call another waits for that no longer. */
    private static final Timing TIMING =
            Timing.defaults().withProbe(Duration.ofSeconds(5)).withCall(Duration.ofSeconds(5));

    private Training() {}

    /** @param arguments the folder of the example bundles, and {@code commands} or {@code servers} */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Logging.setUp("");
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        Path data = Files.createTempDirectory("interlock-training");
        try {
            switch (arguments[1]) {
                case "commands" -> commands(Path.of(arguments[0]));
                case "servers" -> servers(Path.of(arguments[0]), data);
                default -> throw new IllegalArgumentException(arguments[1]);
            }
        } finally {
            delete(data);
        }
    }

    private static void commands(Path bundles) {
        String payables = bundles.resolve("accounts-payable").toString();
        String files = bundles.resolve("local-files").toString(); // has conditions
        for (List<String> command : List.of(
                List.of("version", "--json"),
                List.of("--help"),
                List.of("check", payables),
                List.of("check", files),
                List.of("test", payables),
                List.of("fmt", "--check", payables),
                List.of("schema"),
                List.of("lsp"),
                List.of("replay", payables, payables + "/interlock.yaml"),
                List.of("reach", payables),
                List.of("diff", payables, payables, "--length", "1"),
                List.of("plan", payables, payables + "/interlock.yaml"),
                List.of("task", "list"),
                List.of("login"),
                List.of("ledger", "verify", "--data", payables),
                List.of("explain", "c-1", "--data", payables),
                List.of("token", "--json"))) {
            run(command, "");
        }
    }

    private static void servers(Path bundles, Path data) throws IOException, InterruptedException {
        String files = bundles.resolve("local-files").toString();
        List<String> mcp = new ArrayList<>(List.of("mcp", files, "--data", data.toString(), "--"));
        mcp.addAll(
                JavaCommand.of(ErpServer.class, "--db", data.resolve("erp.db").toString()));
        run(mcp, HELLO);
        run(List.of("demo-erp", "--db", data.resolve("erp.db").toString()), HELLO);
        serve(data);
    }

    private static void run(List<String> command, String input) {
        // Port 9, which nobody listens on, stands for a server; the folder has no ledger.
        var surroundings =
                new Surroundings(Map.of("INTERLOCK_TOKEN", "none", "INTERLOCK_URL", "http://127.0.0.1:9"), false);
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        String[] words = command.toArray(String[]::new);
        CommandLine line = Main.commandLine(surroundings, words);
        line.setOut(nobody());
        line.setErr(nobody());
        line.execute(words);
    }

    /** Lets {@code interlock init} make a gateway for the server of the demo, {@code interlock serve} start it, and one agent call that. */
    private static void serve(Path data) throws IOException, InterruptedException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path folder = data.resolve("gateway");
        List<String> init = new ArrayList<>(List.of("init", "--yes", "--no-start", "--name", "erp"));
        init.addAll(List.of("--folder", folder.toString(), "--port", Integer.toString(port), "--"));
        init.addAll(
                JavaCommand.of(ErpServer.class, "--db", data.resolve("erp.db").toString()));
        run(init, "");
        Path file = folder.resolve("interlock-server.yaml");
        String token = Files.readString(folder.resolve("tokens/author.token")).strip();
        Thread server = Thread.ofPlatform().start(() -> run(List.of("serve", "--config", file.toString()), ""));
        while (server.isAlive() && !listens(port)) {
            Thread.sleep(20);
        }
        try {
            var reached = HttpSettings.of(URI.create("http://127.0.0.1:" + port + "/mcp/erp"))
                    .withHeaders(() -> Map.of("Authorization", "Bearer " + token));
            for (EraChoice era : List.of(EraChoice.LEGACY, EraChoice.MODERN)) {
                try (McpUpstream agent = McpUpstream.client("training", reached, era, TIMING, System::nanoTime)) {
                    agent.listTools();
                    agent.call("get_vendor", Json.object().put("vendor_id", "V-1"), Json.object());
                }
            }
        } catch (UpstreamException | RuntimeException e) {
            // The result does not matter: what was loaded until then is remembered all the same.
        } finally {
            server.interrupt();
            server.join();
        }
    }

    private static boolean listens(int port) {
        try (var reached = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return reached.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static PrintWriter nobody() {
        return new PrintWriter(Writer.nullWriter());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
