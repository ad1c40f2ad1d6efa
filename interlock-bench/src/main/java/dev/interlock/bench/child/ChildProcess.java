package dev.interlock.bench.child;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A class of a benchmark in a process of its own. It says where it listens, and ends when its input does. */
public final class ChildProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("listens on http://127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final BufferedReader said;
    private final BufferedWriter told;
    private final int port;

    private ChildProcess(Process process) throws IOException {
        this.process = process;
        this.said = process.inputReader();
        this.told = process.outputWriter();
        // A JVM with options for profiling says something of its own first.
        Optional<Matcher> address =
                said.lines().map(PORT::matcher).filter(Matcher::find).findFirst();
        if (address.isEmpty()) {
            process.destroyForcibly();
            throw new IOException("a process of the benchmark ended before it said where it listens");
        }
        this.port = Integer.parseInt(address.get().group(1));
    }

    /** Starts a main class with the options of the launcher. */
    public static ChildProcess start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Where it listens, on this machine. */
    public int port() {
        return port;
    }

    /** Says something to it, and hears one line. */
    public String ask(String line) throws IOException {
        told.write(line + "\n");
        told.flush();
        return String.valueOf(said.readLine());
    }

    /** The time that it has had of the processors; they tell it in steps of 10 ms. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** By which the system knows it. */
    public long pid() {
        return process.pid();
    }

    /** Ends it as a crash does: it has no time for anything, and is gone afterwards. */
    public void kill() throws IOException {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("a process of the benchmark cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it has not ended, by itself or otherwise. */
    public boolean lives() {
        return process.isAlive();
    }

    /** For the process itself: ends it when nobody is left who started it. */
    public static void endWithParent() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is said to it
                }
            } catch (IOException e) {
                // as good as the end
            }
            System.exit(0);
        });
    }

    @Override
    public void close() throws IOException {
        told.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("a process of the benchmark does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
