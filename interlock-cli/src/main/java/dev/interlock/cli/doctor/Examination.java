package dev.interlock.cli.doctor;

import dev.interlock.cli.terminal.Screen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs checks side by side, within one limit of time for all of them. Not thread-safe. */
public final class Examination {

    /** The time for a check to end that was told to. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<Named> checks = new ArrayList<>();

    /** A check. */
    public interface Check {
        List<Finding> run() throws IOException, InterruptedException;
    }

    private record Named(Area area, String place, Check check) {}

    /** Adds a check, whose area and place are told where it does not end. */
    public void add(Area area, Object place, Check check) {
        checks.add(new Named(area, place.toString(), check));
    }

    /** Runs the checks. Returns their findings in the order in which they were added. */
    public List<Finding> run(Duration limit) throws InterruptedException {
        List<Finding> found = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<List<Finding>>> running = new ArrayList<>();
            for (Named named : checks) {
                running.add(threads.submit(named.check()::run));
            }
            long end = System.nanoTime() + limit.toNanos();
            for (int i = 0; i < running.size(); i++) {
                found.addAll(result(checks.get(i), running.get(i), end - System.nanoTime(), limit));
            }
        } finally {
            threads.shutdownNow();
            boolean unused = threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return found;
    }

    private static List<Finding> result(Named named, Future<List<Finding>> running, long nanos, Duration limit)
            throws InterruptedException {
        try {
            return running.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(Finding.problem(
                    named.area(),
                    named.place(),
                    "there was no answer within " + limit.toSeconds() + " seconds",
                    "find out why it is slow, and run the doctor again"));
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof IOException failure && failure.getMessage() != null
                    ? failure.getMessage()
                    : String.valueOf(e.getCause());
            return List.of(Finding.problem(
                    named.area(),
                    named.place(),
                    "it cannot be checked: " + Screen.printable(why),
                    "run the doctor as the user that runs the server"));
        }
    }
}
