package dev.interlock.properties.central;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.testkit.generate.Cue;
import dev.interlock.testkit.generate.Playwright;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.WorldGenerator;
import dev.interlock.testkit.simulate.EngineSubject;
import dev.interlock.testkit.simulate.ReferenceSubject;
import dev.interlock.testkit.simulate.Story;
import dev.interlock.testkit.simulate.StoryText;
import dev.interlock.testkit.simulate.Subject;
import dev.interlock.testkit.simulate.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A permit stays right under every outcome and every order of effect of the calls in flight. */
class CentralPropertyTest {

    private static final long STORIES = Long.getLong("interlock.central.stories", 3_500);
    private static final long SEED = Long.getLong("interlock.seed", 1);
    private static final int IN_FLIGHT = 4;

    private final LongAdder traces = new LongAdder();
    private final LongAdder permits = new LongAdder();
    private final LongAdder existing = new LongAdder();
    private final LongAdder wide = new LongAdder();
    private final LongAdder told = new LongAdder();
    private final LongAdder creating = new LongAdder();

    @Test
    void permitsOfTheReferenceStayRight() {
        permitsStayRight(SEED, ReferenceSubject::new);
    }

    @Test
    void permitsOfTheEngineStayRight() {
        permitsStayRight(SEED + STORIES, EngineSubject::new);
    }

    private void permitsStayRight(long first, Subject.Factory factory) {
        List<String> broken = LongStream.range(first, first + STORIES)
                .parallel()
                .mapToObj(seed -> play(seed, factory))
                .flatMap(Optional::stream)
                .toList();
        System.out.println("central property: " + permits + " permits, " + existing + " returned what existed, " + wide
                + " about all, " + creating + " created by elements, " + told + " told of, " + traces
                + " linear histories");
        if (!broken.isEmpty()) {
            fail(broken.size() + " broken:\n"
                    + broken.stream()
                            .map(told -> told.lines().findFirst().orElse(""))
                            .collect(Collectors.joining("\n"))
                    + "\nthe shortest:\n"
                    + broken.stream()
                            .min((a, b) -> Integer.compare(a.length(), b.length()))
                            .orElseThrow());
        }
        assertThat(traces.sum()).isGreaterThan(STORIES);
        assertThat(existing.sum()).as("creations that returned what existed").isGreaterThan(STORIES / 100);
        assertThat(told.sum()).as("calls that a source told of").isGreaterThan(STORIES / 200);
        assertThat(creating.sum())
                .as("calls whose elements create an object each")
                .isGreaterThan(STORIES / 100);
        assertThat(wide.sum()).as("calls about all objects of a type").isGreaterThan(STORIES / 100);
    }

    private Optional<String> play(long seed, Subject.Factory factory) {
        World world = WorldGenerator.world(seed);
        Playwright playwright = new Playwright(world);
        Subject subject = factory.empty(world.bundle());
        Writer writer = new Writer(world.bundle());
        subject.apply(writer.record(
                new Event.BundleActivated("generated", world.bundle().digest(), "test"), 1_000_000));
        List<Story.Scene> scenes = new ArrayList<>();
        long reserved = 0;
        long existed = 0;
        for (int i = 0; i < 30 && reserved < 6; i++) {
            Cue cue = possible(playwright.next(writer.recorded()), writer.recorded());
            if (cue.command() instanceof Command.AnswerLink answer && !isStatement(answer, writer.recorded())) {
                continue; // a late link rewrites no decision: what it completes is said, not prevented
            }
            if (cue.command() instanceof Command.DecideCall call
                    && call.continues().isEmpty()
                    && inFlight(writer.recorded()) >= IN_FLIGHT) {
                continue;
            }
            long now = cue.atMillis();
            Decision decision = subject.decide(cue.command(), now);
            if (decision.events().stream().anyMatch(Event.CallObserved.class::isInstance)) {
                continue; // could not have been prevented, so it may make any permit wrong
            }
            told.add(told(cue.command(), decision));
            scenes.add(new Story.Scene(cue, writer.recorded().size(), decision));
            writer.record(decision, now).forEach(subject::apply);
            existed += existed(decision);
            reserved += decision.events().stream()
                    .filter(event -> event instanceof Event.CallReserved)
                    .count();
        }
        permits.add(reserved);
        existing.add(existed);
        wide.add(scenes.stream()
                .flatMap(scene -> scene.decision().events().stream())
                .filter(event -> event instanceof Event.CallReserved permitted
                        && !permitted.facts().all().isEmpty())
                .count());
        creating.add(scenes.stream()
                .flatMap(scene -> scene.decision().events().stream())
                .filter(event -> event instanceof Event.CallReserved permitted
                        && permitted.facts().elements().size() > 1
                        && permitted.facts().creates().stream().anyMatch(permitted.facts()::eachCreates))
                .count());
        Orders orders = new Orders(world.bundle(), writer.recorded());
        Optional<String> broken = orders.firstBroken();
        traces.add(orders.traces());
        return broken.map(
                what -> what + "\n" + StoryText.of(new Story(world, scenes, writer.recorded(), Optional.empty())));
    }

    /** Returns whether the link says what was unknown, which completes nothing. */
    private static boolean isStatement(Command.AnswerLink answer, List<Recorded> history) {
        return history.stream()
                .anyMatch(recorded -> recorded.event() instanceof Event.LinkProposed proposed
                        && proposed.link() == answer.link()
                        && proposed.what() instanceof Link.Unknown);
    }

    private static long told(Command command, Decision decision) {
        return command instanceof Command.Observe
                ? decision.events().stream()
                        .filter(event -> event instanceof Event.CallConfirmed)
                        .count()
                : 0;
    }

    private static long existed(Decision decision) {
        return decision.events().stream()
                .filter(event -> event instanceof Event.CallSettled settled
                        && settled.settlement() instanceof Settlement.Existed)
                .count();
    }

    private static long inFlight(List<Recorded> history) {
        long open = 0;
        Set<Long> unclear = new HashSet<>();
        for (Recorded recorded : history) {
            open += switch (recorded.event()) {
                case Event.CallReserved reserved -> reserved.continues().isPresent() ? 0 : 1;
                case Event.CallSettled settled ->
                    settled.settlement() instanceof Settlement.Unknown && unclear.add(settled.call()) ? 0 : -1;
                case Event.CallRepeated repeated -> {
                    unclear.remove(repeated.call());
                    yield 0;
                }
                case Event.CallConfirmed confirmed -> unclear.remove(confirmed.call()) ? -1 : 0;
                case Event.CallReconciled reconciled -> -1;
                default -> 0;
            };
        }
        return open;
    }

    /** An upstream gives a new object a name that nothing has, or it returns what existed; it does not lie. */
    private static Cue possible(Cue cue, List<Recorded> history) {
        Names names = new Names();
        history.forEach(recorded -> names.see(recorded.event()));
        Command command = switch (cue.command()) {
            case Command.SettleCall c -> new Command.SettleCall(c.call(), possible(c.settlement(), c.call(), names));
            case Command.ConfirmCall c ->
                new Command.ConfirmCall(c.call(), possible(c.settlement(), c.call(), names), c.read(), c.finalMillis());
            case Command.Observe c
            when c.call().isPresent()
                    && c.facts().creates().size() == c.created().size() ->
                new Command.Observe(
                        c.source(),
                        c.id(),
                        c.actor(),
                        c.facts(),
                        possible(new Settlement.Succeeded(c.created()), c.call().getAsLong(), names)
                                .named(),
                        c.outsideMillis(),
                        c.call(),
                        c.ambiguous());
            case Command.ReconcileCall c -> possible(c, names);
            case Command.ReconcileCalls c ->
                new Command.ReconcileCalls(
                        c.calls().stream().map(one -> possible(one, names)).toList());
            default -> cue.command();
        };
        return new Cue(cue.atMillis(), command);
    }

    private static Command.ReconcileCall possible(Command.ReconcileCall c, Names names) {
        return new Command.ReconcileCall(
                c.call(), c.by(), possible(c.settlement(), c.call(), names), c.reason(), c.singleAdministrator());
    }

    private static Settlement possible(Settlement settlement, long call, Names names) {
        if (!(settlement instanceof Settlement.Succeeded succeeded)) {
            return settlement;
        }
        List<Key> created = new ArrayList<>();
        for (Key key : succeeded.created()) {
            boolean possible = names.mayCreate(call, key) || (call % 3 != 0 && names.isOld(call, key));
            created.add(
                    possible && !created.contains(key) ? key : new Key(key.kind(), Names.fresh(call, created.size())));
        }
        return new Settlement.Succeeded(created, succeeded.undone());
    }
}
