package dev.interlock.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.yaml.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every folder below {@code config} is a configuration with {@code expected.txt}, its diagnostics as a person sees them.
 * Lines with the comment {@code # hit}, and no others, have one (the first line counts for what is wrong with all of it).
 */
class ConfigCorpusTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "ERP_SECRET", "from-the-environment",
            "MAIL_AUTH", "Bearer x",
            "CHAT_SECRET", "in-clear-nowhere-but-here-1",
            "CHAT_ANSWERS", "in-clear-nowhere-but-here-2",
            "OTHER_ANSWERS", "in-clear-nowhere-but-here-3",
            "OTHER_SECRET", "in-clear-nowhere-but-here-4",
            "FURTHER_SECRET", "in-clear-nowhere-but-here-5");

    /** To accept new output run the test with {@code -Dcorpus.accept=true} and review the difference. */
    private static final boolean ACCEPT = Boolean.getBoolean("corpus.accept");

    static Path corpus() {
        return Path.of("src/test/resources/config").toAbsolutePath();
    }

    static ConfigOutcome read(Path folder) throws IOException {
        String text = Files.readString(folder.resolve(ConfigReader.FILE));
        return ConfigReader.read(new SourceFile(ConfigReader.FILE, text), folder, ENVIRONMENT);
    }

    @TestFactory
    List<DynamicTest> reportsWhatIsExpected() throws Exception {
        try (Stream<Path> folders = Files.list(corpus())) {
            List<DynamicTest> tests = folders.sorted()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)))
                    .toList();
            assertThat(tests).hasSizeGreaterThan(5);
            return tests;
        }
    }

    private static void check(Path folder) throws IOException {
        ConfigOutcome outcome = read(folder);
        String rendered = new TextRenderer(false).render(outcome.diagnostics());
        if (ACCEPT) {
            Files.writeString(folder.resolve("expected.txt"), rendered);
        }
        assertThat(rendered).isEqualTo(Files.readString(folder.resolve("expected.txt")));
        assertThat(rendered)
                .doesNotContain("swordfish", "hunter2", "BBBB", "in-clear", "dev.interlock", "Exception", "null");
        List<String> lines = Files.readAllLines(folder.resolve(ConfigReader.FILE));
        var hits = new TreeSet<Integer>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("# hit")) {
                hits.add(i + 1);
            }
        }
        var reported = new TreeSet<Integer>();
        outcome.diagnostics().forEach(d -> reported.add(d.place().line()));
        reported.remove(1);
        hits.remove(1);
        assertThat(reported).isEqualTo(hits);
    }
}
