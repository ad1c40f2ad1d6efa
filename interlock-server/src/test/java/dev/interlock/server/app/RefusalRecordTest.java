package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.jose.JwtProblem;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Noise: what is refused is recorded within bounds, and nobody's attempts are hidden behind those of others. */
class RefusalRecordTest {

    private final AtomicLong clock = new AtomicLong(600_000);
    private Domain domain;
    private RefusalRecord refusals;

    @BeforeEach
    void open() throws Exception {
        Quiet.on();
        var store = new FaultyStore();
        var signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
        domain = Rig.open(store, store, signer, Rig.bundle("one"), clock);
        refusals = new RefusalRecord(domain, () -> Instant.ofEpochMilli(clock.get()));
    }

    @AfterEach
    void close() throws IOException {
        domain.close();
    }

    private List<AgentEvent.PresentationRefused> recorded() throws IOException {
        var found = new ArrayList<AgentEvent.PresentationRefused>();
        domain.history().scan(0, domain.ledger().size(), entry -> {
            if (entry.event() instanceof AgentEvent.PresentationRefused refused) {
                found.add(refused);
            }
        });
        return found;
    }

    private void noise(String by, int kinds) {
        for (int i = 0; i < kinds; i++) {
            refusals.known("token-audience", "/mcp", by, OptionalLong.of(i));
        }
    }

    @Test
    void noiseOfOneHidesNothingOfAnother() throws IOException {
        noise("mallory", 2 * RefusalRecord.MOST);
        long ofMallory = recorded().size();
        assertThat(ofMallory).isBetween(1L, (long) RefusalRecord.MOST);
        refusals.known("not-independent", "/v1/holds/h-7/approve", "alice");
        refusals.identity(JwtProblem.EXPIRED, "/v1");
        assertThat(recorded().stream().skip(ofMallory).map(AgentEvent.PresentationRefused::reason))
                .containsExactly("not-independent", "identity-expired");
    }

    /** What was only counted is told with the next one, however much noise there was between. */
    @Test
    void whatIsCountedIsTold() throws IOException {
        for (int i = 0; i < 5; i++) {
            refusals.known("not-independent", "/v1/holds/h-7/approve", "alice");
        }
        noise("mallory", 5_000);
        clock.addAndGet(60_000);
        refusals.known("not-independent", "/v1/holds/h-7/approve", "alice");
        assertThat(recorded().stream()
                        .filter(refused -> refused.agent().equals("alice"))
                        .map(AgentEvent.PresentationRefused::times))
                .containsExactly(1, 5);
    }
}
