package dev.interlock.e2e.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tutorial of README.md, the examples of docs/rest.md, docs/pipeline.md and docs/incident-response.md, and the pages for
 * operators, as a reader runs them: each block `sh` in one bash, and what it prints compared with the block `text` after it. A
 * block that nothing follows prints nothing. Only ports, times, hashes and keys differ.
 */
class TutorialTest {

    private static final Path ROOT = Path.of(System.getProperty("interlock.root"));
    private static final Pattern BLOCK =
            Pattern.compile("^```sh\\n(.*?)^```$(?:\\s*^```text\\n(.*?)^```$)?", Pattern.MULTILINE | Pattern.DOTALL);

    /** What is another each time, and how it stands in the comparison. */
    private static final Map<Pattern, String> VARIES = Map.of(
            // A running server signs once a second: the last entries may not be covered yet.
            Pattern.compile(", the last \\d+ of them not yet signed"), "",
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"), "<date and time>",
            // A time of day that stands alone; after a date it is that pattern's, whichever comes first.
            Pattern.compile("(?<=\\D )\\d\\d:\\d\\d:\\d\\d\\.\\d+Z"), "<time>",
            Pattern.compile("sha-?256:[0-9a-f]{64}"), "<hash>",
            Pattern.compile("token-[0-9a-f]{12}"), "<runtime>",
            Pattern.compile("(?<=, by )\\S+(?=,)"), "<user>",
            Pattern.compile("(?<=root {8})\\S{44}"), "<root>",
            Pattern.compile("(?<=payments\\.example\\.com\\+)\\S+"), "<key>",
            Pattern.compile("(?<=checkpoints | at size |server at http://127\\.0\\.0\\.1:)\\d+"), "<n>",
            Pattern.compile("(?<=time {8})[\\d.]+ s"), "<time>");

    private record Block(String commands, String printed) {}

    @TempDir
    Path folder;

    @Test
    void theTutorialIsTrue() throws Exception {
        isTrue(blocks("README.md", "## Tutorial", "## Further reading"));
    }

    @Test
    void theExampleOfARestApiIsTrue() throws Exception {
        isTrue(blocks("docs/rest.md", "## A worked example", "## The description"));
    }

    @Test
    void thePipelineIsTrue() throws Exception {
        isTrue(blocks("docs/pipeline.md", "## The whole way", "## Into your own"));
    }

    @Test
    void theNightIsTrue() throws Exception {
        isTrue(blocks("docs/incident-response.md", "## Before it happens", "## At night"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "rotation", "sizing", "upgrade"})
    void aPageForOperatorsIsTrue(String page) throws Exception {
        isTrue(blocks(Files.readString(ROOT.resolve("docs/" + page + ".md"))));
    }

    private void isTrue(List<Block> blocks) throws Exception {
        assumeTrue(
                "true".equals(System.getenv("CI")) || (onPath("bash") && onPath("curl")),
                "the tutorial needs bash and curl");
        assertThat(blocks).isNotEmpty();

        List<String> printed = run(blocks);

        assertThat(printed)
                .as("blocks that ran; the last one says why it ended")
                .hasSameSizeAs(blocks);
        var softly = new SoftAssertions();
        for (int i = 0; i < blocks.size(); i++) {
            softly.assertThat(comparable(printed.get(i)))
                    .as("output of\n%s", blocks.get(i).commands())
                    .isEqualTo(comparable(blocks.get(i).printed()));
        }
        softly.assertAll();
    }

    private static List<Block> blocks(String page, String from, String to) throws IOException {
        String text = Files.readString(ROOT.resolve(page));
        return blocks(text.substring(text.indexOf(from), text.indexOf(to)));
    }

    private static List<Block> blocks(String text) {
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(found.group(1), found.group(2) == null ? "" : found.group(2)))
                .toList();
    }

    /** What each block printed. */
    private List<String> run(List<Block> blocks) throws Exception {
        String mark = "==== next block of the tutorial ====";
        String port = Integer.toString(freePort());
        String behind = Integer.toString(freePort());
        var script = new StringBuilder("exec 2>&1 </dev/null\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n");
        for (Block block : blocks) {
            script.append("echo '").append(mark).append("'\n");
            script.append(block.commands().replace("7420", port).replace("7430", behind));
        }
        Path checkout = checkout();
        Path output = folder.resolve("output");
        var builder = new ProcessBuilder(
                        "bash",
                        Files.writeString(folder.resolve("tutorial.sh"), script).toString())
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().merge("PATH", checkout + ":", (path, first) -> first + path);
        builder.environment().put("INTERLOCK_URL", "http://127.0.0.1:" + port);
        builder.environment().put("TMPDIR", folder.toString());
        Process bash = builder.start();
        try {
            boolean ended = bash.waitFor(3, TimeUnit.MINUTES);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("ended in time; so far:\n%s", text).isTrue();
            List<String> parts = new ArrayList<>(List.of(text.split(mark + "\\n", -1)));
            assertThat(parts.removeFirst()).isEmpty();
            return parts;
        } finally {
            bash.descendants().forEach(ProcessHandle::destroyForcibly);
            bash.destroyForcibly();
        }
    }

    /** A folder that looks like the checkout and runs the classes under test, also in the servers that a server starts. */
    private Path checkout() throws IOException {
        Path checkout = Files.createDirectory(folder.resolve("checkout"));
        copy(ROOT.resolve("bundles"), checkout.resolve("bundles"));
        Path launcher = checkout.resolve("interlock");
        Files.writeString(
                launcher,
                "#!/usr/bin/env bash\nexport INTERLOCK_JAVA_HOME='" + System.getProperty("java.home")
                        + "' INTERLOCK_JAVA_OPTS='-XX:TieredStopAtLevel=1 "
                        + String.join(" ", JavaCommand.cached()) + "' INTERLOCK_CLASSPATH='" + JavaCommand.classPath()
                        + "'\nexec '"
                        + ROOT.resolve("interlock") + "' \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return checkout;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) { // folders come before what is in them
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private static String comparable(String text) {
        String result = text.lines().map(String::stripTrailing).reduce("", (all, line) -> all + line + "\n");
        for (Map.Entry<Pattern, String> varying : VARIES.entrySet()) {
            result = varying.getKey().matcher(result).replaceAll((MatchResult found) -> varying.getValue());
        }
        return result;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean onPath(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }
}
