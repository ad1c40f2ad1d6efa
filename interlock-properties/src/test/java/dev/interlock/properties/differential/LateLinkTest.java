package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.interlock.testkit.simulate.EngineSubject;
import dev.interlock.testkit.simulate.Shrinker;
import dev.interlock.testkit.simulate.Story;
import dev.interlock.testkit.simulate.StoryText;
import dev.interlock.testkit.simulate.Subject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The engine decides as the reference does where late links complete conflicts. */
class LateLinkTest {

    private static final long COMPARISONS = Long.getLong("interlock.comparisons", 1_200_000) / 20;
    private static final long SEED = Long.getLong("interlock.seed", 1);
    private static final int LENGTH = 50;

    @Test
    void engineDecidesAsTheReference() {
        Subject.Factory subject = EngineSubject::new;
        Coverage coverage = new Coverage();
        List<Story> different = LongStream.range(SEED, SEED + (COMPARISONS + LENGTH - 1) / LENGTH)
                .parallel()
                .mapToObj(seed -> Story.in(LateLinkWorld.world(seed), LENGTH, subject, coverage::see))
                .filter(story -> story.difference().isPresent())
                .limit(3)
                .toList();
        System.out.println(coverage.table());
        if (!different.isEmpty()) {
            fail(different.stream()
                    .map(story -> StoryText.of(Shrinker.shrink(story, subject)))
                    .collect(Collectors.joining("\n\n")));
        }
        for (String latent : List.of("duty-conflict", "limit-exceeded", "binding-broken")) {
            assertThat(coverage.latent(latent)).as("latent " + latent).isGreaterThanOrEqualTo(COMPARISONS / 3_000);
        }
        assertThat(coverage.latent("wall-crossed")).isGreaterThanOrEqualTo(COMPARISONS / 6_000);
    }
}
