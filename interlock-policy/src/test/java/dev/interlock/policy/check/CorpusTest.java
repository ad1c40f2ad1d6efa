package dev.interlock.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Folders;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.JsonRenderer;
import dev.interlock.policy.diagnostic.TextRenderer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every folder of the corpus is a bundle with {@code expected.txt}, the diagnostics as a person sees them. A line with the
 * comment {@code # hit} has a diagnostic and no other line has one; {@code # near miss} marks what must not be reported.
 *
 * <p>To accept new output run the tests with {@code -Dcorpus.accept=true} and review the difference.
 */
class CorpusTest {

    private static final boolean ACCEPT = Boolean.getBoolean("corpus.accept");

    private static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(Folders.corpus())) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> reportsWhatIsExpected() throws IOException {
        return cases().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
            List<Diagnostic> found = PolicyBundle.load(folder).diagnostics();
            String rendered = new TextRenderer(false).render(found);
            Path expected = folder.resolve("expected.txt");
            if (ACCEPT) {
                Files.writeString(expected, rendered);
            }
            assertThat(rendered).isEqualTo(Files.readString(expected));
            assertThat(found).isNotEmpty().allSatisfy(d -> {
                assertThat(d.message()).doesNotContain("dev.interlock", "Exception", "null");
                assertThat(d.remedy()).isNotBlank();
            });
            assertMarked(folder, found);
        }));
    }

    private static void assertMarked(Path folder, List<Diagnostic> found) throws IOException {
        SortedSet<String> hits = new TreeSet<>();
        boolean nearMiss = false;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .lines()
                        .toList();
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).contains("# hit")) {
                        hits.add(folder.relativize(file) + ":" + (i + 1));
                    }
                    nearMiss |= lines.get(i).contains("# near miss");
                }
            }
        }
        SortedSet<String> reported = new TreeSet<>();
        found.forEach(d -> reported.add(d.place().file().path() + ":" + d.place().line()));
        assertThat(reported).isEqualTo(hits);
        assertThat(nearMiss).as("a near miss is marked").isTrue();
    }

    @Test
    void tenMistakesAreTenDiagnostics() {
        List<Diagnostic> found =
                PolicyBundle.load(Folders.corpus().resolve("ten-mistakes")).diagnostics();
        assertThat(found).hasSize(10).allMatch(Diagnostic::isError).isSorted();
        assertThat(found.stream().map(Diagnostic::check).distinct()).hasSize(10);
        assertThat(JsonRenderer.render(found).lines().filter(l -> l.contains("\"severity\": \"error\""))).hasSize(10);
    }

    @Test
    void theCorpusIsLargeEnough() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(20);
    }
}
