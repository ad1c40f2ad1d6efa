package dev.interlock.server.door.mcp;

import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.McpUpstream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway before a modern fixture (`erp`) and a legacy one (`old`). */
abstract class DoorTestBase {
    static final int MAX_BYTES = 100_000;

    HttpFixture modernFixture;
    HttpFixture legacyFixture;
    McpUpstream erp;
    McpUpstream old;
    Gateway gateway;

    DoorSettings settings() {
        return DoorSettings.loopback()
                .withLimits(JsonLimits.requests().withMaxBytes(MAX_BYTES))
                .withOrigins(Set.of("https://console.example.com"))
                .withSessions(Duration.ofHours(1), 4, 3);
    }

    @BeforeEach
    void start() {
        modernFixture = new HttpFixture(Set.of(Era.MODERN));
        legacyFixture = new HttpFixture(Set.of(Era.LEGACY));
        erp = upstream("erp", modernFixture);
        old = upstream("old", legacyFixture);
        gateway = new Gateway(settings(), Map.of("erp", erp, "old", old));
    }

    private static McpUpstream upstream(String name, HttpFixture fixture) {
        return McpUpstream.http(
                name, HttpSettings.of(fixture.endpoint()), EraChoice.AUTO, Timing.defaults(), System::nanoTime);
    }

    @AfterEach
    void stop() {
        gateway.close();
        erp.close();
        old.close();
        modernFixture.close();
        legacyFixture.close();
    }
}
