package dev.interlock.bench.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.server.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code interlock serve} as it is, in a process that ends with its parent. Each line of its input is answered with the memory
 * it holds: bytes of live heap, and bytes that are resident.
 */
public final class Served {

    /** A collection may leave what only the next one can free. */
    private static final int COLLECTIONS = 4;

    private Served() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().start(() -> {
            try (var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
                while (in.readLine() != null) {
                    System.out.println(liveHeap() + " " + resident());
                }
            } catch (IOException e) {
                System.err.println("served: " + e.getMessage());
            }
            System.exit(0);
        });
        Main.main(new String[] {"serve", "--config", args[0]});
    }

    private static long liveHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** As Linux tells it; 0 on another system. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }
}
