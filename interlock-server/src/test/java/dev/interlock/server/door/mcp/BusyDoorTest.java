package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.fixture.Background;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.setting.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** More than an agent may ask for, or a server is asked. */
class BusyDoorTest extends DoorTestBase {

    private void limit(Traffic traffic) {
        gateway.close();
        gateway = new Gateway(settings(), Map.of("erp", erp, "old", old), false, traffic, Duration.ofSeconds(30));
    }

    private static Traffic traffic(int rate, int burst, int concurrent, int atServer) {
        return Traffic.DEFAULT
                .withAgent(new Traffic.PerAgent(rate, burst, concurrent))
                .withServer(new Traffic.PerServer(atServer, Duration.ofMillis(50)));
    }

    private RawHttp call(String text) {
        return gateway.modern(
                "erp", "tools/call", "echo", "\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"},");
    }

    private RawHttp waiting(String tool, String key) {
        return gateway.modern(
                "erp", "tools/call", tool, "\"name\":\"" + tool + "\",\"arguments\":{\"key\":\"" + key + "\"},");
    }

    private void refused(RawHttp.Answer answer, String message) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isPresent();
        assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isPositive();
        ObjectNode said = answer.json();
        Schemas.assertValid(Era.MODERN, "JSONRPCErrorResponse", said);
        assertThat(answer.errorCode()).isEqualTo(1429);
        assertThat(answer.errorMessage()).contains(message);
    }

    @Test
    void aBurstPassesAndThenTheRate() {
        long[] now = {0};
        limit(traffic(2, 3, 10, 10));
        gateway.nanos = () -> now[0];
        for (int i = 0; i < 3; i++) {
            assertThat(call("x").send().status()).isEqualTo(200);
        }
        refused(call("x").send(), "`a` sends more than 2 requests a second");
        refused(gateway.raw("old").body("{").send(), "more than 2 requests");
        assertThat(gateway.calls).as("nothing was decided").hasSize(3);
        assertThat(gateway.refusals).as("and nothing recorded").isEmpty();
        assertThat(modernFixture.calls("echo")).isEqualTo(3);
        assertThat(call("x").with("Authorization", "Bearer token-b").send().status())
                .as("others are not slowed down")
                .isEqualTo(200);
        assertThat(call("x").with("Authorization", "Bearer nobody").send().status())
                .as("strangers count for nobody")
                .isEqualTo(401);
        now[0] += TimeUnit.MILLISECONDS.toNanos(500);
        assertThat(call("x").send().status()).isEqualTo(200);
        refused(call("x").send(), "requests a second");
        now[0] += TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < 3; i++) {
            assertThat(call("x").send().status())
                    .as("silence saves a burst and no more")
                    .isEqualTo(200);
        }
        refused(call("x").send(), "requests a second");
    }

    /** Reading and searching a long text takes as long as many short ones do. */
    @Test
    void aLongBodyCountsAsSeveralRequests() {
        long[] now = {0};
        limit(traffic(2, 3, 10, 10));
        gateway.nanos = () -> now[0];
        assertThat(call("x".repeat(32 << 10)).send().status()).isEqualTo(200);
        assertThat(call("x").send().status()).isEqualTo(200);
        refused(call("x").send(), "`a` sends more than 2 requests a second");
        now[0] += TimeUnit.MILLISECONDS.toNanos(500);
        assertThat(call("x").send().status()).isEqualTo(200);
    }

    /** So does deciding on many objects. */
    @Test
    void manyObjectsCountAsSeveralRequests() {
        var limiter = new RateLimiter(traffic(2, 3, 10, 10), () -> 0);
        limiter.asked("a", 99);
        limiter.asked("a", 350);
        try (RateLimiter.Visit visit = limiter.visit()) {
            assertThat(visit.arrive("a")).isPresent();
            assertThat(visit.arrive("b")).isEmpty();
        }
    }

    @Test
    void oneAgentMayHaveLimitsOfItsOwn() {
        var own = new TreeMap<>(Map.of("b", new Traffic.PerAgent(1, 1, 1)));
        limit(new Traffic(Traffic.DEFAULT.agent(), own, Traffic.DEFAULT.server(), new TreeMap<>()));
        gateway.nanos = () -> 0;
        RawHttp other = call("x").with("Authorization", "Bearer token-b");
        assertThat(other.send().status()).isEqualTo(200);
        refused(other.send(), "`b` sends more than 1 requests");
        assertThat(call("x").send().status()).isEqualTo(200);
    }

    @Test
    void requestsUnderWayAreBounded() throws Exception {
        limit(traffic(Traffic.ANY_RATE, 1, 2, 10));
        try (var threads = new Background()) {
            Future<RawHttp.Answer> first =
                    threads.submit(() -> waiting("wait", "k").send());
            Future<RawHttp.Answer> second =
                    threads.submit(() -> waiting("wait", "k").send());
            Until.holds(() -> modernFixture.calls("wait") == 2);
            RawHttp.Answer third = call("x").send();
            refused(third, "`a` has 2 requests under way");
            assertThat(third.json().path("id").asInt()).as("it says which").isEqualTo(1);
            assertThat(gateway.calls).hasSize(2);
            assertThat(gateway.raw("erp")
                            .add("MCP-Protocol-Version", "2026-07-28")
                            .add("Mcp-Method", "notifications/cancelled")
                            .body(Gateway.modernBody("notifications/cancelled", "\"requestId\":7,")
                                    .replace("\"id\":1,", ""))
                            .send()
                            .status())
                    .as("to cancel is always possible")
                    .isEqualTo(202);
            RawHttp other = waiting("release", "k").with("Authorization", "Bearer token-b");
            assertThat(other.send().status()).isEqualTo(200);
            assertThat(first.get(120, TimeUnit.SECONDS).status()).isEqualTo(200);
            assertThat(second.get(120, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
        assertThat(call("x").send().status()).isEqualTo(200);
    }

    @Test
    void aServerIsNotAskedMoreThanItMayBe() throws Exception {
        limit(traffic(Traffic.ANY_RATE, 1, 10, 1));
        String session = legacySession();
        try (var threads = new Background()) {
            Future<RawHttp.Answer> first =
                    threads.submit(() -> waiting("wait", "k").send());
            Until.holds(() -> modernFixture.calls("wait") == 1);
            refused(call("x").send(), "server `erp` has 1 requests under way");
            assertThat(gateway.calls).hasSize(1);
            assertThat(gateway.modern("erp", "server/discover", "", "").send().status())
                    .as("what asks it nothing goes through")
                    .isEqualTo(200);
            assertThat(legacyCall(session).send().status())
                    .as("another server has turns of its own")
                    .isEqualTo(200);
            erp.call("release", Json.object().put("key", "k"), Json.object());
            assertThat(first.get(120, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void thePlacesOfAServerAreTheSameWhicheverWayItIsAsked() throws Exception {
        gateway.close();
        Aggregate all = new Aggregate("all", List.of(erp, old), Duration.ofMinutes(1));
        gateway = new Gateway(
                settings(),
                Map.of("erp", erp, "old", old, "all", all),
                false,
                traffic(Traffic.ANY_RATE, 1, 10, 1),
                Duration.ofSeconds(30));
        try (var threads = new Background()) {
            Future<RawHttp.Answer> first =
                    threads.submit(() -> waiting("wait", "k").send());
            Until.holds(() -> modernFixture.calls("wait") == 1);
            refused(viaAll("erp__echo").send(), "server `erp` has 1 requests under way");
            assertThat(viaAll("old__echo").send().status()).isEqualTo(200);
            erp.call("release", Json.object().put("key", "k"), Json.object());
            assertThat(first.get(120, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    private RawHttp viaAll(String tool) {
        return gateway.modern("all", "tools/call", tool, "\"name\":\"" + tool + "\",\"arguments\":{},");
    }

    @Test
    void theLegacyEraHearsTheSame() throws Exception {
        limit(traffic(Traffic.ANY_RATE, 1, 10, 1));
        String session = legacySession();
        try (var threads = new Background()) {
            Future<RawHttp.Answer> first = threads.submit(() -> legacyCall(session)
                    .body(
                            "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\",\"arguments\":{\"key\":\"l\"}}}")
                    .send());
            Until.holds(() -> legacyFixture.calls("wait") == 1);
            RawHttp.Answer second = legacyCall(session).send();
            refused(second, "server `old` has 1 requests under way");
            assertThat(second.json().path("id").asInt()).isEqualTo(5);
            old.call("release", Json.object().put("key", "l"), Json.object());
            assertThat(first.get(120, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    private String legacySession() {
        return gateway.raw("old")
                .body(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
                .send()
                .header("Mcp-Session-Id")
                .orElseThrow();
    }

    private RawHttp legacyCall(String session) {
        return gateway.raw("old")
                .add("Mcp-Session-Id", session)
                .body(
                        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{}}}");
    }
}
