package dev.interlock.server.door.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session of Claude Code, event by event as the program tells it, with the bundle that is shipped. */
class ClaudeCodeTest {

    private static final Pattern HOLD = Pattern.compile("hold (h-[0-9]+), code ([^)]+)\\)");

    private final Token ada = Token.create(new SecureRandom());
    private final Token mel = Token.create(new SecureRandom());
    private final Token free = Token.create(new SecureRandom());
    private final Token omar = Token.create(new SecureRandom());
    private final Token scraper = Token.create(new SecureRandom());
    private Served server;
    private int calls;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = Served.of(
                        folder,
                        """
                        domain: hooks.example.com
                        listen: 127.0.0.1:0
                        bundle: %s
                        agents:
                          ada: {token: %s, owner: one, origin: alice, model: m, root: true, intents: [author]}
                          mel: {token: %s, owner: two, origin: mona, model: m, root: true, intent: merger}
                          free: {token: %s, owner: three, origin: fred, model: m, root: true}
                        people:
                          omar: {token: %s, owner: audit, groups: [maintainers]}
                        telemetry: {metrics: {token: %s}}
                        """.formatted(
                                        Path.of("../bundles/coding-agent")
                                                .toAbsolutePath()
                                                .normalize(),
                                        ada.hash(),
                                        mel.hash(),
                                        free.hash(),
                                        omar.hash(),
                                        scraper.hash()),
                        Map.of(),
                        InstantSource.system())
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private RawHttp.Answer tell(Token by, String query, String event) {
        return RawHttp.to(server.port(), "/v1/hooks/claude-code" + query)
                .add("Authorization", "Bearer " + by.reveal())
                .add("Content-Type", "application/json")
                .body(event)
                .send();
    }

    private static String text(RawHttp.Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String event(String name, String more) {
        return "{\"session_id\": \"s-1\", \"cwd\": \"/home/dev/shop\", \"hook_event_name\": \"" + name + "\"" + more
                + "}";
    }

    private static String use(String call, String tool, String input) {
        return ", \"tool_use_id\": \"" + call + "\", \"tool_name\": \"" + tool + "\", \"tool_input\": " + input;
    }

    private String asked(Token by, String tool, String input) {
        calls++;
        RawHttp.Answer answer = tell(by, "?project=shop", event("PreToolUse", use("toolu_" + calls, tool, input)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return text(answer);
    }

    private void told(Token by, String name, String tool) {
        assertThat(text(tell(by, "?project=shop", event(name, use("toolu_" + calls, tool, "{}")))))
                .isEqualTo("{}");
    }

    private static String bash(String command) {
        return "{\"command\": \"" + command + "\", \"description\": \"d\"}";
    }

    @Test
    void aSessionIsATaskWithThePersonsWords() {
        assertThat(text(tell(ada, "?project=shop", event("SessionStart", ", \"source\": \"startup\""))))
                .isEqualTo("{}");
        tell(ada, "?project=shop", event("UserPromptSubmit", ", \"prompt\": \"Fix the cart\""));
        assertThat(asked(ada, "Read", "{\"file_path\": \"cart.py\"}")).isEqualTo("{}");
        tell(ada, "?project=shop", event("SubagentStart", ", \"agent_id\": \"a1\", \"agent_type\": \"general\""));
        tell(ada, "?project=shop", event("SubagentStop", ", \"agent_id\": \"a1\""));
        tell(ada, "?project=shop", event("SessionEnd", ", \"reason\": \"other\""));
        List<Event.TaskOpened> opened = server.recorded(Event.TaskOpened.class);
        assertThat(opened).hasSize(2);
        assertThat(opened.getFirst().instruction()).contains("s-1", "Fix the cart");
        assertThat(opened.getLast().parent()).hasValue(opened.getFirst().task());
        assertThat(server.recorded(Event.TaskEnded.class)).hasSize(2);
    }

    @Test
    void theTaskOfASessionIsFoundAgainAfterARestart() throws IOException {
        asked(ada, "Read", "{\"file_path\": \"cart.py\"}");
        server.restart();
        asked(ada, "Read", "{\"file_path\": \"cart.py\"}");
        assertThat(server.recorded(Event.TaskOpened.class)).hasSize(1);
    }

    @Test
    void aSessionWhoseTaskAPersonEndedGetsNoOtherTaskAfterARestart() throws IOException {
        asked(ada, "Read", "{\"file_path\": \"cart.py\"}");
        long task = server.recorded(Event.TaskOpened.class).getFirst().task();
        RawHttp.Answer ended = RawHttp.to(server.port(), "/v1/tasks/t-" + task + "/close")
                .add("Authorization", "Bearer " + omar.reveal())
                .add("Content-Type", "application/json")
                .body("{}")
                .send();
        assertThat(ended.status()).as(ended.text()).isEqualTo(200);
        server.restart();
        assertThat(asked(ada, "Read", "{\"file_path\": \"cart.py\"}")).contains("\"permissionDecision\":\"deny\"");
        assertThat(asked(ada, "Read", "{\"file_path\": \"cart.py\"}")).contains("\"permissionDecision\":\"deny\"");
        assertThat(server.recorded(Event.TaskOpened.class)).hasSize(1);
    }

    @Test
    void aSessionThatItsProgramEndedIsResumedInANewTaskAfterARestart() throws IOException {
        asked(ada, "Read", "{\"file_path\": \"cart.py\"}");
        tell(ada, "?project=shop", event("SessionEnd", ", \"reason\": \"other\""));
        server.restart();
        assertThat(asked(ada, "Read", "{\"file_path\": \"cart.py\"}")).isEqualTo("{}");
        assertThat(server.recorded(Event.TaskOpened.class)).hasSize(2);
    }

    @Test
    void aConflictIsDeniedAcrossSessions() {
        String author = "?project=shop&intent=author";
        String merger = "?project=shop&intent=merger";
        String write = event("PreToolUse", use("w", "Write", "{\"file_path\": \"cart.py\", \"content\": \"x\"}"));
        assertThat(text(tell(free, author, write))).isEqualTo("{}");
        String merge =
                event("PreToolUse", use("m", "Bash", bash("gh pr merge 7"))).replace("s-1", "s-2");
        assertThat(text(tell(free, merger, merge))).contains("\"permissionDecision\":\"deny\"", "CA-01");
        assertThat(text(tell(free, merger.replace("shop", "other"), merge.replace("\"m\"", "\"n\""))))
                .isEqualTo("{}");
    }

    @Test
    void anApprovedCallGoesOnOnce() {
        String held = asked(ada, "Bash", bash("rm -rf build"));
        var named = HOLD.matcher(held);
        assertThat(named.find()).as(held).isTrue();
        assertThat(asked(ada, "Bash", bash("rm -rf build"))).contains(named.group(1));
        tell(ada, "?project=shop", event("SessionEnd", ", \"reason\": \"other\""));
        RawHttp.Answer approved = RawHttp.to(server.port(), "/v1/holds/" + named.group(1) + "/approve")
                .add("Authorization", "Bearer " + omar.reveal())
                .add("Content-Type", "application/json")
                .body("{\"code\": \"" + named.group(2) + "\"}")
                .send();
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        assertThat(asked(ada, "Bash", bash("rm -rf build").replace("\"d\"", "\"another word for it\"")))
                .isEqualTo("{}");
        assertThat(asked(ada, "Bash", bash("rm -rf build"))).contains("deny");
    }

    @Test
    void answersAreCounted() {
        asked(ada, "Read", "{\"file_path\": \"cart.py\"}");
        asked(ada, "Bash", bash("rm -rf build"));
        asked(ada, "Bash", bash("gh pr merge 7"));
        tell(ada, "?project=shop", event("PreToolUse", ""));
        told(ada, "PostToolUse", "Bash");
        String metrics = RawHttp.to(server.port(), "/metrics")
                .method("GET")
                .add("Authorization", "Bearer " + scraper.reveal())
                .send()
                .text();
        for (String answer : List.of("permitted", "held", "denied", "refused")) {
            assertThat(metrics)
                    .contains("interlock_hook_answers_total{answer=\"" + answer + "\",client=\"claude-code\"} 1.0");
        }
        assertThat(metrics).contains("interlock_hook_answers_total{answer=\"failed\",client=\"gemini\"} 0.0");
    }

    @Test
    void outcomesAreRecorded() {
        asked(ada, "Write", "{\"file_path\": \"cart.py\", \"content\": \"x\"}");
        told(ada, "PostToolUse", "Write");
        told(ada, "PostToolUse", "Write");
        asked(ada, "Edit", "{\"file_path\": \"cart.py\", \"old_string\": \"x\", \"new_string\": \"y\"}");
        told(ada, "PostToolUseFailure", "Edit");
        asked(ada, "Bash", bash("make"));
        told(ada, "PostToolUseFailure", "Bash");
        told(mel, "PostToolUse", "Bash");
        assertThat(server.recorded(Event.CallSettled.class))
                .extracting(settled -> settled.settlement().getClass().getSimpleName())
                .containsExactly(
                        Settlement.Succeeded.class.getSimpleName(),
                        Settlement.Failed.class.getSimpleName(),
                        Settlement.Unknown.class.getSimpleName());
    }

    @Test
    void whatIsNotReadIsHeld() {
        for (String line :
                List.of("echo $(id)", "cat <<EOF\\nx\\nEOF", "alias ls=rm", "eval ls", "fish -c ls", "frobnicate")) {
            assertThat(asked(ada, "Bash", bash(line))).as(line).contains("deny", "hold h-");
        }
        assertThat(asked(ada, "mcp__other__send", "{}")).contains("deny", "hold h-");
        assertThat(asked(ada, "Bash", "{\"command\": 7}")).contains("deny", "hold h-");
    }

    @Test
    void pathsAreReadAsTheFilesTheyLeadTo() {
        assertThat(asked(ada, "Write", "{\"file_path\": \"src/../.claude/settings.json\", \"content\": \"x\"}"))
                .contains("deny", "CA-06");
        assertThat(asked(ada, "Read", "{\"file_path\": \"../shop/./.env\"}")).contains("deny", "CA-04");
    }

    @Test
    void toolsThatComeThroughTheGatewayAreDecidedThere() {
        String event = event("PreToolUse", use("t", "mcp__erp__pay", "{}"));
        assertThat(text(tell(ada, "?project=shop&through=mail,erp", event))).isEqualTo("{}");
        String told = ", \"mcp_server\": {\"name\": \"erp\", \"source\": \"user\"}";
        String ours = event("PreToolUse", use("t", "mcp__erp__x__pay", "{}") + told);
        assertThat(text(tell(ada, "?project=shop&through=erp", ours))).isEqualTo("{}");
        String twice = event("PreToolUse", use("t", "mcp__erp__x__pay", "{}") + told.replace("erp", "erp__x"));
        assertThat(text(tell(ada, "?project=shop&through=erp", twice))).contains("CA-02");
        assertThat(server.recorded(Event.CallDecided.class)).hasSize(1);
    }

    @Test
    void askedAgainUnderItsIdACallIsOne() {
        String event = event("PreToolUse", use("t", "Read", "{\"file_path\": \"a\"}"));
        assertThat(text(tell(ada, "?project=shop", event))).isEqualTo("{}");
        assertThat(text(tell(ada, "?project=shop", event))).isEqualTo("{}");
        assertThat(server.recorded(Event.CallReserved.class)).hasSize(1);
        assertThat(tell(ada, "?project=shop", event.replace("\"a\"", "\"b\"")).status())
                .isEqualTo(409);
    }

    @Test
    void whatIsMalformedIsNoPermit() {
        for (String event : List.of(
                "{}",
                event("PreToolUse", ""),
                event("PreToolUse", use("t", "Read", "[]")),
                event("PreToolUse", use("", "Read", "{}")),
                event("PreToolUse", use("t", "Read", "{}")).replace("\"s-1\"", "7"),
                event("UserPromptSubmit", ", \"prompt\": 7"))) {
            assertThat(tell(ada, "?project=shop", event).status()).as(event).isEqualTo(400);
        }
        for (String query : List.of("", "?project=", "?project=a&project=b", "?other=1&project=a", "?project=a%20b")) {
            assertThat(tell(ada, query, event("SessionStart", "")).status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(tell(omar, "?project=shop", event("SessionStart", "")).status())
                .isEqualTo(403);
        JsonNode problem = tell(free, "?project=shop", event("UserPromptSubmit", ", \"prompt\": \"x\""))
                .json();
        assertThat(problem.path("code").textValue()).isEqualTo("intent-unknown");
    }

    @Test
    void theNameOfAProjectMayHaveCapitals() {
        String event = event("PreToolUse", use("t", "Write", "{\"file_path\": \"a\"}"));
        assertThat(text(tell(ada, "?project=Shop", event))).isEqualTo("{}");
        assertThat(text(tell(mel, "?project=SHOP", event("PreToolUse", use("u", "Bash", bash("gh pr merge 7"))))))
                .isEqualTo("{}");
        assertThat(server.recorded(Event.CallReserved.class))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.toString()).contains("shop").doesNotContain("Shop", "SHOP"));
    }

    /** Gemini CLI gives its calls no names: each outcome is that of the first call that is alike. */
    @Test
    void callsWithoutNames() {
        String alike = ", \"tool_name\": \"run_shell_command\", \"tool_input\": {\"command\": \"ls\"}";
        for (String name : List.of("BeforeAgent", "BeforeTool", "BeforeTool", "AfterTool", "AfterTool", "AfterTool")) {
            assertThat(text(tellGemini(event(name, name.equals("BeforeAgent") ? ", \"prompt\": \"x\"" : alike))))
                    .isEqualTo("{}");
        }
        assertThat(server.recorded(Event.CallReserved.class)).hasSize(2);
        assertThat(server.recorded(Event.CallSettled.class))
                .extracting(Event.CallSettled::call)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(text(tellGemini(event("BeforeTool", alike.replace("ls", "eval x")))))
                .startsWith("{\"decision\":\"deny\",\"reason\":\"")
                .contains("hold h-");
        String mcp = ", \"mcp_context\": {\"server_name\": \"erp\", \"tool_name\": \"pay\"}";
        assertThat(text(tellGemini(event("BeforeTool", alike + mcp)))).isEqualTo("{}");
        assertThat(text(tellGemini(event("BeforeTool", alike + mcp.replace("erp", "erp__x")))))
                .contains("CA-02");
    }

    private RawHttp.Answer tellGemini(String event) {
        return RawHttp.to(server.port(), "/v1/hooks/gemini?project=shop&through=erp")
                .add("Authorization", "Bearer " + ada.reveal())
                .add("Content-Type", "application/json")
                .body(event)
                .send();
    }
}
