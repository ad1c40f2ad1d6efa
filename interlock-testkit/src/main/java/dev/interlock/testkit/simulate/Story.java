package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.testkit.generate.Cue;
import dev.interlock.testkit.generate.Playwright;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.WorldGenerator;
import dev.interlock.testkit.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A seeded story told to the reference and to a subject at once.
 *
 * @param scenes all that happened, up to the first difference
 * @param difference what the subject decided in the last scene, where that differs
 */
public record Story(World world, List<Scene> scenes, List<Recorded> recorded, Optional<String> difference) {

    private static final int NEVER = -1;

    /**
     * One command.
     *
     * @param firstSeq the number that the next event had when it was decided
     * @param decision that of the reference
     */
    public record Scene(Cue cue, long firstSeq, Decision decision) {}

    /** The source of commands: it gives the next one, or none when the story is over. */
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
        Playwright playwright = Playwright.ofDoubtfulClocks(world);
        int[] told = {0};
        return play(
                world,
                recorded -> told[0]++ < length ? Optional.of(playwright.next(recorded)) : Optional.empty(),
                factory,
                audience);
    }

    static Story play(World world, Source source, Subject.Factory factory, BiConsumer<World, Scene> audience) {
        // Nothing is known of ids before the scene `formedAt`; from then on the bundle says what they look like.
        Bundle formless = formless(world.bundle());
        int formedAt = formless.equals(world.bundle()) ? NEVER : 5 + Math.floorMod(world.seed(), 20);
        Reference reference = new Reference(formless);
        Subject subject = factory.empty(formless);
        Writer writer = new Writer(world.bundle());
        subject.apply(writer.record(
                new Event.BundleActivated("generated", world.bundle().digest(), "test"), Playwright.START));
        List<Scene> scenes = new ArrayList<>();
        for (Optional<Cue> cue = source.next(writer.recorded());
                cue.isPresent();
                cue = source.next(writer.recorded())) {
            long now = cue.get().atMillis();
            if (scenes.size() == formedAt) {
                reference = new Reference(world.bundle());
                subject = factory.empty(world.bundle());
                try {
                    for (Recorded event : writer.recorded()) {
                        subject.apply(event);
                    }
                } catch (RuntimeException e) {
                    return new Story(
                            world, scenes, writer.recorded(), Optional.of("applying it all failed: " + trace(e)));
                }
            }
            Command command = cue.get().command();
            List<OptionalLong> contacts = List.of();
            if (command instanceof Command.DecideCall call) {
                contacts = reference.contacts(writer.recorded(), call);
                command = ReachedContacts.in(call, contacts);
            }
            Decision expected = reference.decide(writer.recorded(), command, now);
            Scene scene = new Scene(new Cue(now, command), writer.recorded().size(), expected);
            scenes.add(scene);
            Optional<String> difference = ask(subject, scene, contacts);
            if (difference.isPresent()) {
                return new Story(world, scenes, writer.recorded(), difference);
            }
            audience.accept(world, scene);
            try {
                for (Recorded event : writer.record(expected, now)) {
                    subject.apply(event);
                }
            } catch (RuntimeException e) {
                return new Story(world, scenes, writer.recorded(), Optional.of("applying it failed: " + trace(e)));
            }
        }
        return new Story(world, scenes, writer.recorded(), Optional.empty());
    }

    /** The bundle before anybody said what ids look like. */
    private static Bundle formless(Bundle bundle) {
        SortedMap<String, ObjectType> types = new TreeMap<>();
        bundle.types().forEach((name, type) -> types.put(name, new ObjectType(name, type.of())));
        return bundle.but().withTypes(types).build();
    }

    private static Optional<String> ask(Subject subject, Scene scene, List<OptionalLong> contacts) {
        try {
            if (scene.cue().command() instanceof Command.DecideCall call
                    && !subject.contacts(call).equals(contacts)) {
                return Optional.of("\n  contacts of the reference " + contacts + "\n  contacts of the subject   "
                        + subject.contacts(call));
            }
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
