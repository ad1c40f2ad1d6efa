package dev.interlock.server.upstream.stdio;

import dev.interlock.server.json.JsonLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a server that runs as a child process.
 *
 * @param command program and arguments, run without a shell
 * @param environment added to the few variables of ours that a child is given; credentials go here
 * @param directory working directory, else ours
 * @param limits within which its messages are read
 * @param maxGarbage lines on its standard output that are no messages, before it is taken for broken and killed
 * @param firstBackoff pause before a restart after it died; doubles each time, up to `maxBackoff`
 * @param maxBackoff longest pause
 * @param steady how long it must have run for its death to count as the first one again
 */
public record StdioSettings(
        List<String> command,
        Map<String, String> environment,
        Optional<Path> directory,
        JsonLimits limits,
        int maxGarbage,
        Duration firstBackoff,
        Duration maxBackoff,
        Duration steady) {

    /** The name of the logger that passes on what servers write to their standard error. */
    public static final String LOG = StdioProcess.class.getName();

    /** The variables that a child inherits. All others of our environment may be secrets. */
    public static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");

    public StdioSettings {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command is needed to start a server");
        }
    }

    public static StdioSettings of(List<String> command) {
        return new StdioSettings(
                command,
                Map.of(),
                Optional.empty(),
                JsonLimits.answers(),
                100,
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    public StdioSettings withEnvironment(Map<String, String> variables) {
        return new StdioSettings(command, variables, directory, limits, maxGarbage, firstBackoff, maxBackoff, steady);
    }

    public StdioSettings withDirectory(Path path) {
        return new StdioSettings(
                command, environment, Optional.of(path), limits, maxGarbage, firstBackoff, maxBackoff, steady);
    }

    public StdioSettings withBackoff(Duration first, Duration max) {
        return new StdioSettings(command, environment, directory, limits, maxGarbage, first, max, steady);
    }

    public StdioSettings withMaxGarbage(int lines) {
        return new StdioSettings(command, environment, directory, limits, lines, firstBackoff, maxBackoff, steady);
    }

    public StdioSettings withLimits(JsonLimits answers) {
        return new StdioSettings(
                command, environment, directory, answers, maxGarbage, firstBackoff, maxBackoff, steady);
    }

    /** The program alone: arguments and environment may hold secrets. */
    @Override
    public String toString() {
        return "StdioSettings[" + command.getFirst() + "]";
    }
}
