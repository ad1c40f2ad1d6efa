package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.simulate.EngineSubject;
import dev.interlock.testkit.simulate.Shrinker;
import dev.interlock.testkit.simulate.Story;
import dev.interlock.testkit.simulate.StoryText;
import dev.interlock.testkit.simulate.Subject;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Stories of many seeds, each told to the engine and to the reference at once. */
final class SideBySide {

    /** First of the seeds; {@code -Dinterlock.seed=...} for other stories, or to see one again. */
    private static final long SEED = Long.getLong("interlock.seed", 1);

    /** So many of the stories in which there is a difference are told. */
    private static final int SHOWN = 3;

    private SideBySide() {}

    /**
     * Plays stories until so many commands are compared, and fails with those in which the two differ, made short.
     *
     * @param length commands of a story
     * @param worlds the world of each seed
     * @return the situations that came up
     */
    static Coverage play(long comparisons, int length, LongFunction<World> worlds) {
        Subject.Factory subject = EngineSubject::new;
        Coverage coverage = new Coverage();
        LongStream seeds = LongStream.range(SEED, SEED + (comparisons + length - 1) / length);
        List<Story> different = seeds.parallel()
                .mapToObj(seed -> Story.in(worlds.apply(seed), length, subject, coverage::see))
                .filter(story -> story.difference().isPresent())
                .limit(SHOWN)
                .toList();
        System.out.println(coverage.table());
        if (!different.isEmpty()) {
            fail(different.stream()
                    .map(story -> StoryText.of(Shrinker.shrink(story, subject)))
                    .collect(Collectors.joining("\n\n")));
        }
        assertThat(coverage.comparisons()).isGreaterThanOrEqualTo(comparisons);
        return coverage;
    }
}
