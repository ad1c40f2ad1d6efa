package dev.interlock.bench.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code replay} as a process of its own, as the launcher starts it, watched from outside. */
final class CommandProcess {

    private static final long LOOK_MILLIS = 200;

    /**
     * What it took.
     *
     * @param seconds from its start to its end
     * @param peakRss the most memory that it held, in bytes; 0 where the system does not tell
     * @param peakHeap the most that its heap held, in bytes
     */
    record Measured(double seconds, double cpuSeconds, long peakRss, long peakHeap) {}

    private CommandProcess() {}

    static Measured replay(Path trace) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("interlock.root", ""));
        Path out = Files.createTempFile("interlock-bench-replay", ".json");
        try {
            long start = System.nanoTime();
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.interlock.cli.Main",
                            "replay",
                            "--json",
                            root.resolve("bundles").resolve("accounts-payable").toString(),
                            trace.toString()))
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            long rss = 0;
            Duration cpu = Duration.ZERO;
            boolean ended = false;
            while (!ended) {
                rss = Math.max(rss, rss(process.pid()));
                cpu = process.info().totalCpuDuration().orElse(cpu);
                ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            JsonNode result = new ObjectMapper().readTree(Files.readAllBytes(out));
            if (process.exitValue() > 1 || result.path("calls").path("all").longValue() == 0) {
                throw new IOException("the command failed with exit code " + process.exitValue());
            }
            return new Measured(
                    seconds,
                    cpu.toMillis() / 1e3,
                    rss,
                    result.path("took").path("peak_heap_bytes").longValue());
        } finally {
            Files.deleteIfExists(out);
        }
    }

    /** The high-water mark that Linux keeps. */
    private static long rss(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0; // another system, or a process that has just ended
        }
        return 0;
    }
}
