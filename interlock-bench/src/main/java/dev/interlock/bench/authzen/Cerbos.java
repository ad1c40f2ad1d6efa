package dev.interlock.bench.authzen;

import dev.interlock.bench.wire.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Cerbos, a decision point without history that speaks AuthZEN too, from npm; in a process of its own. */
final class Cerbos implements AutoCloseable {

    private static final String PACKAGE = "@cerbos/cerbos-linux-x64";
    private static final String VERSION = "0.55.0";
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final int port;

    private Cerbos(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    int port() {
        return port;
    }

    /** @param folder where it is put, with its policy */
    static Cerbos start(Path folder) throws IOException, InterruptedException {
        Path binary = binary();
        int port = free();
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
        Path config = Files.writeString(folder.resolve("cerbos.yaml"), """
                server: {httpListenAddr: "127.0.0.1:%d", grpcListenAddr: "127.0.0.1:%d"}
                storage: {driver: disk, disk: {directory: "%s"}}
                telemetry: {disabled: true}
                """.formatted(port, free(), policies));
        Process process = new ProcessBuilder(
                        binary.toString(), "server", "--config", config.toString(), "--log-level", "error")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("cerbos.log").toFile())
                .start();
        awaitReady(process, port, folder);
        return new Cerbos(process, port);
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

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReady(Process process, int port, Path folder) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < until && process.isAlive()) {
            try (Wire wire = Wire.connect(port)) {
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        process.destroyForcibly();
        throw new IOException("cerbos did not start: " + Files.readString(folder.resolve("cerbos.log")));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
