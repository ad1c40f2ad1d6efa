package dev.interlock.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The published schemas say of real files what the checker says. */
class SchemaTest {

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(Dialects.getDraft202012());
    private static final Map<LanguageSchema, Schema> SCHEMAS = schemas();

    /** What a schema can see: which keys there are, and what their values look like. */
    private static final Set<Check> STRUCTURAL =
            Set.of(Check.WRONG_SHAPE, Check.UNKNOWN_KEY, Check.MISSING_KEY, Check.RULE_KIND, Check.VERSION);

    private static Map<LanguageSchema, Schema> schemas() {
        Map<LanguageSchema, Schema> out = new EnumMap<>(LanguageSchema.class);
        for (LanguageSchema schema : LanguageSchema.values()) {
            out.put(schema, REGISTRY.getSchema(schema.text(), InputFormat.JSON));
        }
        return out;
    }

    private static List<String> errors(Node.Mapping file) {
        return SCHEMAS.get(LanguageSchema.of(file)).validate(NodeJson.text(file), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static Optional<Node.Mapping> read(String path, byte[] bytes) {
        return YamlReader.read(new SourceFile(path, new String(bytes, StandardCharsets.UTF_8)))
                .root()
                .flatMap(n -> n instanceof Node.Mapping mapping ? Optional.of(mapping) : Optional.empty());
    }

    private static List<Path> folders(Path of) throws IOException {
        try (Stream<Path> folders = Files.list(of)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    @Test
    void theSchemasAreSchemas() throws IOException {
        Schema meta = REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        for (LanguageSchema schema : LanguageSchema.values()) {
            assertThat(meta.validate(schema.text(), InputFormat.JSON)).isEmpty();
            assertThat(schema.text())
                    .as("published and packaged")
                    .isEqualTo(Files.readString(Folders.root().resolve("docs/schema/" + schema.file())));
        }
    }

    @TestFactory
    Stream<DynamicTest> theExamplesValidate() throws IOException {
        return folders(Folders.root().resolve("bundles")).stream()
                .flatMap(folder -> Bundles.files(folder).entrySet().stream()
                        .filter(f -> f.getKey().endsWith(".yaml"))
                        .map(f -> DynamicTest.dynamicTest(
                                folder.getFileName() + "/" + f.getKey(),
                                () -> assertThat(read(f.getKey(), f.getValue()).map(SchemaTest::errors))
                                        .contains(List.of()))));
    }

    /** The plan of the documents, and one that is none. */
    @Test
    void aPlanValidates() throws IOException {
        String page = Files.readString(Folders.root().resolve("docs/plan.md"));
        String plan = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```\n"));

        assertThat(read("plan.yaml", plan.getBytes(StandardCharsets.UTF_8)).map(SchemaTest::errors))
                .contains(List.of());
        assertThat(read("plan.yaml", plan.replace("tool:", "tol:").getBytes(StandardCharsets.UTF_8))
                        .map(SchemaTest::errors))
                .hasValueSatisfying(errors -> assertThat(errors).isNotEmpty());
    }

    @TestFactory
    Stream<DynamicTest> theCorpusIsJudgedAlike() throws IOException {
        return folders(Folders.corpus()).stream()
                .map(folder ->
                        DynamicTest.dynamicTest(folder.getFileName().toString(), () -> assertJudgedAlike(folder)));
    }

    private static void assertJudgedAlike(Path folder) {
        List<Diagnostic> found = PolicyBundle.load(folder).diagnostics();
        Set<String> structural = found.stream()
                .filter(d -> d.isError() && STRUCTURAL.contains(d.check()))
                .map(d -> d.place().file().path())
                .collect(Collectors.toSet());
        boolean sound = found.stream().noneMatch(Diagnostic::isError);
        Bundles.files(folder).forEach((path, bytes) -> {
            Optional<Node.Mapping> root = path.endsWith(".yaml") ? read(path, bytes) : Optional.empty();
            if (root.isPresent() && sound) {
                assertThat(errors(root.get())).as(path).isEmpty();
            } else if (root.isPresent() && structural.contains(path)) {
                assertThat(errors(root.get())).as(path).isNotEmpty();
            }
        });
    }

    @Test
    void everyKeyIsExplained() {
        for (LanguageSchema schema : LanguageSchema.values()) {
            Node.Mapping root = read(schema.file(), schema.text().getBytes(StandardCharsets.UTF_8))
                    .orElseThrow();
            Node.Mapping definitions = (Node.Mapping) root.get("$defs").orElseThrow();
            Stream.concat(Stream.of(root), definitions.entries().stream().map(e -> (Node.Mapping) e.value()))
                    .forEach(definition -> {
                        SchemaView view = SchemaView.of(root, definition);
                        for (String key : view.keys(List.of())) {
                            assertThat(view.member(key, List.of(key)).flatMap(SchemaView::description))
                                    .as("description of `%s`", key)
                                    .isPresent();
                        }
                    });
        }
    }
}
