package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.JavaSdkServer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.StdioFixture;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server of the official Java SDK, of the legacy era, behind the upstream side. */
class JavaSdkServerTest {
    @Test
    void isFoundToBeLegacyAndCalled() throws Exception {
        Quiet.on();
        List<String> command = new ArrayList<>(StdioFixture.command());
        command.set(command.size() - 1, JavaSdkServer.class.getName());
        Timing patient = Timing.defaults().withProbe(Duration.ofSeconds(20));
        try (McpUpstream upstream =
                McpUpstream.stdio("sdk", StdioSettings.of(command), EraChoice.AUTO, patient, System::nanoTime)) {
            assertThat(upstream.describe().revision().era()).isEqualTo(Era.LEGACY);
            assertThat(upstream.listTools())
                    .extracting(tool -> tool.path("name").asText())
                    .containsExactly("greet");
            assertThat(upstream.call("greet", Json.object().put("name", "ada"), Json.object()))
                    .isInstanceOfSatisfying(
                            CallOutcome.Result.class,
                            result -> assertThat(result.result()
                                            .path("content")
                                            .path(0)
                                            .path("text")
                                            .asText())
                                    .isEqualTo("hello ada"));
            assertThat(upstream.call("absent", Json.object(), Json.object()))
                    .isInstanceOf(CallOutcome.RefusedBeforeEffect.class);
        }
    }
}
