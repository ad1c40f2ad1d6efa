package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.http.HttpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One server in several instances, some of which fail. */
class InstancesTest {
    private final Servers servers = new Servers();
    private final AtomicLong now = new AtomicLong();

    @AfterEach
    void close() throws Exception {
        servers.close();
    }

    private HttpFixture fixture(Era era) {
        return servers.closing(new HttpFixture(Set.of(era)));
    }

    private McpUpstream to(HttpFixture fixture) {
        return McpUpstream.http("erp", HttpSettings.of(fixture.endpoint()), EraChoice.AUTO, Servers.TIMING, now::get);
    }

    private Instances instances(HttpFixture... fixtures) {
        return servers.closing(
                new Instances("erp", List.of(fixtures).stream().map(this::to).toList()));
    }

    private static String echo(Upstream upstream) {
        return Servers.text(upstream.call("echo", Json.object().put("text", "hi"), Json.object()));
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void requestsAreSharedOut(Era era) throws Exception {
        HttpFixture one = fixture(era);
        HttpFixture two = fixture(era);
        Instances both = instances(one, two);
        for (int i = 0; i < 6; i++) {
            assertThat(echo(both)).isEqualTo("hi");
        }
        assertThat(one.calls("echo")).isEqualTo(3);
        assertThat(two.calls("echo")).isEqualTo(3);
        assertThat(both.listTools()).hasSize(3);
        assertThat(both.tool("echo")).isPresent();
        assertThat(both.page(Listing.RESOURCES, Optional.empty()).path("resources"))
                .isNotEmpty();
        assertThat(both.health()).extracting(Health::state).containsExactly(Health.State.UP, Health.State.UP);
    }

    @Test
    void theOneWithLessToDoIsAsked() throws Exception {
        EverythingHttp one = servers.http(Era.MODERN);
        EverythingHttp two = servers.http(Era.MODERN);
        Instances both =
                new Instances("everything", List.of(servers.to(one, Servers.TIMING), servers.to(two, Servers.TIMING)));
        TestCaller caller = new TestCaller();
        CompletableFuture<CallOutcome> waiting = Servers.calling(both, "test_wait", "{}", caller);
        caller.told.take();
        EverythingHttp busy = one.everything.received.isEmpty() ? two : one;
        long before = calls(busy);
        for (int i = 0; i < 4; i++) {
            Servers.text(Servers.call(both, "test_simple_text", "{}", Conversation.none()));
        }
        assertThat(calls(busy)).isEqualTo(before);
        assertThat(both.health()).extracting(Health::underWay).containsExactlyInAnyOrder(1, 0);
        caller.cancellation().cancel("enough");
        Servers.get(waiting);
    }

    private static long calls(EverythingHttp server) {
        return server.everything.received.stream()
                .filter(message -> message.path("method").asText().equals("tools/call"))
                .count();
    }

    @Test
    void whoCannotBeReachedIsPassedOver() {
        HttpFixture gone = fixture(Era.MODERN);
        HttpFixture there = fixture(Era.MODERN);
        Instances both = instances(gone, there);
        gone.close();
        for (int i = 0; i < 2 * Breaker.MAX_FAILURES; i++) {
            assertThat(echo(both)).isEqualTo("hi");
        }
        assertThat(there.calls("echo")).isEqualTo(2 * Breaker.MAX_FAILURES);
        there.close();
        assertThat(both.call("echo", Json.object(), Json.object())).isNotInstanceOf(CallOutcome.Result.class);
    }

    @Test
    void aServerThatFailsAgainAndAgainIsLeftAlone() {
        HttpFixture failing = fixture(Era.MODERN);
        McpUpstream upstream = servers.closing(to(failing));
        for (int i = 0; i < Breaker.MAX_FAILURES; i++) {
            assertThat(upstream.call("http-503", Json.object(), Json.object())).isInstanceOf(CallOutcome.Unknown.class);
        }
        assertThat(upstream.call("echo", Json.object(), Json.object()))
                .isInstanceOfSatisfying(CallOutcome.RefusedBeforeEffect.class, refused -> {
                    assertThat(refused.code()).isEqualTo("unreachable");
                    assertThat(refused.message()).contains("failed 5 times in a row", "HTTP 503", "in 1000 ms");
                });
        assertThat(failing.calls("echo")).isZero();
        assertThat(upstream.health().getFirst().state()).isEqualTo(Health.State.RESTING);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(echo(upstream)).isEqualTo("hi");
        assertThat(upstream.health().getFirst().state()).isEqualTo(Health.State.UP);
    }

    // --- what is done twice

    private HttpFixture flaky() {
        HttpFixture fixture = fixture(Era.MODERN);
        fixture.tools.more = List.of(Trees.object("""
            {"name":"flaky","inputSchema":{"type":"object"},"annotations":{"idempotentHint":true}}\
            """), Trees.object("""
                            {"name":"vanish","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}}\
                            """));
        return fixture;
    }

    private static CallOutcome call(Upstream upstream, String tool, boolean repeatable) {
        return upstream.request(
                GovernedMethod.TOOL,
                Json.object().put("name", tool),
                Json.object(),
                new TestCaller().repeating(repeatable));
    }

    @Test
    void aToolIsCalledOnceUnlessEverybodySaysThatTwiceIsTheSame() {
        HttpFixture server = flaky();
        McpUpstream upstream = servers.closing(to(server));
        assertThat(call(upstream, "close", true)).isInstanceOf(CallOutcome.Unknown.class);
        assertThat(server.calls("close"))
                .as("the catalogue alone is not enough")
                .isEqualTo(1);
        server.hangUps.set(1);
        assertThat(call(upstream, "flaky", false)).isInstanceOf(CallOutcome.Unknown.class);
        assertThat(server.calls("flaky")).as("nor is the tool").isEqualTo(1);
        server.hangUps.set(1);
        assertThat(Servers.text(call(upstream, "flaky", true))).isEqualTo("here");
        assertThat(server.calls("flaky")).isEqualTo(3);
        server.hangUps.set(2);
        assertThat(call(upstream, "flaky", true))
                .as("once more, and that is all")
                .isInstanceOf(CallOutcome.Unknown.class);
        assertThat(server.calls("flaky")).isEqualTo(5);
    }

    @Test
    void whatWasSentAndThenCannotBeSentAgainIsUnknown() {
        McpUpstream upstream = servers.closing(to(flaky()));
        echo(upstream);
        assertThat(call(upstream, "vanish", true))
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        // the second time it is refused, or reset where the port was still about to close
                        unknown -> assertThat(unknown.reason())
                                .startsWith("the connection ")
                                .contains("broke"));
    }

    @Test
    void aReadIsRepeatedOnce() {
        HttpFixture server = fixture(Era.MODERN);
        McpUpstream upstream = servers.closing(to(server));
        ObjectNode params = Json.object().put("uri", "test://flaky");
        for (int hangUps = 1; hangUps <= 2; hangUps++) {
            server.hangUps.set(hangUps);
            CallOutcome outcome = upstream.request(GovernedMethod.RESOURCE, params, Json.object(), Conversation.none());
            assertThat(outcome).isInstanceOf(hangUps == 1 ? CallOutcome.Result.class : CallOutcome.NoContent.class);
        }
        ObjectNode prompt = Json.object().put("name", "flaky");
        server.hangUps.set(1);
        assertThat(upstream.request(GovernedMethod.PROMPT, prompt, Json.object(), Conversation.none()))
                .as("what a prompt does is not known")
                .isInstanceOf(CallOutcome.NoContent.class);
    }
}
