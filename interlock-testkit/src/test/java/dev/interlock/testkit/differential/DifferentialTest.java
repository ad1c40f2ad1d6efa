package dev.interlock.testkit.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.interlock.testkit.simulate.ReferenceSubject;
import dev.interlock.testkit.simulate.Shrinker;
import dev.interlock.testkit.simulate.Story;
import dev.interlock.testkit.simulate.StoryText;
import dev.interlock.testkit.simulate.Subject;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The engine decides as the reference does, on random bundles and histories. */
class DifferentialTest {

    /** How many commands are compared; {@code -Dinterlock.comparisons=10000000} for a long run. */
    private static final long COMPARISONS = Long.getLong("interlock.comparisons", 1_000_000);

    /** First of the seeds; {@code -Dinterlock.seed=...} for other stories, or to see one again. */
    private static final long SEED = Long.getLong("interlock.seed", 1);

    private static final int LENGTH = 40;

    @Test
    void engineDecidesAsTheReference() {
        Subject.Factory subject = ReferenceSubject::new;
        Coverage coverage = new Coverage();
        Optional<Story> different = LongStream.range(SEED, SEED + (COMPARISONS + LENGTH - 1) / LENGTH)
                .parallel()
                .mapToObj(seed -> Story.of(seed, LENGTH, subject, coverage::see))
                .filter(story -> story.difference().isPresent())
                .findFirst();
        System.out.println(coverage.table());
        different.ifPresent(story -> fail(StoryText.of(Shrinker.shrink(story, subject))));
        assertThat(coverage.comparisons()).isGreaterThanOrEqualTo(COMPARISONS);
        for (String kind : Coverage.KINDS) {
            for (String verdict : Coverage.VERDICTS) {
                assertThat(coverage.of(kind, verdict))
                        .as(kind + " " + verdict)
                        .isGreaterThanOrEqualTo(COMPARISONS / 100);
            }
        }
    }
}
