package dev.interlock.e2e.process;

import dev.interlock.cli.Training;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * JVMs that tests of this module start find their classes in an ahead-of-time cache, as those of the launcher do: many are
 * started, and most of what each does is to load and verify the same classes. The cache is made once by a build that runs
 * all tests, in the folder that {@code interlock.quick-start} names. It is for jars alone, so the folders of the class path are
 * packed first. JUnit finds this class by itself ({@code junit-platform.properties}).
 */
public final class QuickStart implements BeforeAllCallback {

    /** In the cache's name, so that the cache of classes that were compiled anew is another. */
    private record Entry(Path path, long size, long time) {}

    /** The time that making it may take, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static boolean failed;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        String folder = System.getProperty("interlock.quick-start", "");
        if (!folder.isEmpty() && !failed && System.getProperty(JavaCommand.CACHE) == null) {
            use(Path.of(folder));
        }
    }

    /** Until another process has made the cache, JVMs start without it: to wait would take longer than they do. */
    private static void use(Path folder) throws IOException, InterruptedException {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
        Path made = folder.resolve(Integer.toHexString(entries(classPath).hashCode()));
        Path cache = made.resolve("classes.aot");
        if (!Files.exists(cache)) {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null && !Files.exists(cache)) {
                    removeOlder(folder);
                    make(classPath, Files.createDirectories(made), cache);
                }
            }
        }
        if (Files.exists(cache)) {
            System.setProperty(JavaCommand.CACHED_PATH, jars(classPath, made));
            System.setProperty(JavaCommand.CACHE, cache.toString());
        }
    }

    private static void removeOlder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : files.filter(
                            each -> folder.equals(each.resolve("../..").normalize()))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<Entry> entries(List<Path> classPath) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path place : classPath) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    entries.add(new Entry(
                            file,
                            Files.size(file),
                            Files.getLastModifiedTime(file).toMillis()));
                }
            }
        }
        return entries;
    }

    /** The class path with a jar in the place of each folder. */
    private static String jars(List<Path> classPath, Path folder) {
        return classPath.stream()
                .map(place -> Files.isDirectory(place) ? jar(classPath, place, folder) : place)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar(List<Path> classPath, Path place, Path folder) {
        return folder.resolve(classPath.indexOf(place) + ".jar");
    }

    private static void make(List<Path> classPath, Path folder, Path cache) throws IOException, InterruptedException {
        for (Path place : classPath) {
            if (Files.isDirectory(place)) {
                pack(place, jar(classPath, place, folder));
            }
        }
        Path made = folder.resolve("made.aot");
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(JavaCommand.of(
                Training.class,
                Path.of(System.getProperty("interlock.root", ".."), "bundles").toString(),
                "servers"));
        command.set(command.indexOf("-cp") + 1, jars(classPath, folder));
        command.add(1, "-XX:AOTCacheOutput=" + made);
        Process training = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!training.waitFor(PATIENCE) || training.exitValue() != 0 || !Files.exists(made)) {
            training.destroyForcibly();
            failed = true;
            System.err.println("no cache of classes was made, and tests go on without; see " + log);
            return;
        }
        Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void pack(Path place, Path jar) {
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        int code = tool.run(System.out, System.err, "-c", "-0", "-f", jar.toString(), "-C", place.toString(), ".");
        if (code != 0) {
            throw new IllegalStateException("`" + place + "` could not be packed (" + code + ")");
        }
    }
}
