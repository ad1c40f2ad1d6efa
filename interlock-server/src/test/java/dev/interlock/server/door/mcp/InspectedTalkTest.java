package dev.interlock.server.door.mcp;

import static dev.interlock.server.fixture.ScriptedUpstream.form;
import static dev.interlock.server.fixture.ScriptedUpstream.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Post;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** During a call whose answers are looked at, no words of its server come past the one who looks. */
class InspectedTalkTest {
    private static final String WANTS =
            "\"_meta\":{\"progressToken\":7,\"io.modelcontextprotocol/logLevel\":\"debug\",";

    private final ScriptedUpstream erp = new ScriptedUpstream("erp");
    private final Gateway gateway = new Gateway(DoorSettings.loopback(), Map.of("erp", erp));

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static void tell(Conversation conversation, String method, String params) {
        ObjectNode told = Trees.object(params);
        conversation.tell(new Message.Notification(method, told, Message.notification(method, told)));
    }

    private void talks() {
        erp.on("talk", (params, conversation) -> {
            tell(
                    conversation,
                    "notifications/progress",
                    "{\"progressToken\":1,\"progress\":3,\"total\":4,\"message\":\"a secret\",\"x\":\"a secret\"}");
            tell(
                    conversation,
                    "notifications/message",
                    "{\"level\":\"error\",\"logger\":\"secret\",\"data\":\"a secret\"}");
            tell(conversation, "notifications/message", "{\"level\":\"error\",\"data\":{\"a\":\"secret\"}}");
            tell(conversation, "notifications/secret", "{\"a\":\"secret\"}");
            return text("done");
        });
        erp.on(
                "ask",
                (params, conversation) -> text(conversation
                        .ask(Map.of("q", form("is it a secret?", "name")))
                        .toString()));
        erp.on(
                "key",
                (params, conversation) -> text(conversation
                        .ask(Map.of("secret", form("which?", "name")))
                        .toString()));
    }

    private RawHttp modern(String tool) {
        RawHttp call = gateway.modern("erp", "tools/call", tool, "");
        return call.body(Gateway.modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{},")
                .replace("\"_meta\":{", WANTS)
                .replace("Capabilities\":{}", "Capabilities\":{\"elicitation\":{\"form\":{}}}"));
    }

    private RawHttp legacy(String tool) {
        String session = gateway.raw("erp")
                .body(
                        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{}},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
                .send()
                .header("Mcp-Session-Id")
                .orElseThrow();
        return gateway.raw("erp")
                .add("Mcp-Session-Id", session)
                .body("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":{},\"_meta\":{\"progressToken\":7}}}");
    }

    private static List<String> heard(RawHttp request) {
        List<String> heard = new ArrayList<>();
        try (Post post = request.open()) {
            ObjectNode next;
            do {
                next = post.next();
                heard.add(next.toString());
            } while (!next.has("id") || next.has("method"));
        }
        return heard;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void progressHasNumbersAlone(boolean modern) {
        talks();
        assertThat(heard(modern ? modern("talk") : legacy("talk")))
                .as("nobody looks")
                .hasSize(4)
                .anyMatch(message -> message.contains("secret"));
        gateway.inspected = true;
        List<String> heard = heard(modern ? modern("talk") : legacy("talk"));
        assertThat(heard).hasSize(2).noneMatch(message -> message.contains("secret"));
        assertThat(heard.getFirst()).contains("\"progress\":3", "\"total\":4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ask", "key"})
    void aQuestionIsLookedAtToo(String tool) {
        talks();
        gateway.inspected = true;
        for (RawHttp request : List.of(modern(tool), legacy(tool))) {
            assertThat(heard(request)).hasSize(1).first().asString().contains("are not shown");
        }
    }
}
