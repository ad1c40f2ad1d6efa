package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The progress of looking up what came of one call: how often it is read, and when. */
class ConfirmProgressTest {

    private static final long HOUR = 3_600_000;
    /** When the outcome was recorded as unknown. */
    private static final long SINCE = 1_000_000;

    private static int readsLeft(ConfirmProgress progress) {
        int reads = 0;
        for (long now = SINCE; !progress.over(); now += 1_000) {
            if (progress.begin(now)) {
                progress.again(now, 0);
                reads++;
            }
        }
        return reads;
    }

    @Test
    void thereAreTwentyReadsInTwoHoursAndAHalf() {
        var progress = new ConfirmProgress(SINCE, 0);
        assertThat(progress.isDue(SINCE + 4_999)).isFalse();
        assertThat(progress.isDue(SINCE + 5_000)).isTrue();
        assertThat(readsLeft(progress)).isEqualTo(ConfirmProgress.MOST_READS);
        assertThat(progress.givenUp()).isTrue();
        assertThat(progress.isDue(SINCE + 1_000 * HOUR)).isFalse();
    }

    @Test
    void aRestartGoesOnWhereTheReadsWere() {
        // 5, 15, 35 and 75 s after it: four reads were due before
        var progress = new ConfirmProgress(SINCE, SINCE + 80_000);
        assertThat(progress.isDue(SINCE + 154_999)).isFalse();
        assertThat(progress.isDue(SINCE + 155_000)).isTrue();
        assertThat(readsLeft(progress)).isEqualTo(ConfirmProgress.MOST_READS - 4);
    }

    @Test
    void howeverLongItWasDownAFewReadsAreLeft() {
        var progress = new ConfirmProgress(SINCE, SINCE + 1_000 * HOUR);
        assertThat(progress.isDue(SINCE + 1_000 * HOUR)).isTrue();
        assertThat(readsLeft(progress)).isEqualTo(ConfirmProgress.LEFT);
    }

    @Test
    void theDigestIsOfWhatWasAskedAndAnswered() {
        String digest = Confirmations.digest(Map.of("reference", "1"), Map.of("state", "found"));
        assertThat(Confirmations.digest(Map.of("reference", "2"), Map.of("state", "found")))
                .isNotEqualTo(digest);
        assertThat(Confirmations.digest(Map.of("reference", "1"), Map.of("state", "none")))
                .isNotEqualTo(digest);
        assertThat(Confirmations.digest(Map.of("reference", "1"), Map.of("state", "found")))
                .isEqualTo(digest);
    }
}
