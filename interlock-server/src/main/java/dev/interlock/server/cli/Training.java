package dev.interlock.server.cli;

import dev.interlock.server.demo.JavaCommand;
import dev.interlock.server.erp.ErpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What the launcher runs once, so that the JVM remembers the classes that commands need (an ahead-of-time cache): one command
 * of each sort, their output thrown away. Nothing of it has an effect, and it does not matter whether a command succeeds.
 */
final class Training {

    /** What a client says to a wrapped server. */
    private static final String HELLO = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"training","version":"1"}}}
            {"jsonrpc":"2.0","id":2,"method":"tools/list"}
            {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"read_file","arguments":{"path":"/inbox/a"}}}
            """;

    private Training() {}

    /** @param arguments the folder of the example bundles */
    public static void main(String[] arguments) throws IOException {
        Logging.setUp("");
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        String payables = Path.of(arguments[0], "accounts-payable").toString();
        String files = Path.of(arguments[0], "local-files").toString(); // has conditions
        Path data = Files.createTempDirectory("interlock-training");
        try {
            for (List<String> command : List.of(
                    List.of("version", "--json"),
                    List.of("--help"),
                    List.of("check", payables),
                    List.of("check", files),
                    List.of("test", payables),
                    List.of("fmt", "--check", payables),
                    List.of("schema"),
                    List.of("lsp"),
                    List.of("replay", "--bundle", payables, payables + "/interlock.yaml"),
                    List.of("reach", payables),
                    List.of("diff", payables, payables, "--length", "1"),
                    List.of("plan", "--bundle", payables, payables + "/interlock.yaml"),
                    List.of("task", "list"),
                    List.of("login"),
                    List.of("ledger", "verify", "--data", payables),
                    List.of("explain", "c-1", "--data", payables),
                    List.of("token", "--json"))) {
                run(command, "");
            }
            List<String> mcp = new ArrayList<>(List.of("mcp", "--bundle", files, "--data", data.toString(), "--"));
            mcp.addAll(JavaCommand.of(
                    ErpServer.class, "--db", data.resolve("erp.db").toString()));
            run(mcp, HELLO);
        } finally {
            delete(data);
        }
    }

    private static void run(List<String> command, String input) {
        // Port 9, which nobody listens on, stands for a server; the folder has no ledger.
        var surroundings =
                new Surroundings(Map.of("INTERLOCK_TOKEN", "none", "INTERLOCK_URL", "http://127.0.0.1:9"), false);
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        CommandLine line = Main.commandLine(surroundings);
        line.setOut(new PrintWriter(Writer.nullWriter()));
        line.setErr(new PrintWriter(Writer.nullWriter()));
        line.execute(command.toArray(String[]::new));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
