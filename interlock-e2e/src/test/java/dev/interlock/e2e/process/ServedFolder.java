package dev.interlock.e2e.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.Main;
import dev.interlock.demo.erp.ErpServer;
import dev.interlock.demo.erp.FaultFolder;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.store.SqliteReader;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** A folder with a configuration to serve: an ERP that misbehaves on demand, one agent, and a person who could approve. */
final class ServedFolder {

    private static final Pattern ADDRESS = Pattern.compile("listens on (http://127\\.0\\.0\\.1:\\d+),");

    final Path folder;
    final FaultFolder faults;
    private final Token token = Token.create(new SecureRandom());
    private String listen = "127.0.0.1:0";
    private Path data;
    private List<String> command;
    private Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");

    ServedFolder(Path folder) throws IOException {
        this.folder = folder;
        this.faults = new FaultFolder(Files.createDirectory(folder.resolve("faults")));
        this.data = folder.resolve("data");
        Leaks.RUN.ofCaller(token.reveal());
        this.command = JavaCommand.of(
                ErpServer.class,
                "--db",
                folder.resolve("erp.db").toString(),
                "--test-faults",
                faults.folder().toString());
    }

    Path data() {
        return data;
    }

    ServedFolder withData(Path data) {
        this.data = data;
        return this;
    }

    ServedFolder withListen(String listen) {
        this.listen = listen;
        return this;
    }

    ServedFolder withErp(String... command) {
        this.command = List.of(command);
        return this;
    }

    ServedFolder withBundle(Path bundle) {
        this.bundle = bundle;
        return this;
    }

    Path config() throws IOException {
        String erp = command.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", ", "[", "]"));
        return Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: served.example.com
            listen: "%s"
            data: "%s"
            bundle: "%s"
            upstreams:
              erp: {command: %s, timeout: 3s}
            agents:
              planner: {token: "%s", owner: payables, origin: payables-desk, model: m1, root: true, intent: settle-payables}
            people:
              vera: {token: "sha256:%s", owner: controlling, groups: [ap-approvers]}
            """.formatted(
                        listen, data, bundle.toAbsolutePath(), erp, token.hash(), "a".repeat(64)));
    }

    /** How a command of this process came out. */
    record Ended(int code, String out, String err) {}

    /** Serves in this process; returns only when that fails. */
    Ended failToServe() throws IOException {
        return run("serve", "--config", config().toString());
    }

    static Ended run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int code = line.execute(arguments);
        return new Ended(code, out.toString(), err.toString());
    }

    Served start() throws IOException, InterruptedException {
        return new Served(new ProcessBuilder(JavaCommand.of(Main.class, "serve", "--config", config().toString()))
                .redirectError(folder.resolve("err.txt").toFile())
                .start());
    }

    String err() throws IOException {
        return Files.readString(folder.resolve("err.txt"));
    }

    List<Recorded> record() throws IOException {
        var all = new ArrayList<Recorded>();
        try (SqliteReader reader = SqliteReader.open(data)) {
            new LedgerReplayer(reader).scan(0, reader.size(), all::add);
        }
        return all;
    }

    /** A server in a process of its own. */
    final class Served implements AutoCloseable {
        final Process process;
        final URI url;

        Served(Process process) throws IOException {
            this.process = process;
            String said = process.inputReader().readLine();
            Matcher address = ADDRESS.matcher(String.valueOf(said));
            if (!address.find()) {
                process.destroyForcibly();
                throw new AssertionError("it said `" + said + "` and " + err());
            }
            this.url = URI.create(address.group(1));
        }

        /** A connection of the agent. */
        McpUpstream agent(EraChoice era) {
            return McpUpstream.http(
                    "gateway",
                    new HttpSettings(
                            url.resolve("/mcp/erp"),
                            () -> Map.of("Authorization", "Bearer " + token.reveal()),
                            JsonLimits.answers()),
                    era,
                    Patient.TIMING,
                    System::nanoTime);
        }

        CallOutcome call(String tool, ObjectNode arguments) {
            // The legacy era asks for no list of tools before it calls one.
            try (McpUpstream agent = agent(EraChoice.LEGACY)) {
                return agent.call(tool, arguments, Json.object());
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
