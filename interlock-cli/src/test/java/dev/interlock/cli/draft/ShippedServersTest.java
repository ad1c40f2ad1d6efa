package dev.interlock.cli.draft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.Drift;
import dev.interlock.server.enforce.Reviewed;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedServersTest {

    @TempDir
    Path folder;

    private static ObjectNode tool(String name) {
        return Json.object().put("name", name);
    }

    private void bundle(String name, ObjectNode... pinned) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve(name));
        var catalog = new StringBuilder("server: files\ntools:\n");
        for (ObjectNode tool : pinned) {
            catalog.append("  ").append(tool.path("name").asText());
            catalog.append(":\n    duty: file.use\n    risk: low\n    reviewed: ");
            catalog.append(Reviewed.digest(tool)).append('\n');
        }
        Files.writeString(bundle.resolve("catalog.yaml"), catalog);
        Files.writeString(bundle.resolve("interlock.yaml"), """
            interlock: v1
            name: files
            owner: you@example.com
            include: [catalog.yaml]
            independence: {another-agent: []}
            risk: {low: {independence: another-agent, on-conflict: record, on-missing: record}}
            intents: {}
            """);
        Files.writeString(folder.resolve(ShippedServers.INDEX), """
            {"files": {"package": "files-server", "version": "1.2", "listed": "2026-11-29", "calls-itself": "Files"}}
            """);
    }

    private static Optional<String> name(Optional<ShippedServer> recognised) {
        return recognised.map(ShippedServer::name);
    }

    @Test
    void aServerIsKnownByAllToolsThatWereReviewedWhateverItCallsItself() throws IOException {
        bundle("files", tool("read"), tool("write"));
        bundle("unpinned");
        var shipped = new ShippedServers(folder);
        Optional<String> wrapped = Optional.of("a proxy");

        assertThat(name(shipped.recognised(wrapped, List.of(tool("read"), tool("write")))))
                .contains("files");
        assertThat(name(shipped.recognised(Optional.empty(), List.of(tool("read"), tool("write"), tool("new")))))
                .contains("files");
        assertThat(shipped.recognised(wrapped, List.of(tool("read")))).isEmpty();
        assertThat(shipped.recognised(
                        wrapped, List.of(tool("read"), tool("write").put("description", "another"))))
                .isEmpty();
    }

    @Test
    void aServerOfTheReviewedNameIsKnownWhenMostOfItsToolsAreAsReviewed() throws IOException {
        bundle("files", tool("read"), tool("write"));
        var shipped = new ShippedServers(folder);
        Optional<String> named = Optional.of("Files");
        ObjectNode changed = tool("write").put("description", "another");

        assertThat(name(shipped.recognised(named, List.of(tool("read"))))).contains("files");
        assertThat(name(shipped.recognised(named, List.of(tool("read"), changed))))
                .contains("files");
        assertThat(shipped.recognised(named, List.of(tool("read"), changed, tool("new"))))
                .isEmpty();
        assertThat(shipped.recognised(Optional.of("files"), List.of(tool("read"))))
                .isEmpty();
    }

    /** Two versions of the library that writes most servers' schemas differ in this. */
    @Test
    void aToolWhoseSchemaOnlyLeavesOutThatItIsClosedIsAsItWasReviewed() throws IOException {
        ObjectNode closed = tool("write");
        closed.set(
                "inputSchema",
                schema("{\"items\": [{\"type\": \"object\", \"properties\": {}, \"additionalProperties\": false}]}"));
        ObjectNode open = tool("write");
        open.set("inputSchema", schema("{\"items\": [{\"type\": \"object\", \"properties\": {}}]}"));
        ObjectNode other = tool("write");
        other.set("inputSchema", schema("{\"items\": [{\"type\": \"object\", \"properties\": {\"to\": {}}}]}"));
        bundle("files", tool("read"), closed);
        var shipped = new ShippedServers(folder);
        Optional<String> named = Optional.of("Files");

        ShippedServer known =
                shipped.recognised(named, List.of(tool("read"), open)).orElseThrow();
        assertThat(known.drift(List.of(tool("read"), open))).isEmpty();
        ShippedServer changed =
                shipped.recognised(named, List.of(tool("read"), other)).orElseThrow();
        assertThat(changed.drift(List.of(tool("read"), other)))
                .extracting(Drift::what)
                .containsExactly(Drift.What.CHANGED);
    }

    private static JsonNode schema(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    /** The folders, the list of what each server calls itself, and what the bundles and the page say of versions agree. */
    @Test
    void whatIsShippedIsListedWithItsVersionAndDay() throws IOException {
        Path root = Path.of(System.getProperty("interlock.root", ".."));
        var shipped = new ShippedServers(root.resolve("bundles/servers"));
        var listed = new ObjectMapper()
                .readTree(root.resolve("bundles/servers")
                        .resolve(ShippedServers.INDEX)
                        .toFile());
        String page = Files.readString(root.resolve("docs/servers.md"));

        assertThat(listed.fieldNames()).toIterable().containsExactlyElementsOf(shipped.names());
        for (String name : shipped.names()) {
            JsonNode server = listed.path(name);
            String packaged = "`" + server.path("package").asText() + "` ";
            String version = server.path("version").asText();
            assertThat(Files.readString(shipped.bundle(name).orElseThrow().resolve("interlock.yaml")))
                    .contains(
                            packaged + version + " of npm",
                            "on " + server.path("listed").asText());
            assertThat(page).contains(packaged + "| " + version + " |");
            assertThat(server.path("calls-itself").asText()).isNotEmpty();
        }
    }

    @Test
    void aBundleIsFoundByItsNameAlone() throws IOException {
        bundle("files");
        var shipped = new ShippedServers(folder);

        assertThat(shipped.names()).containsExactly("files");
        assertThat(shipped.bundle("files")).contains(folder.resolve("files"));
        assertThat(shipped.bundle("../" + folder.getFileName() + "/files")).isEmpty();
        assertThat(new ShippedServers(folder.resolve("nowhere")).names()).isEmpty();
    }
}
