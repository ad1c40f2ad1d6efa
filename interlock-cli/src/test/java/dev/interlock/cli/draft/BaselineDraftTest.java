package dev.interlock.cli.draft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for any server over the drafts of real servers: each bundle loads as it is. */
class BaselineDraftTest {

    private static final Path FOLDER = Path.of(System.getProperty("interlock.root", ".."), "bundles", "agent-baseline");

    private static RulesFolder rules() {
        return RulesFolder.of(FOLDER, (PolicyBundle.Compiled) PolicyBundle.load(FOLDER));
    }

    private static List<ObjectNode> tools(String server) throws IOException {
        List<ObjectNode> tools = new ArrayList<>();
        try (InputStream in = BaselineDraftTest.class.getResourceAsStream("/draft/tools/" + server + ".json")) {
            for (JsonNode tool : new ObjectMapper().readTree(in)) {
                tools.add((ObjectNode) tool);
            }
        }
        return tools;
    }

    private static PolicyBundle.Compiled compiled(BundleDraft draft) {
        Map<String, byte[]> files = new HashMap<>();
        draft.files().forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
        PolicyBundle loaded = PolicyBundle.load(new MemoryTree(files));
        assertThat(loaded).as("%s", loaded.diagnostics()).isInstanceOf(PolicyBundle.Compiled.class);
        return (PolicyBundle.Compiled) loaded;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chrome-devtools",
                "everything",
                "filesystem",
                "github",
                "kubernetes",
                "memory",
                "mongodb",
                "notion",
                "playwright",
                "stripe"
            })
    void theRulesTakeTheDraftOfAnyServer(String server) throws IOException {
        var draft = new BundleDraft("baseline-" + server, "you@example.com", List.of())
                .ruledBy(rules())
                .server(server, tools(server));

        PolicyBundle.Compiled policy = compiled(draft);

        assertThat(policy.engine().name()).isEqualTo("baseline-" + server);
        assertThat(policy.engine().rules()).extracting(rule -> rule.id()).contains("BASE-01", "BASE-07");
        assertThat(policy.engine().intents()).containsOnlyKeys(BundleDraft.INTENT);
        assertThat(policy.catalog().tools()).hasSize(tools(server).size());
        assertThat(new DraftSummary(server, draft).lines()).hasSizeGreaterThan(1);
    }

    @Test
    void anAddressThatIsReadNeedsNoOriginWhereNoInstructionIsKnown() throws IOException {
        List<ObjectNode> tools = tools("playwright");
        String drafted = new CatalogDraft("playwright", List.of("low", "high")).of(tools);
        String used = new BundleDraft("baseline", "you@example.com", List.of())
                .ruledBy(rules())
                .server("playwright", tools)
                .files()
                .get("catalog/playwright.yaml");

        assertThat(drafted).contains("destination: [url]");
        assertThat(used).contains("object: [url]").doesNotContain("destination: [url]", "otherwise:");
    }
}
