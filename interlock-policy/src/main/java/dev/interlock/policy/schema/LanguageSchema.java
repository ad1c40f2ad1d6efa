package dev.interlock.policy.schema;

import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The published JSON Schemas (draft 2020-12) of the files of a bundle. */
public enum LanguageSchema {
    /** Header, catalogue, intents, rules. */
    BUNDLE("interlock-v1.schema.json"),

    /** Scenario files, and registries. */
    SCENARIOS("interlock-scenarios-v1.schema.json"),

    /** Plan files. */
    PLAN("interlock-plan-v1.schema.json");

    private static final Set<String> OF_SCENARIOS = Set.of("scenarios", "agents", "people");

    private final String file;

    LanguageSchema(String file) {
        this.file = file;
    }

    /** The schema that a file is written by, told by its sections. */
    public static LanguageSchema of(Node.Mapping root) {
        if (root.get("plan").isPresent()) {
            return PLAN;
        }
        return root.entries().stream()
                        .anyMatch(e -> OF_SCENARIOS.contains(e.key().value()))
                ? SCENARIOS
                : BUNDLE;
    }

    /** The name of the file of the schema. */
    public String file() {
        return file;
    }

    /** The schema as it is published. */
    public String text() {
        try (InputStream in = LanguageSchema.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + file + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The view of the schema on a file as a whole. */
    public SchemaView view() {
        // JSON is YAML; the reader of the language is at hand, and knows all that a schema needs.
        if (YamlReader.read(new SourceFile(file, text())).root().orElse(null) instanceof Node.Mapping root) {
            return SchemaView.of(root);
        }
        throw new IllegalStateException("the schema " + file + " is not a mapping");
    }
}
