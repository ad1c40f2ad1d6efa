package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.policy.schema.LanguageSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fmt}, {@code schema}, {@code check --format}, {@code test --junit}. */
class LanguageToolsTest {

    private static final Path BUNDLES = Path.of(System.getProperty("interlock.root", ".."), "bundles");
    private static final String BADLY = "name:   x\ninterlock: v1 # version\n";
    private static final String WELL = "interlock: v1  # version\nname: x\n";

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void formatsTheFilesOfABundleAndSaysWhich() throws Exception {
        Path root = write("b/interlock.yaml", BADLY);
        Path good = write("b/rules/good.yaml", "rules: []\n");
        Path other = write("pipeline.yaml", "on:   [push]\n");
        assertThat(CommandRun.of("fmt", "--check", folder)).satisfies(run -> {
            assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
            assertThat(run.lines()).containsExactly(root.toString());
        });
        assertThat(root).hasContent(BADLY);
        assertThat(CommandRun.of("fmt", folder)).satisfies(run -> {
            assertThat(run.exit()).isEqualTo(ExitCode.FINE);
            assertThat(run.lines()).containsExactly(root.toString());
        });
        assertThat(Files.readString(root)).isEqualTo(WELL);
        assertThat(Files.readString(good)).isEqualTo("rules: []\n");
        assertThat(Files.readString(other)).isEqualTo("on:   [push]\n");
        assertThat(CommandRun.of("fmt", "--check", folder).exit()).isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("fmt", folder).out()).isEmpty();
        try (var files = Files.list(root.getParent())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aFileIsFormattedWhereverItIs() throws Exception {
        Path file = write("a.yaml", "\ufeffrules:   []\r\n");
        assertThat(CommandRun.of("fmt", file).exit()).isEqualTo(ExitCode.FINE);
        assertThat(Files.readString(file)).isEqualTo("rules: []\n");
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path file = write("target.yaml", "rules:   []\n");
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), file);
        assertThat(CommandRun.of("fmt", link).exit()).isEqualTo(ExitCode.FINE);
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(file)).isEqualTo("rules: []\n");
    }

    @Test
    void whatIsBrokenStaysAsItIsAndTheRestIsFormatted() throws Exception {
        Path broken = write("b/interlock.yaml", "name: [x\n");
        Path bytes = folder.resolve("b/bytes.yaml");
        Files.write(bytes, new byte[] {'a', ':', ' ', (byte) 0xff});
        Path good = write("b/rules.yaml", "rules:   []\n");
        assertThat(CommandRun.of("fmt", folder.resolve("b"))).satisfies(run -> {
            assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
            assertThat(run.out()).contains("error[IL-0001]", "interlock.yaml:2:1", "is not UTF-8", good.toString());
        });
        assertThat(Files.readString(broken)).isEqualTo("name: [x\n");
        assertThat(Files.readAllBytes(bytes)).hasSize(4);
        assertThat(Files.readString(good)).isEqualTo("rules: []\n");
    }

    @Test
    void wrongUsageOfFormat() throws Exception {
        write("x/pipeline.yaml", "on: [push]\n");
        for (Object path : new Object[] {folder.resolve("absent"), folder.resolve("x")}) {
            assertThat(CommandRun.of("fmt", path)).satisfies(run -> {
                assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
                assertThat(run.err()).contains("there is no ");
            });
        }
        assertThat(CommandRun.of("fmt").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(CommandRun.of("fmt", "--help").out()).contains("--check", "Exits with 1");
    }

    @Test
    void printsTheSchemas() {
        assertThat(CommandRun.of("schema").out()).isEqualTo(LanguageSchema.BUNDLE.text());
        assertThat(CommandRun.of("schema", "bundle").out()).isEqualTo(LanguageSchema.BUNDLE.text());
        assertThat(CommandRun.of("schema", "scenarios").out()).isEqualTo(LanguageSchema.SCENARIOS.text());
        assertThat(CommandRun.of("schema", "plan").out()).isEqualTo(LanguageSchema.PLAN.text());
        assertThat(CommandRun.of("schema", "other")).satisfies(run -> {
            assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
            assertThat(run.err()).contains("there is no schema `other`");
        });
        assertThat(CommandRun.of("schema", "--help").exit()).isEqualTo(ExitCode.FINE);
    }

    @Test
    void checkWritesSarif() throws Exception {
        write("interlock.yaml", "interlock: v1\nnaem: x\n");
        assertThat(CommandRun.of("check", "--format", "sarif", folder)).satisfies(run -> {
            assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
            assertThat(run.out()).contains("\"version\": \"2.1.0\"", "\"ruleId\": \"IL-0021\"", "interlock.yaml\"}");
            assertThat(run.out()).endsWith("}\n").doesNotContain("errors,");
        });
        Path example = BUNDLES.resolve("accounts-payable");
        assertThat(CommandRun.of("check", "--format=sarif", example).exit()).isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("check", "--format", "json", example).out())
                .isEqualTo(CommandRun.of("check", "--json", example).out());
        assertThat(CommandRun.of("check", "--format", "xml", example).exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void testWritesJUnit() throws Exception {
        Path report = folder.resolve("report.xml");
        Path example = BUNDLES.resolve("accounts-payable");
        assertThat(CommandRun.of("test", "--junit", report, example).exit()).isEqualTo(ExitCode.FINE);
        assertThat(Files.readString(report))
                .contains("<testsuites name=\"accounts-payable\"", "failures=\"0\" errors=\"0\" skipped=\"0\"");
        write("bad/interlock.yaml", "interlock: v1\nnaem: x\n");
        assertThat(CommandRun.of("test", "--junit", report, folder.resolve("bad"))
                        .exit())
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(Files.readString(report)).contains("errors=\"1\"", "did you mean `name`?");
    }
}
