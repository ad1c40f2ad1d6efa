package dev.interlock.testkit.central;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.generate.Cue;
import dev.interlock.testkit.generate.Playwright;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.WorldGenerator;
import dev.interlock.testkit.reference.Reference;
import dev.interlock.testkit.simulate.Story;
import dev.interlock.testkit.simulate.StoryText;
import dev.interlock.testkit.simulate.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A permit stays right under every outcome and every order of effect of the calls in flight. */
class CentralPropertyTest {

    private static final long STORIES = Long.getLong("interlock.central.stories", 5_000);
    private static final long SEED = Long.getLong("interlock.seed", 1);
    private static final int IN_FLIGHT = 4;

    private final LongAdder traces = new LongAdder();
    private final LongAdder permits = new LongAdder();

    @Test
    void permitsStayRight() {
        List<String> broken = LongStream.range(SEED, SEED + STORIES)
                .parallel()
                .mapToObj(this::play)
                .flatMap(Optional::stream)
                .toList();
        System.out.println("central property: " + permits + " permits, " + traces + " linear histories");
        if (!broken.isEmpty()) {
            fail(broken.size() + " broken; the shortest:\n"
                    + broken.stream()
                            .min((a, b) -> Integer.compare(a.length(), b.length()))
                            .orElseThrow());
        }
        assertThat(traces.sum()).isGreaterThan(STORIES);
    }

    private Optional<String> play(long seed) {
        World world = uniform(WorldGenerator.world(seed));
        Playwright playwright = new Playwright(world);
        Reference reference = new Reference(world.bundle());
        Writer writer = new Writer(world.bundle());
        writer.record(new Event.BundleActivated("generated", world.bundle().digest(), "test"), 1_000_000);
        List<Story.Scene> scenes = new ArrayList<>();
        long reserved = 0;
        for (int i = 0; i < 30 && reserved < 6; i++) {
            Cue cue = possible(playwright.next(writer.recorded()), writer.recorded());
            if (cue.command() instanceof Command.DecideCall && inFlight(writer.recorded()) >= IN_FLIGHT) {
                continue;
            }
            long now = cue.atMillis();
            Decision decision = reference.decide(writer.recorded(), cue.command(), now);
            scenes.add(new Story.Scene(cue, writer.recorded().size(), decision));
            writer.record(decision, now);
            reserved += decision.events().stream()
                    .filter(event -> event instanceof Event.CallReserved)
                    .count();
        }
        permits.add(reserved);
        Orders orders = new Orders(world.bundle(), writer.recorded());
        Optional<String> broken = orders.firstBroken();
        traces.add(orders.traces());
        return broken.map(
                what -> what + "\n" + StoryText.of(new Story(world, scenes, writer.recorded(), Optional.empty())));
    }

    /**
     * The same world where no rule's level or outcome depends on the tier of the call: two calls of different tiers may
     * stand to each other in different ways, and then the order of their effects decides what the rule says.
     */
    private static World uniform(World world) {
        Bundle bundle = world.bundle();
        List<String> tiers = List.copyOf(bundle.tiers().keySet());
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : bundle.rules()) {
            String tier = rule.head().risk().orElse(tiers.get((int) (world.seed() + rules.size()) % tiers.size()));
            Rule.Head head = new Rule.Head(
                    rule.head().id(),
                    rule.head().title(),
                    Optional.of(tier),
                    rule.head().observe(),
                    List.of());
            rules.add(
                    switch (rule) {
                        case Rule.Separate r ->
                            new Rule.Separate(
                                    head, r.entries(), r.per(), r.withinMillis(), r.atMost(), r.independence());
                        case Rule.Require r ->
                            new Rule.Require(head, r.trigger(), r.done(), r.approval(), r.voidAfter());
                        case Rule.Limit r ->
                            new Rule.Limit(head, r.of(), r.per(), r.maxCount(), r.maxSum(), r.withinMillis());
                    });
        }
        return new World(
                world.seed(),
                new Bundle(
                        bundle.name(),
                        bundle.digest(),
                        bundle.tools(),
                        bundle.types(),
                        bundle.levels(),
                        bundle.tiers(),
                        bundle.intents(),
                        rules),
                world.agents(),
                world.persons(),
                world.tools());
    }

    private static long inFlight(List<Recorded> history) {
        long open = 0;
        for (Recorded recorded : history) {
            open += switch (recorded.event()) {
                case Event.CallReserved reserved -> 1;
                case Event.CallSettled settled -> settled.settlement() instanceof Settlement.Unknown ? 0 : -1;
                case Event.CallReconciled reconciled -> -1;
                default -> 0;
            };
        }
        return open;
    }

    /** An upstream gives a new object a name that nobody used before the call. */
    private static Cue possible(Cue cue, List<Recorded> history) {
        Command command = switch (cue.command()) {
            case Command.SettleCall c -> new Command.SettleCall(c.call(), possible(c.settlement(), c.call(), history));
            case Command.ReconcileCall c ->
                new Command.ReconcileCall(c.call(), c.by(), possible(c.settlement(), c.call(), history), c.reason());
            default -> cue.command();
        };
        return new Cue(cue.atMillis(), command);
    }

    private static Settlement possible(Settlement settlement, long call, List<Recorded> history) {
        if (!(settlement instanceof Settlement.Succeeded succeeded)) {
            return settlement;
        }
        List<Key> created = new ArrayList<>();
        for (Key key : succeeded.created()) {
            boolean used = history.stream().anyMatch(recorded -> names(recorded.event(), key, call));
            created.add(used ? new Key(key.kind(), "new-" + call) : key);
        }
        return new Settlement.Succeeded(created);
    }

    /** Whether the event names the object before the call, or creates it. */
    private static boolean names(Event event, Key key, long call) {
        return switch (event) {
            case Event.CallReserved reserved ->
                reserved.call() < call
                        && (reserved.facts().objects().contains(key)
                                || reserved.facts().related().contains(key));
            case Event.CallSettled settled ->
                settled.settlement() instanceof Settlement.Succeeded other
                        && other.created().contains(key);
            case Event.CallReconciled reconciled ->
                reconciled.settlement() instanceof Settlement.Succeeded other
                        && other.created().contains(key);
            default -> false;
        };
    }
}
