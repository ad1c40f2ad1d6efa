package dev.interlock.cli.draft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.Reviewed;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedServersTest {

    @TempDir
    Path folder;

    private static ObjectNode tool(String name) {
        return Json.object().put("name", name);
    }

    private void bundle(String name, ObjectNode... pinned) throws IOException {
        var catalog = new StringBuilder("server: x\ntools:\n");
        for (ObjectNode tool : pinned) {
            catalog.append("  ").append(tool.path("name").asText()).append(":\n    reviewed: ");
            catalog.append(Reviewed.digest(tool)).append('\n');
        }
        Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("catalog.yaml"), catalog);
    }

    @Test
    void aServerIsKnownByTheToolsThatWereReviewed() throws IOException {
        bundle("files", tool("read"), tool("write"));
        bundle("unpinned");
        var shipped = new ShippedServers(folder);

        assertThat(shipped.reviewedFor(List.of(tool("read"), tool("write")))).contains("files");
        assertThat(shipped.reviewedFor(List.of(tool("read"), tool("write"), tool("new"))))
                .contains("files");
        assertThat(shipped.reviewedFor(List.of(tool("read")))).isEmpty();
        assertThat(shipped.reviewedFor(List.of(tool("read"), tool("write").put("description", "another"))))
                .isEmpty();
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
