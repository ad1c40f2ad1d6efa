package dev.interlock.policy.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.yaml.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SarifRendererTest {

    /** The schema of the standard, as a library of others brings it. */
    private static final Schema STANDARD = standard();

    private static Schema standard() {
        try (InputStream in = SarifRendererTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(text, InputFormat.JSON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theCorpusIsValidSarif() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> cases = Files.list(Folders.corpus())) {
            cases.filter(Files::isDirectory).forEach(folders::add);
        }
        for (Path folder : folders) {
            List<Diagnostic> found = PolicyBundle.load(folder).diagnostics();
            String sarif = new SarifRenderer("1.0", "bundles/x").render(found);
            assertThat(STANDARD.validate(sarif, InputFormat.JSON))
                    .as(folder + sarif)
                    .isEmpty();
            assertThat(sarif).isEqualTo(new SarifRenderer("1.0", "bundles/x").render(found));
            assertThat(sarif.lines().filter(l -> l.contains("\"ruleIndex\""))).hasSameSizeAs(found);
        }
        assertThat(STANDARD.validate("{\"version\": \"2.1.0\"}", InputFormat.JSON))
                .isNotEmpty();
        assertThat(STANDARD.validate(new SarifRenderer("1.0", "").render(List.of()), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void aResultHasPlaceLevelAndRelatedPlaces() {
        SourceFile file = new SourceFile("a: b/ü 1.yaml", "x: 1\nx: 2\n");
        Diagnostic d = new Diagnostic(
                Severity.WARNING,
                Check.DUPLICATE_KEY,
                file.at(2, 1, 3),
                "twice \"x\"",
                "remove one",
                List.of(new Label(file.at(1, 1, 1), "first")));
        String sarif = new SarifRenderer("1.0", "").render(List.of(d));
        assertThat(STANDARD.validate(sarif, InputFormat.JSON)).isEmpty();
        assertThat(sarif)
                .contains(
                        "\"ruleId\": \"IL-0002\", \"ruleIndex\": 0, \"level\": \"warning\"",
                        "\"message\": {\"text\": \"twice \\\"x\\\"\\u000ahelp: remove one\"}",
                        "\"region\": {\"startLine\": 2, \"startColumn\": 1, \"endColumn\": 4}",
                        "\"relatedLocations\": [{\"id\": 1, ",
                        "\"name\": \"DuplicateKey\"",
                        "\"columnKind\": \"unicodeCodePoints\"");
    }

    @ParameterizedTest
    @EnumSource(Check.class)
    void everyCheckIsExplained(Check check) {
        assertThat(CheckText.isKnown(check))
                .as("a sentence in CheckText for %s", check)
                .isTrue();
        assertThat(CheckText.of(check)).endsWith(".");
        assertThat(CheckText.name(check)).matches("([A-Z][a-z0-9]*)+");
    }
}
