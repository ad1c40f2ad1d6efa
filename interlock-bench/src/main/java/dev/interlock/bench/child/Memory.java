package dev.interlock.bench.child;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process, for the one that started it: what it holds, and what it has allocated so far. */
public final class Memory {

    /** The question for bytes of live heap and bytes that are resident. */
    public static final String HELD = "held";
    /** The question for the bytes that all threads have allocated since the start, virtual ones on the account of their carriers. */
    public static final String ALLOCATED = "allocated";

    /** A collection may leave what only the next one can free. */
    private static final int COLLECTIONS = 4;

    private Memory() {}

    /** Answers one of the questions. */
    public static String answer(String question) throws IOException {
        return switch (question) {
            case HELD -> liveHeap() + " " + resident();
            case ALLOCATED -> Long.toString(allocated());
            default -> throw new IllegalArgumentException("there is no information about `" + question + "`");
        };
    }

    private static long allocated() {
        if (ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads) {
            return threads.getTotalThreadAllocatedBytes();
        }
        throw new IllegalStateException("this JVM does not measure allocations");
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
