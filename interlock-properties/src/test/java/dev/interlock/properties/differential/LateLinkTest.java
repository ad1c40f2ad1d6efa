package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine decides as the reference does where late links complete conflicts. */
class LateLinkTest {

    private static final long COMPARISONS = 66_000;
    private static final int LENGTH = 50;

    @Test
    void engineDecidesAsTheReference() {
        Coverage coverage = SideBySide.play(COMPARISONS, LENGTH, LateLinkWorld::world);
        for (String latent : List.of("duty-conflict", "limit-exceeded", "binding-broken")) {
            assertThat(coverage.latent(latent)).as("latent " + latent).isGreaterThanOrEqualTo(COMPARISONS / 3_000);
        }
        assertThat(coverage.latent("wall-crossed")).isGreaterThanOrEqualTo(COMPARISONS / 6_000);
    }
}
