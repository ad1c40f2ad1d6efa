package dev.interlock.server.door.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.Shared;
import dev.interlock.server.fixture.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of Copilot CLI, event by event as the program tells them. */
class CopilotTest {

    private static final Map<String, String> TOOLS = Map.of("bash", "Bash", "task", "Agent");
    private static final Map<String, String> MEMBERS = Map.of(
            "sessionId",
            "session_id",
            "toolName",
            "tool_name",
            "toolArgs",
            "tool_input",
            "agentId",
            "agent_id",
            "parentAgentId",
            "parent_agent_id");

    private HookServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = new HookServer(folder, "copilot");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static ObjectNode event(String name, String more) {
        return Trees.object("{\"hook_event_name\": \"" + name
                + "\", \"session_id\": \"s-1\", \"cwd\": \"/home/dev/shop\"" + more + "}");
    }

    private static String use(String tool, String input) {
        return ", \"tool_name\": \"" + tool + "\", \"tool_input\": " + input;
    }

    private String asked(String tool, String input) {
        return server.told("", event("PreToolUse", use(tool, input)));
    }

    /** Returns a recorded event in the form that the program has under names like {@code PreToolUse}. */
    private static Optional<ObjectNode> sample(JsonNode recorded) {
        String name = recorded.path("event").textValue();
        ObjectNode input = Trees.object(recorded.path("input").toString());
        if (Character.isUpperCase(name.charAt(0))) {
            return Optional.of(input);
        }
        if (!List.of(
                        "userPromptSubmitted",
                        "preToolUse",
                        "postToolUse",
                        "postToolUseFailure",
                        "subagentStop",
                        "sessionEnd")
                .contains(name)) {
            return Optional.empty();
        }
        MEMBERS.forEach((own, told) -> {
            JsonNode value = input.remove(own);
            if (value != null) {
                input.set(told, value);
            }
        });
        String tool = input.path("tool_name").asText();
        if (TOOLS.containsKey(tool)) {
            input.put("tool_name", TOOLS.get(tool));
        }
        return Optional.of(input.put(
                "hook_event_name",
                name.equals("userPromptSubmitted")
                        ? "UserPromptSubmit"
                        : Character.toUpperCase(name.charAt(0)) + name.substring(1)));
    }

    @Test
    void aRecordedSessionIsATaskWithASubTask() throws IOException {
        JsonNode recorded = new ObjectMapper()
                .readTree(Shared.folder("vectors/hooks")
                        .resolve("copilot-cli.json")
                        .toFile());
        int denied = 0;
        for (JsonNode each : recorded.path("samples")) {
            Optional<ObjectNode> event = sample(each);
            if (event.isPresent() && !server.told("&through=fake", event.get()).equals("{}")) {
                denied++;
            }
        }
        assertThat(denied).isZero();
        List<Event.TaskOpened> opened = server.recorded(Event.TaskOpened.class);
        assertThat(opened).hasSize(4); // two sessions of one call each end the samples
        assertThat(opened.getFirst().instruction()).contains("MAINTASK go");
        assertThat(opened.get(1).instruction()).contains("SUBTASK do");
        assertThat(opened.get(1).parent()).hasValue(opened.getFirst().task());
        assertThat(server.recorded(Event.TaskEnded.class)).hasSize(2);
        assertThat(server.recorded(Event.CallSettled.class)).hasSize(3);
    }

    @Test
    void outcomesAreThoseOfTheCallsThatAreAlike() throws IOException {
        String edit = use("Edit", "{\"path\": \"/home/dev/shop/a.py\", \"old_str\": \"x\", \"new_str\": \"y\"}");
        assertThat(server.told("", event("PreToolUse", edit))).isEqualTo("{}");
        server.told("", event("PostToolUseFailure", edit + ", \"error\": \"no such text\""));
        server.told("", event("PostToolUse", edit));
        assertThat(server.recorded(Event.CallSettled.class))
                .extracting(settled -> settled.settlement().getClass().getSimpleName())
                .containsExactly(Settlement.Failed.class.getSimpleName());
    }

    @Test
    void noAgentHasTheCallsOfOthersForgotten() throws IOException {
        String edit = use("Edit", "{\"path\": \"/home/dev/shop/a.py\", \"old_str\": \"x\", \"new_str\": \"y\"}");
        assertThat(server.told("", event("PreToolUse", edit))).isEqualTo("{}");
        for (int i = 0; i < 1_000; i++) {
            String read = use("Read", "{\"path\": \"/home/dev/shop/" + i + ".py\"}");
            assertThat(server.tellAsOther(event("PreToolUse", read)).text()).contains("{}");
        }

        server.told("", event("PostToolUse", edit));
        assertThat(server.recorded(Event.CallSettled.class)).hasSize(1);
    }

    @Test
    void howLongACommandIsWaitedForIsNoPartOfIt() {
        String held = asked("Bash", "{\"command\": \"rm -rf build\", \"mode\": \"sync\", \"initial_wait\": 30}");
        assertThat(held).contains("\"permissionDecision\":\"deny\"", "hold h-", "CA-03");
        assertThat(asked("Bash", "{\"command\": \"rm -rf build\", \"mode\": \"async\", \"detach\": true}"))
                .isEqualTo(held);
    }

    @Test
    void theFolderOfASearchIsItsPath() throws IOException {
        asked("Grep", "{\"pattern\": \"x\", \"paths\": \"src\"}");
        asked("Grep", "{\"pattern\": \"x\", \"paths\": [\"src\"]}");
        assertThat(server.recorded(Event.CallReserved.class))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.toString()).contains("/home/dev/shop/src"));
    }

    @Test
    void aNewFileHasItsContent() {
        assertThat(asked("Write", "{\"path\": \"src/a.py\", \"file_text\": \"x\"}"))
                .isEqualTo("{}");
        for (String file :
                List.of(".github/copilot/settings.local.json", ".github/hooks/x.json", ".copilot/settings.json")) {
            assertThat(asked("Write", "{\"path\": \"" + file + "\", \"file_text\": \"x\"}"))
                    .as(file)
                    .contains("deny", "CA-06");
        }
    }

    @Test
    void aServerIsOneThatANameCanOnlyMean() {
        for (String tool : List.of("erp-pay", "erp-pay_now")) {
            assertThat(server.told("&through=erp", event("PreToolUse", use(tool, "{}"))))
                    .as(tool)
                    .isEqualTo("{}");
        }
        for (String tool : List.of("erp-x-pay", "erp-pay-now", "erp", "-pay", "other-pay", "write_bash")) {
            assertThat(server.told("&through=erp", event("PreToolUse", use(tool, "{}"))))
                    .as(tool)
                    .contains("deny", "hold h-");
        }
    }

    @Test
    void anEventWithoutItsNameIsRefused() {
        ObjectNode camel =
                Trees.object("{\"sessionId\": \"s\", \"cwd\": \"/\", \"toolName\": \"bash\", \"toolArgs\": {}}");
        assertThat(server.tell("", camel).status()).isEqualTo(400);
        assertThat(server.tell("", event("PreToolUse", ", \"agent_id\": \"a\"" + use("Read", "{}")))
                        .status())
                .isEqualTo(400);
    }
}
