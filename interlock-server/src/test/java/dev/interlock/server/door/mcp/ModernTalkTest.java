package dev.interlock.server.door.mcp;

import static dev.interlock.server.fixture.ScriptedUpstream.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Post;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between a server and a client of the modern era while a call is under way, but for questions. */
class ModernTalkTest {
    private final ScriptedUpstream erp = new ScriptedUpstream("erp");
    private final Gateway gateway = new Gateway(
            DoorSettings.loopback()
                    .withWaiting(new DoorSettings.Waiting(Duration.ofMinutes(1), 10, 10, Duration.ofMillis(50))),
            Map.of("erp", erp));

    @AfterEach
    void stop() {
        gateway.close();
    }

    private RawHttp call(String tool, String capabilities) {
        return gateway.capable("erp", "tools/call", tool, "\"name\":\"" + tool + "\",", capabilities);
    }

    /** Whoever closes the connection gives the call up; only a stream on which something is said notices. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"elicitation\":{}}"})
    void aClosedConnectionGivesTheCallUp(String capabilities) throws Exception {
        erp.on("slow", (params, conversation) -> {
            var given = new CountDownLatch(1);
            conversation.cancellation().whenCancelled(given::countDown);
            given.await();
            return new CallOutcome.Unknown(conversation.cancellation().reason().orElseThrow());
        });
        try (Post post = call("slow", capabilities).open()) {
            post.alive();
            assertThat(post.header("content-type")).contains("text/event-stream");
        }
        assertThat(gateway.outcomes.take()).isEqualTo(new CallOutcome.Unknown("the caller closed the connection"));
    }

    @Test
    void aLongCallIsAlive() throws Exception {
        var go = new CountDownLatch(1);
        erp.on("slow", (params, conversation) -> {
            go.await();
            return text("done");
        });
        try (Post post = call("slow", "{}").open()) {
            post.alive().alive();
            go.countDown();
            ObjectNode answer = post.next();
            Schemas.assertValid(Era.MODERN, "CallToolResultResponse", answer);
            assertThat(answer.at("/result/content/0/text").asText()).isEqualTo("done");
            assertThat(post.ended()).isTrue();
        }
    }

    /** Without a session there is nobody whose request it could be. */
    @Test
    void aNotificationGivesNothingUp() throws Exception {
        var go = new CountDownLatch(1);
        erp.on("slow", (params, conversation) -> {
            go.await();
            return text("done");
        });
        try (Post post = call("slow", "{}").open()) {
            post.alive();
            assertThat(gateway.raw("erp")
                            .add("MCP-Protocol-Version", "2026-07-28")
                            .body(
                                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}")
                            .send()
                            .status())
                    .isEqualTo(202);
            go.countDown();
            assertThat(post.next().at("/result/content/0/text").asText()).isEqualTo("done");
        }
    }

    @ParameterizedTest
    @CsvSource({"{}, debug, 2", "{}, error, 1", "{\"roots\":{}}, error, 1", "{}, '', 0"})
    void logsForWhoAsksForThem(String capabilities, String level, int count) {
        erp.on("log", (params, conversation) -> {
            for (String severity : new String[] {"info", "error"}) {
                ObjectNode told = Trees.object("{\"level\":\"" + severity + "\",\"data\":\"x\"}");
                conversation.tell(
                        new Message.Notification(Names.MESSAGE, told, Message.notification(Names.MESSAGE, told)));
            }
            return text(conversation.wishes().logLevel().orElse("none"));
        });
        String meta = level.isEmpty() ? "" : "\"io.modelcontextprotocol/logLevel\":\"" + level + "\",";
        RawHttp call = gateway.modern("erp", "tools/call", "log", "")
                .body(Gateway.modernBody("tools/call", "\"name\":\"log\",")
                        .replace("\"_meta\":{", "\"_meta\":{" + meta)
                        .replace("Capabilities\":{}", "Capabilities\":" + capabilities));
        try (Post post = call.open()) {
            for (int i = 0; i < count; i++) {
                Schemas.assertValid(Era.MODERN, "LoggingMessageNotification", post.next());
            }
            assertThat(post.next().at("/result/content/0/text").asText()).isEqualTo(level.isEmpty() ? "none" : level);
        }
    }

    @Test
    void levelsHaveNames() {
        RawHttp.Answer answer = gateway.modern("erp", "tools/call", "log", "")
                .body(Gateway.modernBody("tools/call", "\"name\":\"log\",")
                        .replace("\"_meta\":{", "\"_meta\":{\"io.modelcontextprotocol/logLevel\":\"loud\","))
                .send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo(-32602);
        assertThat(answer.errorMessage()).contains("logLevel").contains("`debug`");
    }
}
