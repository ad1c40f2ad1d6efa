package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.setting.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one caller may ask of the API, whatever it asks. */
class ApiLimitTest {

    private static final String TASK = "{\"intent\":\"pay-invoices\"}";

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimiter limiter = new RateLimiter(Traffic.DEFAULT.withApi(new Traffic.Rate(2, 3)), nanos::get);
    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
        server.limit(limiter::api);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private ApiServer.Reply whoami(String caller) throws Exception {
        return server.send(caller, "GET", "/v1/whoami");
    }

    private void turnedAway(ApiServer.Reply reply, String caller) {
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(reply.body().path("code").asText()).isEqualTo("too-many-requests");
        assertThat(reply.body().path("detail").asText())
                .contains("`" + caller + "` sends more than 2 requests a second");
        assertThat(reply.headers().firstValue("Retry-After")).contains("1");
    }

    private List<Event> recorded() throws Exception {
        var all = new ArrayList<Recorded>();
        server.domain().history().scan(0, server.domain().ledger().size(), all::add);
        return all.stream().map(Recorded::event).toList();
    }

    @Test
    void aBurstPassesAndThenTheRate() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(whoami("vera").status()).isEqualTo(200);
        }
        turnedAway(whoami("vera"), "vera");
        assertThat(whoami("adam").status()).as("others are not slowed down").isEqualTo(200);
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(whoami("vera").status()).isEqualTo(200);
        turnedAway(whoami("vera"), "vera");
        assertThat(limiter.turnedAway()).isEqualTo(Map.of("api", 2L, "concurrent", 0L, "rate", 0L, "upstream", 0L));
    }

    /** Tasks, holds and what is denied: nothing of what is turned away is in the record. */
    @Test
    void anAgentCausesNoMoreThanThat() throws Exception {
        int before = recorded().size();
        List<Callable<Integer>> flood = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String body = i % 2 == 0 ? TASK : TASK.replace("pay-invoices", "no-such-intent");
            String path = i % 3 == 0 ? "/v1/links" : "/v1/tasks";
            flood.add(() -> server.send("clerk", "POST", path, body).status());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int passed = 0;
            for (Future<Integer> each : threads.invokeAll(flood)) {
                passed += each.get() == 429 ? 0 : 1;
            }
            assertThat(passed).isEqualTo(3);
        }
        assertThat(recorded().size() - before).isBetween(0, 3);
        turnedAway(server.send("clerk", "POST", "/v1/holds/answers", "{"), "clerk");
        assertThat(recorded())
                .as("nor that it was")
                .filteredOn(AgentEvent.PresentationRefused.class::isInstance)
                .hasSizeLessThanOrEqualTo(3);
    }

    /** Whoever is not known counts for nobody, and uses up nobody's. */
    @Test
    void strangersCountForNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(server.send(server.request("GET", "/v1/whoami").header("Authorization", "Bearer vera"))
                            .status())
                    .isEqualTo(401);
            assertThat(server.send(server.request("GET", "/health/live")).status())
                    .isEqualTo(200);
        }
        assertThat(whoami("vera").status()).isEqualTo(200);
    }

    @Test
    void sourcesHaveTheirs() throws Exception {
        int status = 0;
        for (int i = 0; i < 4; i++) {
            status = server.send("erp-audit", "POST", "/v1/observations", "{}").status();
        }
        assertThat(status).isEqualTo(429);
        assertThat(server.send("stranger", "POST", "/v1/observations", "{}").status())
                .isNotEqualTo(429);
    }
}
