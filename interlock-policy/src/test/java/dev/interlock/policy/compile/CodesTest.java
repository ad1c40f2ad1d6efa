package dev.interlock.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Folders;
import dev.interlock.policy.diagnostic.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever adds a finding shows it in the corpus: where it is reported, and where it is not though it nearly would be. */
class CodesTest {

    /** Not about bundles: what these report is shown by the tests of the server's configuration. */
    private static final Set<Check> OF_THE_CONFIGURATION = Set.of(
            Check.ADDRESS,
            Check.OPEN_LISTENER,
            Check.TOKEN_HASH,
            Check.TOKEN_SHARED,
            Check.IDENTITY,
            Check.TRUST,
            Check.AGENT_UNOWNED,
            Check.AGENT_MODEL,
            Check.AGENT_CHAIN,
            Check.ENVIRONMENT,
            Check.NOT_OFFERED);

    /** No files that one would keep in a repository; shown by {@code BundleLoaderTest}. */
    private static final Set<Check> OF_THE_FILES = Set.of(Check.TOO_LARGE, Check.UNREADABLE);

    /** Codes of what a bundle and a configuration say together; shown by the server's {@code ReadinessCorpusTest}. */
    private static boolean isOfBoth(Check check) {
        return check.compareTo(Check.ACCEPTED_NOTHING) > 0
                || check == Check.APPROVERS_TOO_FEW
                || check == Check.APPROVERS_JUST_ENOUGH;
    }

    private static SortedSet<String> shown() {
        return Arrays.stream(Check.values())
                .filter(c -> !OF_THE_CONFIGURATION.contains(c) && !OF_THE_FILES.contains(c) && !isOfBoth(c))
                .map(Check::code)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachIsReportedSomewhere() throws IOException {
        SortedSet<String> missing = shown();
        CorpusCase.all().forEach(c -> missing.removeAll(c.reported()));
        assertThat(missing).as("codes without a hit in the corpus").isEmpty();
    }

    @Test
    void eachIsNearlyReportedSomewhere() throws IOException {
        SortedSet<String> missing = shown();
        CorpusCase.all().forEach(c -> missing.removeAll(c.nearMisses()));
        assertThat(missing).as("codes without a near miss in the corpus").isEmpty();
    }

    @Test
    void eachWarningIsExplained() throws IOException {
        SortedSet<String> missing = new TreeSet<>();
        for (CorpusCase c : CorpusCase.all()) {
            c.found().stream()
                    .filter(d -> !d.isError())
                    .forEach(d -> missing.add(d.check().code()));
        }
        for (String line : Files.readAllLines(Folders.root().resolve("docs/warnings.md"))) {
            if (line.startsWith("### ")) {
                missing.removeIf(line::contains);
            }
        }
        assertThat(missing)
                .as("warnings without a paragraph in docs/warnings.md")
                .isEmpty();
    }
}
