package dev.interlock.bench.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An unpacked archive, and a gateway that its command line made in a folder beside it. */
final class Installed {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Path home;
    private final Path gateway;
    private final int port;

    private Installed(Path home, Path gateway, int port) {
        this.home = home;
        this.gateway = gateway;
        this.port = port;
    }

    static Installed unpack(Path archive, Path folder) throws IOException, InterruptedException {
        finish(new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()));
        String name = archive.getFileName().toString().replace(".tar.gz", "");
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Installed(folder.resolve(name), folder.resolve("gateway"), free.getLocalPort());
        }
    }

    long bytes() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Measures the first command, which makes the cache for commands in the background, in milliseconds. */
    double firstCommand() throws IOException, InterruptedException {
        long began = System.nanoTime();
        finish(command(List.of("version")));
        return (System.nanoTime() - began) / 1e6;
    }

    /** Waits for the cache that the first command makes, makes that of servers, and returns how long all of this takes, in milliseconds. */
    double cachesMade() throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!hasCache()) {
            if (System.nanoTime() - began > LONGEST_NANOS) {
                throw new IOException("the first command made no cache in `" + home.resolve("cache") + "`");
            }
            Thread.sleep(100);
        }
        ProcessBuilder server = command(List.of("serve", "--help"));
        server.environment().put("INTERLOCK_CACHE", "wait");
        finish(server);
        return (System.nanoTime() - began) / 1e6;
    }

    private boolean hasCache() throws IOException {
        Path folder = home.resolve("cache");
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.anyMatch(file -> file.toString().endsWith("-commands.aot"));
        }
    }

    /** Makes a gateway for the demo's ERP. */
    void init() throws IOException, InterruptedException {
        finish(command(List.of(
                "init",
                "--yes",
                "--no-start",
                "--folder",
                gateway.toString(),
                "--port",
                Integer.toString(port),
                "--name",
                "erp",
                "--",
                home.resolve("bin/interlock").toString(),
                "demo-erp",
                "--db",
                gateway + ".erp.db")));
    }

    RunningServer serve() throws IOException, InterruptedException {
        ProcessBuilder command = command(List.of(
                "serve", "--config", gateway.resolve("interlock-server.yaml").toString()));
        return RunningServer.start(command, port);
    }

    /** A command in an environment in which there is nothing, as the machine of somebody without a JDK has it. */
    private ProcessBuilder command(List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/interlock").toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        return builder;
    }

    private static void finish(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command.command() + " failed: " + said);
        }
    }
}
