package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our own client before our own door. */
class OwnClientTest extends DoorTestBase {

    private McpClient client(EraChoice era, String token) {
        return McpClient.of(gateway.endpoint("erp"), token, Optional.of("t-3"), era, Patient.TIMING, System::nanoTime);
    }

    private static ObjectNode text(String text) {
        return Json.object().put("text", text);
    }

    @ParameterizedTest
    @EnumSource(EraChoice.class)
    void listsCallsAndUnderstandsDecisions(EraChoice era) throws Exception {
        try (McpClient client = client(era, "token-a")) {
            assertThat(client.listTools())
                    .extracting(tool -> tool.path("name").asText())
                    .containsExactly("echo", "add", "store");
            assertThat(client.call("store", Json.object().put("region", "ü")))
                    .isInstanceOfSatisfying(
                            CallOutcome.Result.class,
                            result -> assertThat(result.isError()).isFalse());
            assertThat(client.call("echo", text("hold"))).isInstanceOfSatisfying(CallOutcome.Result.class, result -> {
                assertThat(result.isError()).isTrue();
                assertThat(McpClient.decision(result).orElseThrow().path("hold").asText())
                        .isEqualTo("h-7");
            });
            assertThat(gateway.calls).allSatisfy(call -> assertThat(call.task()).contains("t-3"));
        }
    }

    @Test
    void aWrongTokenIsARefusal() {
        try (McpClient client = client(EraChoice.AUTO, "nobody")) {
            assertThat(client.call("echo", text("x")))
                    .isInstanceOfSatisfying(
                            CallOutcome.RefusedBeforeEffect.class,
                            refused -> assertThat(refused.message())
                                    .contains("401")
                                    .doesNotContain("nobody"));
        }
    }

    @Test
    void manyAtOnceEachGetTheirOwnAnswer() throws Exception {
        // no more of them than one agent may have under way
        try (McpClient client = client(EraChoice.MODERN, "token-a");
                ExecutorService threads = Executors.newFixedThreadPool(100)) {
            List<Future<CallOutcome>> answers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String text = "n" + i;
                answers.add(threads.submit(() -> client.call("echo", text(text))));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get(120, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Result.class);
                CallOutcome.Result result = (CallOutcome.Result) answers.get(i).get();
                assertThat(result.result().path("content").path(0).path("text").asText())
                        .isEqualTo("n" + i);
            }
        }
        assertThat(modernFixture.calls("echo")).isEqualTo(300);
    }
}
