package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.mcp.Servers.Place;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers log during a request, in both eras and over both transports. */
class LogMessagesTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() throws Exception {
        servers.close();
    }

    private static TestCaller wanting(String level) {
        return new TestCaller().wishing(Optional.of(level), "{}", false);
    }

    private static List<String> logged(TestCaller caller) {
        return caller.told.stream()
                .filter(notification -> notification.method().equals(Names.MESSAGE))
                .map(notification -> notification.params().path("level").asText())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void eachCallerHearsWhatItWantsToHear(Place place) {
        McpUpstream upstream = servers.to(place);
        TestCaller curious = wanting("debug");
        TestCaller plain = wanting("info");
        TestCaller calm = wanting("error");
        TestCaller deaf = new TestCaller();
        for (TestCaller caller : List.of(calm, curious, plain, calm, deaf)) {
            Servers.text(Servers.call(upstream, "test_tool_with_logging", "{}", caller));
        }
        assertThat(logged(curious)).containsExactly("info", "info", "info", "debug");
        assertThat(logged(plain)).containsExactly("info", "info", "info");
        assertThat(logged(calm)).isEmpty();
        assertThat(logged(deaf)).isEmpty();
    }

    @Test
    void aServerOfTheLegacyEraIsToldOncePerLevel() {
        EverythingHttp server = servers.http(Era.LEGACY);
        McpUpstream upstream = servers.to(server, Servers.TIMING);
        for (String level : List.of("error", "info", "error", "info", "debug", "warning")) {
            Servers.call(upstream, "test_tool_with_logging", "{}", wanting(level));
        }
        List<ObjectNode> told = server.everything.received.stream()
                .filter(message -> message.path("method").asText().equals(Names.SET_LEVEL))
                .toList();
        told.forEach(message -> Schemas.assertValid(Era.LEGACY, "SetLevelRequest", message));
        assertThat(told)
                .extracting(message -> message.path("params").path("level").asText())
                .containsExactly("error", "info", "debug");
    }

    @Test
    void whatNamesNoRequestReachesNobodyWhileSomebodyElseIsThere() throws Exception {
        McpUpstream upstream = servers.to(Place.LEGACY_PIPE);
        TestCaller other = wanting("debug");
        CompletableFuture<CallOutcome> waiting = Servers.calling(upstream, "test_wait", "{}", other);
        other.told.take();
        TestCaller caller = wanting("debug");
        Servers.text(Servers.call(upstream, "test_tool_with_logging", "{}", caller));
        assertThat(logged(caller)).isEmpty();
        assertThat(logged(other)).isEmpty();
        other.cancellation().cancel("enough");
        Servers.get(waiting);
    }
}
