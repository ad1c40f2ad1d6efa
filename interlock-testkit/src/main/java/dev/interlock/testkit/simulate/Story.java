package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.testkit.generate.Cue;
import dev.interlock.testkit.generate.Playwright;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.WorldGenerator;
import dev.interlock.testkit.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A seeded story told to the reference and to a subject at once.
 *
 * @param scenes all that happened, up to the first difference
 * @param difference what the subject decided in the last scene, where that differs
 */
public record Story(World world, List<Scene> scenes, List<Recorded> recorded, Optional<String> difference) {

    /**
     * One command.
     *
     * @param firstSeq the number that the next event had when it was decided
     * @param decision that of the reference
     */
    public record Scene(Cue cue, long firstSeq, Decision decision) {}

    /** Something that gives the next command, or none when the story is over. */
    @FunctionalInterface
    interface Source {
        Optional<Cue> next(List<Recorded> recorded);
    }

    /**
     * Plays the story of the seed.
     *
     * @param length number of commands
     * @param audience is shown each scene and the decision on it
     */
    public static Story of(long seed, int length, Subject.Factory factory, BiConsumer<World, Scene> audience) {
        return in(WorldGenerator.world(seed), length, factory, audience);
    }

    /** Plays a story in this world. */
    public static Story in(World world, int length, Subject.Factory factory, BiConsumer<World, Scene> audience) {
        Playwright playwright = new Playwright(world);
        int[] told = {0};
        return play(
                world,
                recorded -> told[0]++ < length ? Optional.of(playwright.next(recorded)) : Optional.empty(),
                factory,
                audience);
    }

    static Story play(World world, Source source, Subject.Factory factory, BiConsumer<World, Scene> audience) {
        Reference reference = new Reference(world.bundle());
        Subject subject = factory.empty(world.bundle());
        Writer writer = new Writer(world.bundle());
        subject.apply(writer.record(
                new Event.BundleActivated("generated", world.bundle().digest(), "test"), 1_000_000));
        List<Scene> scenes = new ArrayList<>();
        for (Optional<Cue> cue = source.next(writer.recorded());
                cue.isPresent();
                cue = source.next(writer.recorded())) {
            long now = cue.get().atMillis();
            Decision expected = reference.decide(writer.recorded(), cue.get().command(), now);
            Scene scene = new Scene(cue.get(), writer.recorded().size(), expected);
            scenes.add(scene);
            Optional<String> difference = ask(subject, scene);
            if (difference.isPresent()) {
                return new Story(world, scenes, writer.recorded(), difference);
            }
            audience.accept(world, scene);
            try {
                writer.record(expected, now).forEach(subject::apply);
            } catch (RuntimeException e) {
                return new Story(world, scenes, writer.recorded(), Optional.of("applying it failed: " + trace(e)));
            }
        }
        return new Story(world, scenes, writer.recorded(), Optional.empty());
    }

    private static Optional<String> ask(Subject subject, Scene scene) {
        try {
            Decision actual = subject.decide(scene.cue().command(), scene.cue().atMillis());
            return Comparison.same(scene.decision(), actual)
                    ? Optional.empty()
                    : Optional.of(Comparison.describe(scene.decision(), actual));
        } catch (RuntimeException e) {
            return Optional.of(trace(e));
        }
    }

    private static String trace(RuntimeException e) {
        StringBuilder text = new StringBuilder(e.toString());
        for (StackTraceElement element : e.getStackTrace()) {
            text.append("\n        at ").append(element);
            if (text.length() > 1_500) {
                break;
            }
        }
        return text.toString();
    }
}
