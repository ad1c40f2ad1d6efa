package dev.interlock.bench.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
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

    /** The beginning of each line that the command line of Interlock says by itself. */
    private static final String OWN = "interlock: ";

    /** The variable of the environment that gives these processes more options of java, to compare collectors for example. */
    private static final String MORE_OPTIONS = "INTERLOCK_BENCH_CHILD_OPTS";

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
            throw new IOException("a process of the benchmark ended before it reported its address");
        }
        this.port = Integer.parseInt(address.get().group(1));
    }

    /** Starts a main class with the options of the launcher, then those given, then those of the environment. */
    public static ChildProcess start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        Optional.ofNullable(System.getenv(MORE_OPTIONS))
                .ifPresent(more -> command.addAll(List.of(more.strip().split("\\s+"))));
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

    /** Says something to it, and hears one line. What a server says of its own after the address is no answer. */
    public String ask(String line) throws IOException {
        told.write(line + "\n");
        told.flush();
        String answer = said.readLine();
        while (answer != null && answer.startsWith(OWN)) {
            answer = said.readLine();
        }
        return String.valueOf(answer);
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

    /** The answers of a process to what it is asked. */
    public interface Answers {
        /** One line, to one line. */
        String to(String question) throws IOException;
    }

    /** For the process itself: answers what it is asked, and ends it when nobody is left who started it. */
    public static void answer(Answers answers) {
        Thread.ofPlatform().daemon().start(() -> {
            try (var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    System.out.println(answers.to(line));
                }
            } catch (IOException e) {
                System.err.println("a process of the benchmark cannot answer: " + e.getMessage());
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
                throw new IOException("a process of the benchmark does not stop");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
