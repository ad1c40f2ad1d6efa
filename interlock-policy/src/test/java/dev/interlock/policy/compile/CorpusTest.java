package dev.interlock.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Folders;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.JsonRenderer;
import dev.interlock.policy.diagnostic.TextRenderer;
import java.io.IOException;
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
 * comment {@code # hit} has a diagnostic and no other line has one; {@code # near miss} marks what must not be reported. A
 * code after the comment says which finding is meant, where a case has several.
 *
 * <p>To accept new output run the tests with {@code -Dcorpus.accept=true} and review the difference.
 */
class CorpusTest {

    private static final boolean ACCEPT = Boolean.getBoolean("corpus.accept");

    @TestFactory
    Stream<DynamicTest> reportsWhatIsExpected() throws IOException {
        return CorpusCase.all().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    String rendered = new TextRenderer(false).render(c.found());
                    Path expected = c.folder().resolve("expected.txt");
                    if (ACCEPT) {
                        Files.writeString(expected, rendered);
                    }
                    assertThat(rendered).isEqualTo(Files.readString(expected));
                    assertThat(c.found()).isNotEmpty().allSatisfy(d -> {
                        assertThat(d.message()).doesNotContain("dev.interlock", "Exception", "null");
                        assertThat(d.remedy()).isNotBlank();
                    });
                    assertMarked(c);
                }));
    }

    private static void assertMarked(CorpusCase c) {
        SortedSet<String> hits = new TreeSet<>();
        SortedSet<String> reported = new TreeSet<>();
        c.found().forEach(d -> reported.add(CorpusCase.line(d)));
        for (CorpusCase.Mark mark : c.marks()) {
            if (mark.hit()) {
                hits.add(mark.line());
                mark.code()
                        .ifPresent(code -> assertThat(c.found())
                                .as(mark.line())
                                .anyMatch(d -> CorpusCase.line(d).equals(mark.line())
                                        && d.check().code().equals(code)));
            }
        }
        assertThat(reported).isEqualTo(hits);
        assertThat(c.marks()).as("a near miss is marked").anyMatch(m -> !m.hit());
    }

    @Test
    void tenMistakesAreTenDiagnostics() {
        List<Diagnostic> found =
                PolicyBundle.load(Folders.corpus().resolve("ten-mistakes")).diagnostics();
        assertThat(found).hasSize(10).allMatch(Diagnostic::isError).isSorted();
        assertThat(found.stream().map(Diagnostic::check).distinct()).hasSize(10);
        assertThat(JsonRenderer.render(found).lines().filter(l -> l.contains("\"severity\": \"error\"")))
                .hasSize(10);
    }

    @Test
    void theCorpusIsLargeEnough() throws IOException {
        assertThat(CorpusCase.all()).hasSizeGreaterThanOrEqualTo(80);
    }
}
