package dev.interlock.cli;

import dev.interlock.demo.erp.ErpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code interlock demo-erp}: the demo's ERP alone, as an upstream to try Interlock with. */
@Command(
        name = "demo-erp",
        description = "Run the demo's ERP server on its own, to try a configuration.",
        footer = {
            "",
            "It speaks MCP on standard input and output, as the `command` of an upstream must. "
                    + "With --http it listens on the loopback interface instead and prints its address; "
                    + "parts of it are also available as a REST API, described by /openapi.yaml. Either "
                    + "way it stops when its input ends."
        })
final class DemoErpCommand implements Callable<Integer> {

    @Option(
            names = "--db",
            paramLabel = "FILE",
            required = true,
            description = "Its database; created if it does not exist.")
    private Path db;

    @Option(
            names = "--http",
            paramLabel = "PORT",
            description = "Listen on this port of this machine (0: any free port).")
    private @Nullable Integer port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return ErpServer.run(db, port == null ? OptionalInt.empty() : OptionalInt.of(port));
    }
}
