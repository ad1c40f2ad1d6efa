package dev.interlock.server.door.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations of Cursor, event by event as its documentation has them. */
class CursorTest {

    private HookServer server;
    private int calls;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = new HookServer(folder, "cursor");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static ObjectNode event(String name, String more) {
        return Trees.object(
                "{\"hook_event_name\": \"" + name + "\", \"conversation_id\": \"c-1\", \"generation_id\": \"g\","
                        + " \"model\": \"m\", \"cursor_version\": \"3.18.25\","
                        + " \"workspace_roots\": [\"/home/dev/shop\"]"
                        + more + "}");
    }

    private ObjectNode use(String name, String tool, String input) {
        return event(
                name,
                ", \"tool_use_id\": \"call-" + calls + "\\nfc_1\", \"tool_name\": \"" + tool + "\", \"tool_input\": "
                        + input);
    }

    private String asked(String tool, String input) {
        calls++;
        return server.told("", use("preToolUse", tool, input));
    }

    @Test
    void aConversationIsATask() throws IOException {
        server.told("", event("beforeSubmitPrompt", ", \"prompt\": \"Fix the cart\", \"attachments\": []"));
        assertThat(asked("Shell", "{\"command\": \"ls\", \"working_directory\": \"\"}"))
                .isEqualTo("{}");
        assertThat(server.told("", use("preToolUse", "Shell", "{\"command\": \"ls\", \"working_directory\": \"\"}")))
                .as("told twice, as the program does now and then")
                .isEqualTo("{}");
        server.told("", use("postToolUse", "Shell", "\"{\\\"command\\\": \\\"ls\\\"}\""));
        server.told("", event("subagentStart", ", \"subagent_id\": \"x\""));
        server.told("", event("sessionEnd", ", \"session_id\": \"c-1\", \"reason\": \"completed\""));
        assertThat(server.recorded(Event.TaskOpened.class))
                .singleElement()
                .satisfies(task -> assertThat(task.instruction()).contains("c-1", "Fix the cart"));
        assertThat(server.recorded(Event.CallReserved.class)).hasSize(1);
        assertThat(server.recorded(Event.CallSettled.class)).hasSize(1);
        assertThat(server.recorded(Event.TaskEnded.class)).hasSize(1);
    }

    @Test
    void aDenialIsOneInEveryVersion() {
        String denied = asked("Shell", "{\"command\": \"rm -rf build\"}");
        assertThat(denied)
                .startsWith("{\"permission\":\"deny\",\"decision\":\"deny\",\"user_message\":\"Interlock holds this")
                .contains("\"agent_message\":\"Interlock holds this")
                .endsWith("\"}");
    }

    @Test
    void theFolderIsThatOfTheCall() throws IOException {
        for (String input : List.of(
                "{\"command\": \"ls\", \"working_directory\": \"src\"}",
                "{\"command\": \"ls\", \"cwd\": \"/home/dev/shop/src\"}")) {
            assertThat(asked("Shell", input)).isEqualTo("{}");
        }
        assertThat(server.recorded(Event.CallReserved.class))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.toString()).contains("/home/dev/shop/src"));
        calls++;
        ObjectNode two =
                use("preToolUse", "Shell", "{\"command\": \"ls\", \"cwd\": \"a\", \"working_directory\": \"b\"}");
        assertThat(server.tell("", two).status()).isEqualTo(400);
        two.remove("workspace_roots");
        two.put("tool_input", "{\"command\": \"ls\"}");
        assertThat(server.tell("", two).status()).isEqualTo(400);
    }

    @Test
    void filesAreWrittenUnderAllTheirNames() {
        for (String tool : List.of("Write", "StrReplace", "Delete")) {
            assertThat(asked(tool, "{\"file_path\": \"src/a.py\", \"contents\": \"x\"}"))
                    .as(tool)
                    .isEqualTo("{}");
            assertThat(asked(tool, "{\"path\": \".cursor/hooks.json\"}"))
                    .as(tool)
                    .contains("CA-06");
        }
    }

    @Test
    void anInputMayBeWrittenOutAsText() {
        assertThat(asked("Shell", "\"{\\\"command\\\": \\\"ls\\\"}\"")).isEqualTo("{}");
        assertThat(asked("Shell", "\"{\\\"command\\\": \\\"eval x\\\"}\"")).contains("hold h-");
        calls++;
        for (String input : List.of("\"ls\"", "\"[]\"", "7", "[]")) {
            assertThat(server.tell("", use("preToolUse", "Shell", input)).status())
                    .as(input)
                    .isEqualTo(400);
        }
    }

    @Test
    void aToolOfAServerIsDecidedWhereTheServerIsKnown() throws IOException {
        ObjectNode named = event(
                "beforeMCPExecution",
                ", \"tool_name\": \"pay\", \"tool_input\": \"{\\\"a\\\": 1}\", \"mcp_server_name\": \"erp\"");
        assertThat(asked("MCP:pay", "{\"a\": 1}")).contains("deny", "hold h-");
        assertThat(server.told("", named)).isEqualTo("{}");
        int before = server.recorded(Event.CallDecided.class).size();
        calls++;
        assertThat(server.told("&through=erp", use("preToolUse", "MCP:pay", "{\"a\": 1}")))
                .isEqualTo("{}");
        assertThat(server.told("&through=erp", named)).isEqualTo("{}");
        assertThat(server.recorded(Event.CallDecided.class)).hasSize(before);
        assertThat(server.told("&through=mail", named)).contains("deny", "hold h-");
        named.remove("mcp_server_name");
        assertThat(server.told("&through=erp", named)).contains("deny", "hold h-");
    }
}
