package dev.interlock.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.http.HttpChannel;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.mcp.Requests;
import dev.interlock.server.upstream.mcp.Servers;
import dev.interlock.server.upstream.mcp.Servers.Place;
import dev.interlock.server.upstream.mcp.TestCaller;
import dev.interlock.server.upstream.mcp.UnderwayRequests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A caller gives its request up, in both eras and over both transports. */
class CancellationTest {
    private static final CallOutcome GIVEN_UP = new CallOutcome.Unknown("the caller cancelled it");

    private final Servers servers = new Servers();

    @AfterEach
    void close() throws Exception {
        servers.close();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void whatWasNotSentIsNotSent(Place place) throws Exception {
        McpUpstream upstream = servers.to(place);
        TestCaller caller = new TestCaller();
        caller.cancellation().cancel("changed my mind");
        assertThat(Servers.call(upstream, "test_trigger_tool_change", "{}", caller))
                .isEqualTo(
                        new CallOutcome.RefusedBeforeEffect("cancelled", "the caller cancelled it before it was sent"));
        assertThat(upstream.listTools())
                .extracting(tool -> tool.path("name").asText())
                .doesNotContain("test_dynamic_tool");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void theServerHearsOfIt(Place place) throws Exception {
        McpUpstream upstream = servers.to(place);
        TestCaller caller = new TestCaller();
        CompletableFuture<CallOutcome> call = Servers.calling(upstream, "test_wait", "{}", caller);
        caller.told.take();
        caller.cancellation().cancel("changed my mind");
        assertThat(Servers.get(call)).isEqualTo(GIVEN_UP);
        awaitGivenUp(upstream);
        assertThat(Servers.text(Servers.call(upstream, "test_simple_text", "{}", new TestCaller())))
                .as("everything else goes on")
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void theServerHearsThatTheTimeIsUp(Place place) throws Exception {
        McpUpstream upstream = servers.to(place, Servers.TIMING.withCall(Duration.ofSeconds(1)));
        assertThat(Servers.call(upstream, "test_wait", "{}", new TestCaller()))
                .isEqualTo(new CallOutcome.Unknown("no answer within 1000 ms"));
        awaitGivenUp(upstream);
    }

    /** Until the server knows of one. */
    private static void awaitGivenUp(McpUpstream upstream) {
        Until.holds(() -> !Servers.text(Servers.call(upstream, "test_given_up", "{}", Conversation.none()))
                .equals("[]"));
    }

    @Test
    void aServerOfTheLegacyEraGetsItsIdBack() throws Exception {
        EverythingHttp server = servers.http(Era.LEGACY);
        TestCaller caller = new TestCaller();
        CompletableFuture<CallOutcome> call =
                Servers.calling(servers.to(server, Servers.TIMING), "test_wait", "{}", caller);
        caller.told.take();
        caller.cancellation().cancel("secret reasons");
        assertThat(Servers.get(call)).isEqualTo(GIVEN_UP);
        assertThat(server.everything.cancelled.poll(120, TimeUnit.SECONDS)).isNotNull();
        List<JsonNode> told = server.everything.received.stream()
                .filter(message -> message.path("method").asText().equals(Names.CANCELLED))
                .<JsonNode>map(message -> message)
                .toList();
        JsonNode request = server.everything.received.stream()
                .filter(message -> message.path("method").asText().equals(Names.TOOLS_CALL))
                .findFirst()
                .orElseThrow();
        assertThat(told).hasSize(1);
        Schemas.assertValid(Era.LEGACY, "CancelledNotification", told.getFirst());
        assertThat(told.getFirst().path("params").path("requestId")).isEqualTo(request.path("id"));
        assertThat(told.getFirst().toString())
                .as("why is the caller's own affair")
                .doesNotContain("secret");
    }

    @Test
    void aServerOfTheModernEraGetsNoMessage() throws Exception {
        EverythingHttp server = servers.http(Era.MODERN);
        TestCaller caller = new TestCaller();
        CompletableFuture<CallOutcome> call =
                Servers.calling(servers.to(server, Servers.TIMING), "test_wait", "{}", caller);
        caller.told.take();
        caller.cancellation().cancel("enough");
        assertThat(Servers.get(call)).isEqualTo(GIVEN_UP);
        assertThat(server.everything.cancelled.poll(120, TimeUnit.SECONDS))
                .as("the stream is closed, which says it")
                .isNotNull();
        assertThat(server.everything.received)
                .noneMatch(message -> message.path("method").asText().equals(Names.CANCELLED));
    }

    @Test
    void aCallThatWaitsForAConnectionHasNotBeenSent() throws Exception {
        // A full backlog: the kernel answers no further attempt to connect.
        try (ServerSocket deaf = new ServerSocket()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            URI endpoint = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/mcp");
            for (int i = 0; i < 8; i++) {
                Socket socket = servers.closing(new Socket());
                Thread.ofVirtual().start(() -> connect(socket, deaf));
            }
            HttpChannel channel = servers.closing(new HttpChannel(HttpSettings.of(endpoint), Servers.TIMING));
            var request = Requests.of(1, "tools/call", dev.interlock.server.json.Json.object());
            var framing = new Channel.Framing(
                    java.util.Optional.of("2026-07-28"), java.util.Optional.empty(), java.util.Map.of(), 0);
            Cancellation cancellation = new Cancellation();
            try (CallDeadline deadline =
                    new CallDeadline(Duration.ofSeconds(20), Duration.ofSeconds(20), cancellation)) {
                CompletableFuture<Channel.Reply> reply = CompletableFuture.supplyAsync(
                        () -> channel.request(request, framing, deadline, new UnderwayRequests(notification -> {})),
                        command -> Thread.ofVirtual().start(command));
                cancellation.cancel("enough");
                assertThat(Servers.get(reply)).isInstanceOf(Channel.Reply.NotSent.class);
            }
        }
    }

    private static void connect(Socket socket, ServerSocket to) {
        try {
            socket.connect(to.getLocalSocketAddress());
        } catch (java.io.IOException e) {
            // closed with the test
        }
    }
}
