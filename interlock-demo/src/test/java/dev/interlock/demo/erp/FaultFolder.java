package dev.interlock.demo.erp;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The test's side of {@link Faults}: scripts what a tool does, and waits for what it did. */
public record FaultFolder(Path folder) {
    private static final int PATIENCE_SECONDS = 60;

    /** From now on the tool follows these steps, such as `once`, `wait-after go`, `crash-after`. */
    public void script(String tool, String... steps) throws IOException {
        Path draft = folder.resolve(tool + ".draft");
        Files.write(draft, List.of(steps));
        Files.move(draft, folder.resolve(tool + ".fault"), StandardCopyOption.ATOMIC_MOVE);
    }

    public void clear(String tool) throws IOException {
        Files.deleteIfExists(folder.resolve(tool + ".fault"));
    }

    /** Opens the gate of a `wait-before` or `wait-after`. */
    public void open(String gate) throws IOException {
        Files.createFile(folder.resolve(gate));
    }

    /** Waits until the tool was entered so often. */
    public void awaitEntered(String tool, int times) throws IOException, InterruptedException {
        await(tool + ".entered." + times);
    }

    /** Waits until the tool has had so many effects. */
    public void awaitCommitted(String tool, int times) throws IOException, InterruptedException {
        await(tool + ".committed." + times);
    }

    public boolean committed(String tool, int times) {
        return Files.exists(folder.resolve(tool + ".committed." + times));
    }

    private void await(String name) throws IOException, InterruptedException {
        Path file = folder.resolve(name);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(file)) {
                WatchKey key = watch.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (key == null) {
                    throw new AssertionError("`" + name + "` did not appear within " + PATIENCE_SECONDS + " s");
                }
                key.pollEvents();
                key.reset();
            }
        }
    }
}
