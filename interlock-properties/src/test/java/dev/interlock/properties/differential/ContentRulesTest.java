package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine decides as the reference does by the rules on content and destinations. */
class ContentRulesTest {

    /** {@code -Dinterlock.content.comparisons=1200000} compares at least 10,000 decisions of each kind of rule and verdict. */
    private static final long COMPARISONS = Long.getLong("interlock.content.comparisons", SideBySide.COMPARISONS / 20);

    private static final int LENGTH = 40;

    @Test
    void engineDecidesAsTheReference() {
        Coverage coverage = SideBySide.play(COMPARISONS, LENGTH, ContentRulesWorld::world);
        for (String kind : List.of("flow", "first-use")) {
            for (String verdict : Coverage.VERDICTS) {
                long count = coverage.of(kind, verdict);
                System.out.println(kind + " " + verdict + " " + count);
                assertThat(count).as(kind + " " + verdict).isGreaterThanOrEqualTo(COMPARISONS / 120);
            }
        }
    }
}
