package dev.interlock.server.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.TextRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Broken configurations are told of, each as {@code expected.txt} shows it to a person, and what is nearly the same is not. To accept
 * new output run the test with {@code -Dcorpus.accept=true} and review the difference.
 */
class ReadinessCorpusTest {

    private static final boolean ACCEPT = Boolean.getBoolean("corpus.accept");

    @TestFactory
    Stream<DynamicTest> tellsOfWhatIsBroken() throws IOException {
        return ReadinessCase.all().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    List<Diagnostic> found = c.findings("broken.yaml").stream()
                            .map(Finding::diagnostic)
                            .toList();
                    String rendered = new TextRenderer(false).render(found);
                    Path expected = c.folder().resolve("expected.txt");
                    if (ACCEPT) {
                        Files.writeString(expected, rendered);
                    }
                    assertThat(rendered).isEqualTo(Files.readString(expected));
                    assertThat(found).isNotEmpty().allSatisfy(d -> {
                        assertThat(d.message()).doesNotContain("dev.interlock", "Exception", "null", "sha256");
                        assertThat(d.remedy()).isNotBlank();
                        assertThat(d.place().line()).isPositive();
                    });
                }));
    }

    @TestFactory
    Stream<DynamicTest> saysNothingOfWhatIsNearlyBroken() throws IOException {
        return ReadinessCase.all().stream()
                .map(c -> DynamicTest.dynamicTest(
                        c.name(),
                        () -> assertThat(new TextRenderer(false).render(c.nearMiss()))
                                .isEqualTo("0 errors, 0 warnings\n")));
    }

    @Test
    void theCorpusIsLargeEnough() throws IOException {
        assertThat(ReadinessCase.all()).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void eachCodeIsShownAndExplained() throws IOException {
        SortedSet<String> missing = Arrays.stream(Check.values())
                .filter(check -> check.compareTo(Check.ACCEPTED_NOTHING) > 0)
                .map(Check::code)
                .collect(Collectors.toCollection(TreeSet::new));
        missing.addAll(List.of(Check.APPROVERS_TOO_FEW.code(), Check.APPROVERS_JUST_ENOUGH.code()));
        SortedSet<String> unexplained = new TreeSet<>(missing);
        for (ReadinessCase c : ReadinessCase.all()) {
            c.findings("broken.yaml")
                    .forEach(finding ->
                            missing.remove(finding.diagnostic().check().code()));
        }
        assertThat(missing).as("codes without a broken configuration").isEmpty();
        Path page = Path.of(System.getProperty("interlock.root", ".."), "docs/warnings.md");
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("### ")) {
                unexplained.removeIf(line::contains);
            }
        }
        assertThat(unexplained)
                .as("codes without a paragraph in docs/warnings.md")
                .isEmpty();
    }
}
