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

/** The engine decides as the reference does where requirements are met: within a window, and by several at no level. */
class RequirementTest {

    private static final long COMPARISONS = Long.getLong("interlock.comparisons", 1_200_000) / 20;
    private static final long SEED = Long.getLong("interlock.seed", 1);
    private static final int LENGTH = 80;

    @Test
    void engineDecidesAsTheReference() {
        Subject.Factory subject = EngineSubject::new;
        Coverage coverage = new Coverage();
        List<Story> different = LongStream.range(SEED, SEED + (COMPARISONS + LENGTH - 1) / LENGTH)
                .parallel()
                .mapToObj(seed -> Story.in(RequirementWorld.world(seed), LENGTH, subject, coverage::see))
                .filter(story -> story.difference().isPresent())
                .limit(3)
                .toList();
        System.out.println(coverage.table());
        if (!different.isEmpty()) {
            fail(different.stream()
                    .map(story -> StoryText.of(Shrinker.shrink(story, subject)))
                    .collect(Collectors.joining("\n\n")));
        }
        for (String what : List.of("done within", "several at no level")) {
            for (String verdict : List.of("met", "missing")) {
                assertThat(coverage.of(what, verdict))
                        .as(what + " " + verdict)
                        .isGreaterThanOrEqualTo(COMPARISONS / 1_000);
            }
        }
    }
}
