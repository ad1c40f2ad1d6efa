package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.readiness.Readiness;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The examples in the documents are true. */
class ExamplesTest {

    private static final Path ROOT = Path.of(System.getProperty("interlock.root"));
    private static final Pattern SERVER =
            Pattern.compile("# The server `(?<package>[^`]+)` (?<version>[0-9.]+) of npm: ");
    private static final Pattern YAML = Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path folder;

    static List<Path> rules() throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/rules"))) {
            return pages.sorted().toList();
        }
    }

    /**
     * A page on a kind begins with the rule, and ends with a scenario of it on the catalogue and intents of accounts payable. Blocks
     * between the two are parts of other bundles.
     */
    @ParameterizedTest
    @MethodSource("rules")
    void theScenarioOfARule(Path page) throws IOException {
        List<String> blocks = blocks(page);
        assertThat(blocks).as("the rule and the scenario").hasSizeGreaterThanOrEqualTo(2);
        Path bundle = folder.resolve("bundle");
        try (Stream<Path> paths = Files.walk(ROOT.resolve("bundles/accounts-payable"))) {
            for (Path path : paths.toList()) {
                Files.copy(
                        path,
                        bundle.resolve(ROOT.resolve("bundles/accounts-payable").relativize(path)));
            }
        }
        replaceAll(bundle.resolve("rules"), blocks.getFirst());
        replaceAll(bundle.resolve("tests"), blocks.getLast());

        assertThat(said("test", bundle.toString())).doesNotContain("warning");
    }

    static List<Path> bundles() throws IOException {
        try (Stream<Path> folders = Files.walk(ROOT.resolve("bundles"), 2)) {
            return folders.filter(folder -> Files.exists(folder.resolve("interlock.yaml")))
                    .sorted()
                    .toList();
        }
    }

    /** A bundle that is shipped has no warnings, passes its scenarios, and is written as the formatter writes. */
    @ParameterizedTest
    @MethodSource("bundles")
    void aBundle(Path bundle) {
        assertThat(said("check", "--strict", bundle.toString())).contains("0 errors, 0 warnings");
        said("test", bundle.toString());
        said("fmt", "--check", bundle.toString());
    }

    static List<Path> servers() throws IOException {
        return bundles().stream()
                .filter(bundle -> bundle.getParent().endsWith("servers"))
                .toList();
    }

    /** The agents of a server's bundle complete no conflict, and the page of the servers names its package, version and rules. */
    @ParameterizedTest
    @MethodSource("servers")
    void aBundleOfAServer(Path bundle) throws IOException {
        said("reach", bundle.toString());
        Matcher server = SERVER.matcher(Files.readString(bundle.resolve("interlock.yaml")));
        assertThat(server.lookingAt())
                .as("its first line names package and version")
                .isTrue();
        String name = bundle.getFileName().toString();
        String row = Files.readAllLines(ROOT.resolve("docs/servers.md")).stream()
                .filter(line -> line.startsWith("| [" + name + "]"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/servers.md has no row of `" + name + "`"));
        assertThat(row).contains("`" + server.group("package") + "`", " " + server.group("version") + " ");
        assertThat(said("reach", "shipped:" + name)).contains("no conflict in reach");
    }

    private static String said(String... command) {
        var said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        int exit = line.execute(command);
        assertThat(exit).as(String.join(" ", command) + "\n" + said).isEqualTo(ExitCode.FINE);
        return said.toString();
    }

    @Test
    void theConfiguration() throws IOException {
        Path file = folder.resolve(ConfigReader.FILE);
        Files.createDirectory(folder.resolve("bundle"));
        Files.writeString(file, blocks(ROOT.resolve("docs/configuration.md")).getFirst());

        ConfigOutcome outcome =
                ConfigReader.read(file, Map.of("CHAT_SECRET", "s".repeat(32), "CHAT_ANSWERS", "t".repeat(32)));

        assertThat(outcome).as(outcome.diagnostics().toString()).isInstanceOf(ConfigOutcome.Loaded.class);
        assertThat(outcome.diagnostics()).isEmpty();
        assertThat(PolicyBundle.load(ROOT.resolve("bundles/accounts-payable")))
                .isInstanceOfSatisfying(
                        PolicyBundle.Compiled.class,
                        policy -> assertThat(Readiness.check(policy, (ConfigOutcome.Loaded) outcome))
                                .as("a server with the worked example starts")
                                .noneMatch(finding -> finding.diagnostic().isError()));
    }

    private static List<String> blocks(Path page) throws IOException {
        return YAML.matcher(Files.readString(page))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static void replaceAll(Path folder, String content) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.writeString(folder.resolve("example.yaml"), content);
    }
}
