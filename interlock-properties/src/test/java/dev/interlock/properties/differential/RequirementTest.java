package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine decides as the reference does where requirements are met: within a window, and by several at no level. */
class RequirementTest {

    private static final long COMPARISONS = 66_000;
    private static final int LENGTH = 80;

    @Test
    void engineDecidesAsTheReference() {
        Coverage coverage = SideBySide.play(COMPARISONS, LENGTH, RequirementWorld::world);
        for (String what : List.of("done within", "several at no level")) {
            for (String verdict : List.of("met", "missing")) {
                assertThat(coverage.of(what, verdict))
                        .as(what + " " + verdict)
                        .isGreaterThanOrEqualTo(COMPARISONS / 1_000);
            }
        }
    }
}
