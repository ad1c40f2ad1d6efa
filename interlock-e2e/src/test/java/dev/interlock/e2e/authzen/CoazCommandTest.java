package dev.interlock.e2e.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `interlock coaz` prints. */
class CoazCommandTest {

    @TempDir
    private Path folder;

    private CoazStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new CoazStage(folder);
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    @Test
    void theMappingSaysWhoIsAskedAndWhat() throws IOException {
        assertThat(stage.mapping.path("policy_decision_point").asText()).isEqualTo("https://pdp.example.com");
        assertThat(stage.mapping.path("subject"))
                .isEqualTo(Trees.object("{\"claim\":\"sub\",\"verify\":true,\"token\":\"context.subject_token\"}"));
        assertThat(stage.mapping.at("/errors/denied").asInt()).isEqualTo(CoazStage.DENIED);
        assertThat(stage.mapping.at("/servers/docs/tools").fieldNames())
                .toIterable()
                .containsExactly("add", "echo", "store");
        assertThat(stage.mapping.at("/servers/docs/tools/echo/x-authzen-mapping"))
                .isEqualTo(Trees.object("""
                    {"evaluation": {
                      "subject": {"type": "identity", "id": "$token.sub"},
                      "action": {"name": "tools/call",
                        "properties": {"arguments": "$params.?arguments", "answers": "$params.?inputResponses"}},
                      "resource": {"type": "tool", "id": "echo", "properties": {"server": "docs"}},
                      "context": {"agent": "$token.?client_id",
                        "task": "$token.?task.or(params.?_meta[?'dev.interlock/task'])"}}}
                    """));
        Path out = folder.resolve("coaz.json");
        assertThat(stage.printed("-o", out.toString(), "--server", "docs").err())
                .contains("wrote");
        assertThat(Trees.object(Files.readString(out, StandardCharsets.UTF_8))).isEqualTo(stage.mapping);
        assertThat(Trees.object(stage.coaz("--subject-claim", "obo"))
                        .at("/servers/docs/methods/tools~1list/evaluation/subject/id")
                        .asText())
                .isEqualTo("$token.obo");
    }

    @Test
    void wrongUsageIsSaid() throws IOException {
        assertThat(stage.printed("--subject-claim", "a b").err()).contains("not a valid claim name");
        assertThat(stage.printed("--server", "nowhere").err()).contains("there is no MCP server `nowhere`", "docs");
        Files.writeString(Served.file(folder), "domain: docs.example.com\nagents: {}\n");
        assertThat(stage.printed().err()).contains("has no `authzen`");
    }
}
