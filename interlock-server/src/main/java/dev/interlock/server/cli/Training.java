package dev.interlock.server.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * What the launcher runs once, so that the JVM remembers the classes that commands need (an ahead-of-time cache): one command
 * of each sort, their output thrown away. Nothing of it has an effect, and it does not matter whether a command succeeds.
 */
final class Training {

    private Training() {}

    /** @param arguments the folder of a policy bundle */
    public static void main(String[] arguments) {
        // Port 9, which nobody listens on, stands for a server; the folder has no ledger.
        var surroundings =
                new Surroundings(Map.of("INTERLOCK_TOKEN", "none", "INTERLOCK_URL", "http://127.0.0.1:9"), false);
        Logging.setUp("");
        for (List<String> command : List.of(
                List.of("version", "--json"),
                List.of("--help"),
                List.of("check", arguments[0]),
                List.of("test", arguments[0]),
                List.of("fmt", "--check", arguments[0]),
                List.of("schema"),
                List.of("lsp"),
                List.of("replay", "--bundle", arguments[0], arguments[0] + "/interlock.yaml"),
                List.of("reach", arguments[0]),
                List.of("diff", arguments[0], arguments[0], "--length", "1"),
                List.of("plan", "--bundle", arguments[0], arguments[0] + "/interlock.yaml"),
                List.of("task", "list"),
                List.of("ledger", "verify", "--data", arguments[0]),
                List.of("explain", "c-1", "--data", arguments[0]),
                List.of("token", "--json"))) {
            CommandLine line = Main.commandLine(surroundings);
            line.setOut(new PrintWriter(Writer.nullWriter()));
            line.setErr(new PrintWriter(Writer.nullWriter()));
            line.execute(command.toArray(String[]::new));
        }
    }
}
