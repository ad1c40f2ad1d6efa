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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each page with blocks `sh`, as a reader runs it: the blocks in one bash, and what they print compared with the block `text` after them.
 * A block that nothing follows prints nothing. Only ports, times, hashes and keys differ.
 *
 * <p>A page whose commands need something to work on has a stage, a script `stage/PAGE.sh` among the resources, sourced before its
 * first block: see `stage/stage.sh`. Its blocks may print what the page does not show, but have to succeed.
 */
@Tag("long")
class TutorialTest {

    private static final Path STAGES =
            Page.ROOT.resolve("interlock-e2e/src/test/resources/dev/interlock/e2e/document/stage");

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

    @TempDir
    Path folder;

    static List<Page> pages() throws IOException {
        return Page.all().stream().filter(page -> !blocks(page).isEmpty()).toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageIsTrue(Page page) throws Exception {
        assumeTrue(
                "true".equals(System.getenv("CI")) || (onPath("bash") && onPath("curl")),
                "the pages need bash and curl");
        List<Page.Block> blocks = blocks(page);
        Path stage = STAGES.resolve(page.name().replace(".md", ".sh"));
        boolean isStaged = Files.exists(stage);

        List<String> printed = run(blocks, isStaged ? ". '" + stage + "'\n" : "");

        assertThat(printed)
                .as("blocks that ran; the last one says why it ended:\n%s", printed.getLast())
                .hasSameSizeAs(blocks);
        var softly = new SoftAssertions();
        for (int i = 0; i < blocks.size(); i++) {
            Page.Block block = blocks.get(i);
            if (!isStaged || block.printed().isPresent()) {
                softly.assertThat(comparable(printed.get(i)))
                        .as("output of\n%s", block.code())
                        .isEqualTo(comparable(block.printed().orElse("")));
            }
        }
        softly.assertAll();
    }

    private static List<Page.Block> blocks(Page page) {
        return page.blocks().stream()
                .filter(block -> block.isCommands() && block.suite().isEmpty())
                .toList();
    }

    /** What each block printed. */
    private List<String> run(List<Page.Block> blocks, String stage) throws Exception {
        String mark = "==== next block of the page ====";
        String port = Integer.toString(freePort());
        String behind = Integer.toString(freePort());
        var script = new StringBuilder("exec 2>&1 </dev/null\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n").append(stage);
        for (Page.Block block : blocks) {
            script.append("echo '").append(mark).append("'\n");
            script.append(block.code().replace("7420", port).replace("7430", behind));
        }
        Path checkout = checkout();
        Path output = folder.resolve("output");
        var builder = new ProcessBuilder(
                        "bash",
                        Files.writeString(folder.resolve("page.sh"), script).toString())
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().merge("PATH", checkout + ":", (path, first) -> first + path);
        builder.environment().put("INTERLOCK_URL", "http://127.0.0.1:" + port);
        builder.environment().put("STAGES", STAGES.toString());
        builder.environment().put("PORT", port);
        builder.environment().put("PAGES", Page.ROOT.toString());
        builder.environment()
                .put("HOME", Files.createDirectory(folder.resolve("home")).toString());
        builder.environment().put("TMPDIR", folder.toString());
        Process bash = builder.start();
        try {
            boolean ended = bash.waitFor(3, TimeUnit.MINUTES);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("ended in time; so far:\n%s", text).isTrue();
            List<String> parts = new ArrayList<>(List.of(text.split(mark + "\\n", -1)));
            assertThat(parts.removeFirst()).as("the stage").isEmpty();
            return parts;
        } finally {
            bash.descendants().forEach(ProcessHandle::destroyForcibly);
            bash.destroyForcibly();
        }
    }

    /** A folder that looks like the checkout and runs the classes under test, also in the servers that a server starts. */
    private Path checkout() throws IOException {
        Path checkout = Files.createDirectory(folder.resolve("checkout"));
        copy(Page.ROOT.resolve("bundles"), checkout.resolve("bundles"));
        Path launcher = checkout.resolve("interlock");
        Files.writeString(
                launcher,
                "#!/usr/bin/env bash\nexport INTERLOCK_JAVA_HOME='" + System.getProperty("java.home")
                        + "' INTERLOCK_JAVA_OPTS='-XX:TieredStopAtLevel=1 "
                        + String.join(" ", JavaCommand.cached()) + "' INTERLOCK_CLASSPATH='" + JavaCommand.classPath()
                        + "'\nexec '"
                        + Page.ROOT.resolve("interlock") + "' \"$@\"\n");
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
