package dev.interlock.bench.authzen;

import dev.interlock.bench.child.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Cerbos, a decision point without history that speaks AuthZEN too, from npm; in a process of its own. */
final class Cerbos implements AutoCloseable {

    private static final String PACKAGE = "@cerbos/cerbos-linux-x64";
    private static final String VERSION = "0.55.0";

    private final PeerProcess process;

    private Cerbos(PeerProcess process) {
        this.process = process;
    }

    int port() {
        return process.port();
    }

    /** @param folder where it is put, with its policy */
    static Cerbos start(Path folder) throws IOException, InterruptedException {
        Path binary = binary();
        int port = PeerProcess.freePort();
        Path policies = Files.createDirectories(folder.resolve("policies"));
        Files.writeString(policies.resolve("record.yaml"), """
                apiVersion: api.cerbos.dev/v1
                resourcePolicy:
                  version: default
                  resource: record
                  rules:
                    - actions: [write]
                      effect: EFFECT_ALLOW
                      roles: [user]
                      condition: {match: {expr: 'request.resource.attr.status == "active"'}}
                """);
        Path config =
                Files.writeString(folder.resolve("cerbos.yaml"), """
                server: {httpListenAddr: "127.0.0.1:%d", grpcListenAddr: "127.0.0.1:%d"}
                storage: {driver: disk, disk: {directory: "%s"}}
                telemetry: {disabled: true}
                """.formatted(port, PeerProcess.freePort(), policies));
        return new Cerbos(PeerProcess.start(
                "cerbos",
                List.of(binary.toString(), "server", "--config", config.toString(), "--log-level", "error"),
                port,
                folder.resolve("cerbos.log")));
    }

    /** Fetched once, and kept where builds keep what they make. */
    private static Path binary() throws IOException, InterruptedException {
        Path kept = Path.of(System.getProperty("interlock.root"), "target", "bench", "cerbos-" + VERSION);
        Path binary = kept.resolve("node_modules").resolve(PACKAGE).resolve("cerbos-linux-x64");
        if (!Files.exists(binary)) {
            System.err.println("authzen: fetching " + PACKAGE + "@" + VERSION + " from npm");
            Files.createDirectories(kept);
            Process npm = new ProcessBuilder(List.of(
                            "npm",
                            "install",
                            "--prefix",
                            kept.toString(),
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            "--silent",
                            PACKAGE + "@" + VERSION))
                    .inheritIO()
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (npm.waitFor() != 0 || !Files.exists(binary)) {
                throw new IOException("needs npm and linux on x64, to fetch " + PACKAGE + "@" + VERSION);
            }
        }
        if (!Files.isExecutable(binary) && !binary.toFile().setExecutable(true)) {
            throw new IOException("`" + binary + "` cannot be made executable");
        }
        return binary;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
