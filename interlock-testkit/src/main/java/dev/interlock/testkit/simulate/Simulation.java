package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.testkit.generate.Cue;
import dev.interlock.testkit.generate.Dice;
import dev.interlock.testkit.generate.Playwright;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.WorldGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A deterministic run: one seed, a fake clock, decide, record and apply, and crashes at every point between them. After a
 * crash the state is gone and is folded again from what was recorded: from the first event, or from what was saved before
 * the crash.
 *
 * <p>INVARIANT: the subject that lives through all of it and the one that is folded again decide the same, and would save
 * the same bytes.
 *
 * <p>Not safe for use by several threads; runs of different seeds are independent.
 */
public final class Simulation {

    /** The log of the recorded events, which survive a crash once {@link #append} returned. */
    public interface Log {
        void append(List<Recorded> events);

        List<Recorded> read();
    }

    /** A log in memory. */
    public static final class MemoryLog implements Log {
        private final List<Recorded> events = new ArrayList<>();

        @Override
        public void append(List<Recorded> more) {
            events.addAll(more);
        }

        @Override
        public List<Recorded> read() {
            return List.copyOf(events);
        }
    }

    /**
     * The outcome of a run.
     *
     * @param crashes how often the state was lost
     * @param restored how often it came back from what was saved
     * @param broken the invariant that was broken, and when
     */
    public record Outcome(long seed, int commands, int crashes, int restored, Optional<String> broken) {}

    private final long seed;
    private final World world;
    private final Playwright playwright;
    private final Dice fate;
    private final Subject.Factory factory;
    private final Log log;
    private Subject crashing;
    /** The bytes that were saved last, and the number of events that were recorded then. */
    private Optional<byte[]> saved = Optional.empty();

    private int savedAt;
    private int crashes;
    private int restored;

    public Simulation(long seed, Subject.Factory factory, Log log) {
        this.seed = seed;
        this.world = WorldGenerator.world(seed);
        this.playwright = Playwright.ofDoubtfulClocks(world);
        this.fate = new Dice(seed ^ 0x2545F4914F6CDD1DL);
        this.factory = factory;
        this.log = log;
        this.crashing = factory.empty(world.bundle());
    }

    /** Runs so many commands. */
    public Outcome run(int commands) {
        Subject surviving = factory.empty(world.bundle());
        Writer writer = new Writer(world.bundle());
        Recorded first = writer.record(
                new Event.BundleActivated("generated", world.bundle().digest(), "test"), Playwright.START);
        log.append(List.of(first));
        surviving.apply(first);
        crashing.apply(first);
        for (int i = 0; i < commands; i++) {
            Cue cue = playwright.next(writer.recorded());
            Decision expected = surviving.decide(cue.command(), cue.atMillis());
            if (fate.percent(10)) {
                crash();
            }
            Decision actual = crashing.decide(cue.command(), cue.atMillis());
            if (!Comparison.same(expected, actual)) {
                return new Outcome(
                        seed,
                        i,
                        crashes,
                        restored,
                        Optional.of("after a restart: " + Comparison.describe(expected, actual)));
            }
            if (fate.percent(3)) {
                // Decided and not recorded: nothing happened.
                crash();
                continue;
            }
            List<Recorded> recorded = writer.record(expected, cue.atMillis());
            log.append(recorded);
            recorded.forEach(surviving::apply);
            if (fate.percent(5)) {
                // Recorded and not applied: it happened.
                crash();
            } else {
                recorded.forEach(crashing::apply);
            }
            if (fate.percent(10)) {
                saved = crashing.saved();
                savedAt = log.read().size();
                if (differ(saved, surviving.saved())) {
                    return new Outcome(
                            seed, i, crashes, restored, Optional.of("what is saved differs after a restart"));
                }
            }
        }
        return log.read().equals(writer.recorded())
                ? new Outcome(seed, commands, crashes, restored, Optional.empty())
                : new Outcome(seed, commands, crashes, restored, Optional.of("the log lost or changed an event"));
    }

    private static boolean differ(Optional<byte[]> a, Optional<byte[]> b) {
        return a.isPresent() != b.isPresent() || (a.isPresent() && !Arrays.equals(a.get(), b.get()));
    }

    private void crash() {
        crashes++;
        List<Recorded> recorded = log.read();
        Subject empty = factory.empty(world.bundle());
        if (saved.isPresent() && fate.percent(60)) {
            restored++;
            crashing = empty.restored(saved.get(), number -> recorded.get((int) number));
            recorded.subList(savedAt, recorded.size()).forEach(crashing::apply);
        } else {
            crashing = empty;
            recorded.forEach(crashing::apply);
        }
    }
}
