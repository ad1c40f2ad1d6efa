package dev.interlock.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Agents that run on this machine, with their environments, as far as this user may see them: that is, on Linux its own. Environments hold
 * secrets, and are not shown.
 */
final class AgentProcesses {

    private static final Set<String> PROGRAMS =
            Set.of("claude", "codex", "gemini", "cursor", "cursor-agent", "windsurf", "zed", "copilot", "opencode");

    private static final int MOST = 10_000;
    private static final int MAX_BYTES = 1 << 18;

    private AgentProcesses() {}

    /** An agent. */
    record Agent(String program, String pid, Map<String, String> environment) {
        Agent {
            environment = Map.copyOf(environment);
        }

        /** Leaves out the environment, which may hold secrets. */
        @Override
        public String toString() {
            return "Agent[" + program + ", " + pid + "]";
        }
    }

    /** @param processes the folder in which the system shows its processes, such as `/proc` */
    static List<Agent> below(Path processes) {
        List<Agent> found = new ArrayList<>();
        if (!Files.isDirectory(processes)) {
            return found;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
            int looked = 0;
            for (Path process : all) {
                if (looked++ < MOST) {
                    agent(process).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static Optional<Agent> agent(Path process) {
        Optional<String> program = words(process.resolve("cmdline")).stream()
                .limit(2) // an interpreter and its script
                .map(word -> word.substring(word.lastIndexOf('/') + 1).replaceFirst("\\.(m?js|cjs|sh)$", ""))
                .filter(PROGRAMS::contains)
                .findFirst();
        return program.map(name ->
                new Agent(name, process.getFileName().toString(), environment(words(process.resolve("environ")))));
    }

    private static Map<String, String> environment(List<String> words) {
        Map<String, String> environment = new TreeMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                environment.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return environment;
    }

    /** Reads words with a zero byte after each; none of a process of others, or one that ended. */
    private static List<String> words(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return List.of(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
