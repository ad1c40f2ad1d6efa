package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.mcp.Servers.Place;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that make a task of a request. */
class ServerTaskTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() throws Exception {
        servers.close();
    }

    private static TestCaller patient() {
        return new TestCaller()
                .wishing(Optional.empty(), TestCaller.ALL, true)
                .answeringEach(question ->
                        Trees.object("{\"action\":\"accept\",\"content\":{\"name\":\"Vera\",\"confirm\":true}}"));
    }

    private static List<String> methods(EverythingHttp server) {
        return server.everything.received.stream()
                .map(message -> message.path("method").asText())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"MODERN_HTTP", "MODERN_PIPE"})
    void aTaskIsFollowedToItsEnd(Place place) {
        McpUpstream upstream = servers.to(place);
        TestCaller caller = patient();
        assertThat(Servers.text(Servers.call(upstream, "slow_compute", "{\"seconds\":0}", caller)))
                .isNotEmpty();
        assertThat(caller.tasks).hasSize(1);
        assertThat(Servers.text(Servers.call(upstream, "confirm_delete", "{\"filename\":\"a\"}", caller)))
                .isEqualTo("deleted: true");
        assertThat(Servers.text(Servers.call(upstream, "multi_input", "{}", caller)))
                .contains("Vera");
        assertThat(Servers.text(Servers.call(upstream, "test_tool_with_task", "{}", caller)))
                .as("asks before there is a task")
                .isEqualTo("done for Vera");
        assertThat(Servers.call(upstream, "failing_job", "{}", caller))
                .isInstanceOfSatisfying(
                        CallOutcome.Result.class,
                        result -> assertThat(result.isError()).isTrue());
        assertThat(Servers.call(upstream, "protocol_error_job", "{}", caller))
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).startsWith("the server's task failed with error -"));
    }

    @Test
    void withoutTheWishThereIsNoTask() {
        EverythingHttp server = servers.http(Era.MODERN);
        McpUpstream upstream = servers.to(server, Servers.TIMING);
        TestCaller caller = new TestCaller();
        assertThat(Servers.text(Servers.call(upstream, "slow_compute", "{\"seconds\":0}", caller)))
                .isNotEmpty();
        assertThat(caller.tasks).isEmpty();
        assertThat(methods(server)).doesNotContain("tasks/get");
        assertThat(Servers.call(upstream, "test_tool_with_task", "{}", caller))
                .isInstanceOfSatisfying(
                        CallOutcome.RefusedBeforeEffect.class,
                        refused -> assertThat(refused.code()).isEqualTo("rpc-32021"));
    }

    @Test
    void whatIsAskedAfterNamesTheTaskInItsHeader() {
        EverythingHttp server = servers.http(Era.MODERN);
        Servers.text(Servers.call(servers.to(server, Servers.TIMING), "confirm_delete", "{}", patient()));
        List<ObjectNode> about = server.everything.received.stream()
                .filter(message -> message.path("method").asText().startsWith("tasks/"))
                .toList();
        assertThat(about)
                .as("the fixture refuses what its headers do not repeat")
                .extracting(message -> message.path("method").asText())
                .contains("tasks/get", "tasks/update");
        assertThat(about)
                .allSatisfy(message -> assertThat(message.path("params")
                                .path("_meta")
                                .path(Names.META_CAPABILITIES)
                                .path("extensions")
                                .has(Names.EXTENSION_TASKS))
                        .isTrue());
    }

    @Test
    void whoGivesUpCancelsTheTask() throws Exception {
        EverythingHttp server = servers.http(Era.MODERN);
        TestCaller caller = patient();
        CompletableFuture<CallOutcome> call =
                Servers.calling(servers.to(server, Servers.TIMING), "slow_compute", "{\"seconds\":600}", caller);
        assertThat(caller.tasks.poll(120, TimeUnit.SECONDS)).isNotNull();
        caller.cancellation().cancel("enough");
        assertThat(Servers.get(call)).isEqualTo(new CallOutcome.Unknown("the caller cancelled it"));
        assertThat(methods(server)).contains("tasks/cancel");
    }

    @Test
    void noAnswerEndsTheTask() {
        EverythingHttp server = servers.http(Era.MODERN);
        TestCaller caller = patient().answering(questions -> new Conversation.Answers.None("nobody is there"));
        assertThat(Servers.call(servers.to(server, Servers.TIMING), "confirm_delete", "{}", caller))
                .isEqualTo(new CallOutcome.Unknown("the server asked for input and got no answer: nobody is there"));
        assertThat(methods(server)).contains("tasks/cancel").doesNotContain("tasks/update");
    }
}
