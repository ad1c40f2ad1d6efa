package dev.interlock.server.upstream.stdio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Command lines that run one of our classes in a process of its own. Where this process was started with an ahead-of-time cache of
 * classes, the others find theirs in it too, and start in less than half the time.
 */
public final class JavaCommand {

    /** The system property with the file of the cache, which the launcher sets. */
    public static final String CACHE = "interlock.cache";

    /** The system property with the class path that the cache was made for, where that is not the one of this process. */
    public static final String CACHED_PATH = "interlock.cache.path";

    private JavaCommand() {}

    /**
     * Returns the command line that runs a class with this process's Java and class path. Small heap and quick start, since a demo runs
     * several at once. Secrets do not belong in the arguments, which every user of the machine can read: pass them in the environment.
     */
    public static List<String> of(Class<?> main, String... arguments) {
        return of("128m", main, arguments);
    }

    /**
     * Returns such a command line for a process that needs more memory.
     *
     * @param heap the most that its heap may take, as {@code -Xmx} has it; a process that needs more ends
     */
    public static List<String> of(String heap, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(cached());
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }

    /** Options that make a JVM use the cache, if there is one. The JVM ignores one that does not fit, and is to say nothing of it. */
    public static List<String> cached() {
        String cache = System.getProperty(CACHE, "");
        return cache.isEmpty()
                ? List.of()
                : List.of(
                        "-XX:AOTCache=" + cache,
                        "-Xlog:disable",
                        "-Xlog:all=warning:stderr",
                        "-Xlog:aot*=off:stderr",
                        "-Xlog:cds*=off:stderr");
    }

    /** The class path for them. */
    public static String classPath() {
        return Objects.requireNonNullElse(System.getProperty(CACHED_PATH), System.getProperty("java.class.path"));
    }
}
