package dev.interlock.bench.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The processor time of each thread of a process, those of the JVM itself included, as Linux tells it at one moment. On another system
 * there are no threads to tell of.
 */
public record ThreadTimes(Map<String, One> threads) {

    /**
     * The time of one thread.
     *
     * @param group what the thread does
     */
    public record One(String group, long nanos) {}

    /** Beginnings of the names of threads, in 15 characters at most, each with what such threads do. */
    private static final Map<String, String> GROUPS = Map.of(
            "ForkJoinPool-1-", "connections",
            "interlock-write", "writer",
            "interlock-snaps", "snapshots",
            "C1 CompilerThre", "compiler",
            "C2 CompilerThre", "compiler",
            "GC Thread#", "collector",
            "G1 ", "collector",
            "ParGC", "collector",
            "Z", "collector");

    private static final String OTHERS = "other";

    /** The threads of the process of this number. */
    public static ThreadTimes of(long pid) throws IOException {
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        Map<String, One> found = new HashMap<>();
        if (Files.isDirectory(tasks)) {
            try (Stream<Path> all = Files.list(tasks)) {
                for (Path task : all.toList()) {
                    add(task, found);
                }
            }
        }
        return new ThreadTimes(found);
    }

    private static void add(Path task, Map<String, One> to) {
        try {
            String name = Files.readString(task.resolve("comm")).strip();
            String times = Files.readString(task.resolve("schedstat"));
            to.put(
                    String.valueOf(task.getFileName()),
                    new One(group(name), Long.parseLong(times.substring(0, times.indexOf(' ')))));
        } catch (IOException e) {
            // the thread has ended meanwhile
        }
    }

    private static String group(String name) {
        return GROUPS.entrySet().stream()
                .filter(group -> name.startsWith(group.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHERS);
    }

    /** The time by group since an earlier moment, without threads that have ended in between. */
    public Map<String, Duration> since(ThreadTimes before) {
        Map<String, Duration> sums = new TreeMap<>();
        threads.forEach((id, now) -> {
            One then = before.threads.get(id);
            long nanos = now.nanos() - (then == null ? 0 : then.nanos());
            sums.merge(now.group(), Duration.ofNanos(nanos), Duration::plus);
        });
        return sums;
    }
}
