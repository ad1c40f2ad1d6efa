package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.testkit.reference.Reference;
import dev.interlock.testkit.simulate.Story;
import dev.interlock.testkit.simulate.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The reference, which keeps what it has read, decides as one that reads everything anew for each decision. */
class ReferenceAnewTest {

    private static final int STORIES = 100;

    private record Anew(Bundle bundle, List<Recorded> recorded) implements Subject {
        @Override
        public Decision decide(Command command, long nowMillis) {
            return new Reference(bundle).decide(recorded, command, nowMillis);
        }

        @Override
        public List<OptionalLong> contacts(Command.DecideCall call) {
            return new Reference(bundle).contacts(recorded, call);
        }

        @Override
        public void apply(Recorded event) {
            recorded.add(event);
        }
    }

    @Test
    void nothingDependsOnWhatWasReadBefore() {
        long seed = Long.getLong("interlock.seed", 1);
        assertThat(LongStream.range(seed, seed + STORIES)
                        .mapToObj(each ->
                                Story.of(each, 40, bundle -> new Anew(bundle, new ArrayList<>()), (world, scene) -> {}))
                        .flatMap(story -> story.difference().stream()))
                .isEmpty();
    }

    /** The reference reads another record, or less of the same, from its beginning. */
    @Test
    void anotherRecordIsReadFromItsBeginning() {
        Story story = Story.of(1, 40, bundle -> new Anew(bundle, new ArrayList<>()), (world, scene) -> {});
        Reference reference = new Reference(story.world().bundle());
        for (Story.Scene scene : story.scenes().reversed()) {
            List<Recorded> before = story.recorded().subList(0, (int) scene.firstSeq());
            Command command = scene.cue().command();
            assertThat(reference.decide(before, command, scene.cue().atMillis()))
                    .isEqualTo(new Reference(story.world().bundle())
                            .decide(before, command, scene.cue().atMillis()));
        }
    }
}
