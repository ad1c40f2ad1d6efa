package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.FurtherArguments;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a story, one command after the other, in view of what was recorded so far. The same world, seed and history give
 * the same command. Not safe for use by several threads.
 */
public final class Playwright {

    /** The time at which stories of doubtful clocks begin: so long after 1970 that clocks can be set back by 400 days many times over. */
    public static final long START = 500_000_000_000L;

    private final World world;
    private final Dice dice;
    private final Cast cast;
    private final TaskCues tasks;
    private final CallCues calls;
    private final OutcomeCues outcomes;
    private final HoldCues holds;
    private final LinkCues links;
    private final LeaseCues leases;
    private final AskCues asks;
    private final LaneCues lanes;
    private final SchemaCues schemas;
    private final ContactCues contacts;
    private final ConfigurationCues configurations;
    private final RegistrationCues registrations;
    private final LedgerCues ledger;
    /** The dice for further arguments, which are its own so that other stories are as they were. */
    private final Dice ofShown;

    private final ClockCues clocks;

    private long clock;

    public Playwright(World world) {
        this(world, ClockCues.believed(world), 1_000_000);
    }

    /** A playwright in whose stories clocks are set and machines started anew, in some of the worlds. */
    public static Playwright ofDoubtfulClocks(World world) {
        return new Playwright(world, ClockCues.doubtful(world), START);
    }

    private Playwright(World world, ClockCues clocks, long start) {
        this.clocks = clocks;
        this.clock = start;
        this.world = world;
        this.dice = new Dice(world.seed() ^ 0x5DEECE66DL);
        this.cast = new Cast(dice, world);
        this.schemas = new SchemaCues(world);
        this.contacts = new ContactCues(world);
        this.configurations = new ConfigurationCues(world);
        this.registrations = new RegistrationCues(world);
        this.ledger = new LedgerCues(world);
        FactsGenerator facts = new FactsGenerator(world, dice, schemas);
        this.tasks = new TaskCues(dice, world, cast, facts);
        this.calls = new CallCues(dice, cast, facts, schemas);
        this.outcomes = new OutcomeCues(dice, world, cast, facts);
        this.holds = new HoldCues(dice, world, cast);
        this.links = new LinkCues(dice, world, cast, facts);
        this.leases = new LeaseCues(dice, world, cast::named);
        this.asks = new AskCues(dice, outcomes::succeeded);
        this.ofShown = new Dice(world.seed() ^ 0x5404EL);
        this.lanes = new LaneCues(new Dice(world.seed() ^ 0x1A9E5L), world);
    }

    /** The next command after what was recorded. */
    public Cue next(List<Recorded> history) {
        pass();
        Plot plot = new Plot(history);
        Command command = clocks.next(plot, clock).orElseGet(() -> ordinary(plot, history));
        return new Cue(clocks.now(clock), command);
    }

    private Command ordinary(Plot plot, List<Recorded> history) {
        Command command = registrations.perhaps(configurations.perhaps(schemas.perhaps(asks.perhaps(command(plot)))));
        command = contacts.perhaps(command, plot);
        return shown(ledger.perhaps(command, history));
    }

    /** The command, now and then with arguments of a call that its facts do not show. Nothing is decided by them. */
    private Command shown(Command command) {
        if (!(command instanceof Command.DecideCall call) || !ofShown.percent(10)) {
            return command;
        }
        var unread = new TreeMap<String, Object>();
        unread.put("note", ofShown.pick("a", "b"));
        return call.showing(new FurtherArguments(
                unread,
                new TreeMap<>(),
                ofShown.percent(50) ? Optional.of(new FurtherArguments.Rest(2, "sha-256:1")) : Optional.empty()));
    }

    private void pass() {
        int kind = dice.between(0, 99);
        if (kind < 60) {
            clock += dice.between(0, 5);
        } else if (kind < 90) {
            clock += dice.between(5, 60);
        } else if (kind < 99) {
            clock += dice.between(60, 600);
        } else {
            clock += dice.between(600, 5_000);
        }
    }

    private Command command(Plot plot) {
        if (plot.tasks.size() < 2) {
            return tasks.open(plot);
        }
        Optional<Command> lane = lanes.next(plot);
        if (lane.isPresent()) {
            return lane.get();
        }
        if (plot.justHeld && dice.percent(30)) {
            return holds.answer(plot);
        }
        if (!plot.approved.isEmpty() && dice.percent(20)) {
            return calls.repeat(plot);
        }
        if (!plot.held.isEmpty() && dice.percent(plot.delegations.isEmpty() ? 2 : 1)) {
            return holds.delegation(plot);
        }
        if (!plot.held.isEmpty() && dice.percent(1)) {
            return holds.withdraw(plot);
        }
        if (!plot.links.isEmpty() && dice.percent(35)) {
            return links.answer(plot);
        }
        if (dice.percent(plot.done.size() < 4 ? 1 : 8)) {
            return links.propose(plot);
        }
        if (!plot.rejected.isEmpty() && dice.percent(20)) {
            return calls.again(plot);
        }
        if (!plot.reserved.isEmpty() && dice.percent(8)) {
            return calls.continuation(plot);
        }
        List<Event.CallReserved> repeatable = calls.repeatable(plot, world);
        if (!repeatable.isEmpty() && dice.percent(15)) {
            return calls.sentAgain(dice.oneOf(repeatable));
        }
        if (dice.percent(3)) {
            return asks.report(plot);
        }
        if (dice.percent(plot.barred.isEmpty() ? 4 : 15)) {
            return leases.next(plot);
        }
        return anything(plot);
    }

    /** A command of whatever kind, mostly a call. */
    private Command anything(Plot plot) {
        int kind = dice.between(0, 99);
        if (kind < 7) {
            return outcomes.observe(plot, clocks.now(clock));
        } else if (kind < 20) {
            return plot.reserved.isEmpty() ? calls.call(plot) : outcomes.settle(plot);
        } else if (kind < 24) {
            return plot.unknown.isEmpty()
                    ? calls.call(plot)
                    : dice.percent(45) ? outcomes.reconcile(plot) : outcomes.confirm(plot, clocks.now(clock));
        } else if (kind < 35) {
            return plot.held.isEmpty() ? calls.call(plot) : holds.answer(plot);
        } else if (kind < 43) {
            return plot.held.isEmpty() ? calls.call(plot) : calls.repeat(plot);
        } else if (kind < 46) {
            return tasks.open(plot);
        } else if (kind < 47) {
            return tasks.amend(plot);
        } else if (kind < 48 && dice.percent(30)) {
            return tasks.declare(plot);
        } else if (kind < 48) {
            if (dice.percent(50)) {
                return bundle(plot);
            }
            return dice.percent(50) ? tasks.end(plot) : new Command.Tick();
        }
        return calls.call(plot);
    }

    private Command bundle(Plot plot) {
        Caller by = dice.percent(90) ? dice.oneOf(world.persons()) : cast.anybody();
        if (plot.proposed.isEmpty()) {
            return new Command.ProposeBundle(by, "generated", "sha-256:" + dice.between(0, 3));
        }
        String digest = dice.percent(80) ? plot.proposed.getLast() : dice.oneOf(plot.proposed);
        return new Command.ActivateBundle(by, digest, dice.percent(20));
    }
}
