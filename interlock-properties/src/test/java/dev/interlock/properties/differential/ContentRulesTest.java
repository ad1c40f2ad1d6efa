package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The engine decides as the reference does by the rules on content, destinations and amounts. */
class ContentRulesTest {

    /** {@code -Dinterlock.content.comparisons=1200000} compares at least 10,000 decisions of each kind of rule and verdict. */
    private static final long COMPARISONS = Long.getLong("interlock.content.comparisons", 66_000);

    @Test
    void engineDecidesAsTheReferenceOnContentAndDestinations() {
        enough(SideBySide.play(COMPARISONS / 2, 40, ContentRulesWorld::onContent), "flow", "first-use");
    }

    /** Longer stories, because a contact is registered, approved and made before a call reaches it. */
    @Test
    void engineFindsTheContactsThatTheReferenceFinds() {
        Coverage coverage = SideBySide.play(COMPARISONS / 2, 80, ContentRulesWorld::onContacts);
        System.out.println(Coverage.CONTACT + " " + coverage.ofEvent(Coverage.CONTACT) + ", withdrawn "
                + coverage.ofEvent("ContactWithdrawn"));
        assertThat(coverage.ofEvent(Coverage.CONTACT)).isGreaterThanOrEqualTo(COMPARISONS / 2_000);
        assertThat(coverage.ofEvent("ContactWithdrawn")).isPositive();
    }

    /** Longer stories, because several calls have to succeed before an amount is usual. */
    @Test
    void engineDecidesAsTheReferenceOnAmounts() {
        enough(SideBySide.play(COMPARISONS / 2, 80, ContentRulesWorld::onAmounts), "unusual");
    }

    private static void enough(Coverage coverage, String... kinds) {
        for (String kind : kinds) {
            for (String verdict : Coverage.VERDICTS) {
                long count = coverage.of(kind, verdict);
                System.out.println(kind + " " + verdict + " " + count);
                assertThat(count).as(kind + " " + verdict).isGreaterThanOrEqualTo(COMPARISONS / 120);
            }
        }
    }
}
