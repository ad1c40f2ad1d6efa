package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The command queue, the writer, what follows a commit, the read replica, and outcomes that are answered ahead of the disk, under schedules
 * that a seed makes. A run that fails names its seed, and fails in the same way again.
 */
class SchedulesTest {

    /** 1,000, unless a longer run is asked for. */
    private static final int SCHEDULES = Integer.getInteger("interlock.schedules", 1_000);

    private final Bundle bundle;
    private final Ed25519Signer signer;

    SchedulesTest() throws Exception {
        bundle = Ending.bundle();
        signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
    }

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private int run(long seed, boolean planted) throws IOException {
        try {
            return new ScheduledRun(seed, bundle, signer, planted).run();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    @Test
    void noAnswerIsLostDoubledOrEarly() throws IOException {
        long fromReplica = 0;
        for (long seed = 0; seed < SCHEDULES; seed++) {
            fromReplica += run(seed, false);
        }
        assertThat(fromReplica).as("answers of the replica").isGreaterThan(SCHEDULES);
    }

    @Test
    void anAnswerBeforeItsPlaceInTheOrderIsFound() throws IOException {
        int found = 0;
        for (long seed = 0; seed < SCHEDULES && found == 0; seed++) {
            try {
                run(seed, true);
            } catch (AssertionError e) {
                assertThat(e)
                        .message()
                        .containsAnyOf("exactly if what needs it was permitted", "what was told before is seen");
                found++;
            }
        }
        assertThat(found).isPositive();
    }
}
