package dev.interlock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.json.Json;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an agent sends to a gateway, and how it understands what the gateway decided. */
class AnswerTest {
    private FakeGateway gateway;
    private AgentProcess agent;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        agent = AgentProcess.start("clerk", "secret-of-the-clerk");
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource
    void tokenAndTaskGoWithEveryRequest(AgentProcess.Speaks era) throws Exception {
        gateway.answerCallsWith("{\"content\": []}");
        agent.connect(gateway.uri(), era, Optional.of("t-12"));
        agent.call("pay", Json.object());
        assertThat(gateway.asked()).isNotEmpty().allSatisfy(asked -> {
            assertThat(asked.headers().getFirst("Authorization")).isEqualTo("Bearer secret-of-the-clerk");
            assertThat(asked.headers().getFirst("Interlock-Task")).isEqualTo("t-12");
        });
        agent.inTask(Optional.of("t-13"));
        agent.call("pay", Json.object());
        assertThat(gateway.last().headers().getFirst("Interlock-Task")).isEqualTo("t-13");
        agent.inTask(Optional.empty());
        agent.call("pay", Json.object());
        assertThat(gateway.last().headers().containsKey("Interlock-Task")).isFalse();
    }

    @Test
    void connectingAgainIsANewSession() throws Exception {
        gateway.answerCallsWith("{\"content\": []}");
        for (int session = 1; session <= 2; session++) {
            agent.connect(gateway.uri(), AgentProcess.Speaks.LEGACY, Optional.empty());
            agent.call("pay", Json.object());
            assertThat(gateway.last().headers().getFirst("Mcp-Session-Id")).isEqualTo("session-" + session);
        }
        assertThat(gateway.asked())
                .extracting(FakeGateway.Asked::method)
                .contains("initialize", "notifications/initialized");
    }

    @ParameterizedTest
    @CsvSource({
        "denied, true, DENIED",
        "held, true, HELD",
        "not-done, true, NOT_DONE",
        "unknown, true, UNKNOWN",
        "permitted, true, FAILED",
        "permitted, false, DONE"
    })
    void decisionsAreUnderstood(String verdict, boolean isError, Answer.Kind kind) throws Exception {
        gateway.answerCallsWith("""
                {"resultType": "complete", "isError": %s, "content": [{"type": "text", "text": "said so"}],
                 "structuredContent": {"payment_id": "P-9001"},
                 "_meta": {"dev.interlock/decision": {"verdict": "%s", "code": "SEPARATION", "hold": "h-3", "id": "c-7"}}}""".formatted(isError, verdict));
        agent.connect(gateway.uri(), AgentProcess.Speaks.MODERN, Optional.empty());
        Answer answer = agent.call("pay", Json.object());
        assertThat(answer.kind()).isEqualTo(kind);
        assertThat(answer.code()).contains("SEPARATION");
        assertThat(answer.hold()).contains("h-3");
        assertThat(answer.text()).isEqualTo("said so");
        assertThat(answer.decision().path("id").asText()).isEqualTo("c-7");
        assertThat(answer.structured().has("payment_id")).isEqualTo(kind == Answer.Kind.DONE);
    }
}
