package dev.interlock.cli.draft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.enforce.Drift;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles in which a server has the policy that is shipped for it: they load, the shipped scenarios hold, and what is new is drafted beside it. */
class ShippedDraftTest {

    private static final Path SERVERS = Path.of(System.getProperty("interlock.root", ".."), "bundles", "servers");
    private static final List<BundleDraft.Agent> AGENTS =
            List.of(new BundleDraft.Agent("author", "team-a"), new BundleDraft.Agent("reviewer", "team-b"));

    static List<String> names() {
        return new ShippedServers(SERVERS).names();
    }

    private static ShippedServer shipped(String name) throws IOException {
        Path bundle = SERVERS.resolve(name);
        JsonNode server = new ObjectMapper()
                .readTree(SERVERS.resolve(ShippedServers.INDEX).toFile())
                .path(name);
        return new ShippedServer(
                name,
                server.path("package").asText(),
                server.path("version").asText(),
                server.path("listed").asText(),
                bundle,
                (PolicyBundle.Compiled) PolicyBundle.load(bundle));
    }

    /** Returns a server's tools under their names alone, so that each differs from what was reviewed. */
    private static List<ObjectNode> tools(ShippedServer policy) {
        List<ObjectNode> tools = new ArrayList<>();
        policy.policy().catalog().tools().values().stream()
                .filter(entry -> !entry.tool().startsWith("mcp:"))
                .forEach(entry -> tools.add(Json.object().put("name", entry.tool())));
        return tools;
    }

    private static PolicyBundle.Compiled compiled(Map<String, String> texts) {
        Map<String, byte[]> files = new HashMap<>();
        texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
        var tree = new MemoryTree(files);
        PolicyBundle loaded = PolicyBundle.load(tree);
        assertThat(loaded).as("%s", loaded.diagnostics()).isInstanceOf(PolicyBundle.Compiled.class);
        PolicyBundle.Compiled policy = (PolicyBundle.Compiled) loaded;
        ScenarioReport played = ScenarioSuite.run(policy, tree);
        assertThat(played.passed()).as(played.text(false)).isTrue();
        assertThat(played.outcomes()).isNotEmpty();
        return policy;
    }

    @ParameterizedTest
    @MethodSource("names")
    void aKnownServerHasTheReviewedPolicyUnderItsOwnName(String name) throws IOException {
        ShippedServer policy = shipped(name);
        var draft = new BundleDraft("ours", "you@example.com", AGENTS);
        List<ObjectNode> tools = tools(policy);
        tools.removeFirst();
        tools.add(Json.object().put("name", "delete_all_entities"));

        List<Drift> drifts = draft.shipped("other-name", policy, tools).orElseThrow();
        PolicyBundle.Compiled made = compiled(draft.files());

        assertThat(drifts).extracting(Drift::what).contains(Drift.What.NEW, Drift.What.MISSING);
        assertThat(made.catalog().tools()).containsKey("other-name/delete_all_entities");
        assertThat(made.catalog().tools().keySet()).allMatch(tool -> tool.startsWith("other-name/"));
        assertThat(made.engine().rules()).containsAll(policy.policy().engine().rules());
        assertThat(draft.files().get("catalog/other-name.new.yaml")).contains("# review", "delete_all_entities:");
        assertThat(draft.tools()).extracting(ToolDraft::name).containsExactly("delete_all_entities");
    }

    @Test
    void aBundleWithoutAnythingToDraftHasNoDraftedFile() throws IOException {
        ShippedServer policy = shipped("memory");
        var draft = new BundleDraft("ours", "you@example.com", AGENTS);
        draft.shipped("memory", policy, tools(policy));

        assertThat(draft.files())
                .containsOnlyKeys(
                        "interlock.yaml", "catalog/memory.yaml", "rules/memory.yaml", "tests/servers/memory.yaml");
        assertThat(draft.reviewed("memory/delete_entities").map(ShippedServer::name))
                .contains("memory");
        assertThat(draft.reviewed("delete_nothing")).isEmpty();
        compiled(draft.files());
    }

    @Test
    void aServerWhoseNamesAnotherOneHasIsLeftToTheDraft() throws IOException {
        var draft = new BundleDraft("ours", "you@example.com", AGENTS);
        ShippedServer github = shipped("github");
        ShippedServer gitlab = shipped("gitlab");
        draft.shipped("one", github, tools(github));

        assertThat(draft.shipped("two", gitlab, tools(gitlab))).isEqualTo(Optional.empty());
        draft.server("two", tools(gitlab));
        draft.server("three", List.of(Json.object().put("name", "write_code")));

        compiled(draft.files());
    }
}
