package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Commands that end calls: as their caller, a source, a read or a person tells. */
final class OutcomeCues {

    private final Dice dice;
    private final World world;
    private final Cast cast;
    private final FactsGenerator facts;
    /** Chooses what can be read in several ways; by itself, so that other observations are as they were. */
    private final Dice ofReadings;
    /** Chooses what is told of calls in flight; by itself, too. */
    private final Dice inFlight;

    OutcomeCues(Dice dice, World world, Cast cast, FactsGenerator facts) {
        this.dice = dice;
        this.world = world;
        this.cast = cast;
        this.facts = facts;
        this.ofReadings = new Dice(world.seed() ^ 0xA3B16L);
        this.inFlight = new Dice(world.seed() ^ 0xF116BL);
    }

    Command observe(Plot plot, long clock) {
        Caller told = cast.anybody();
        String runtime = dice.percent(40) ? told.runtime() : "";
        Caller actor = new Caller(
                told.name(),
                runtime,
                told.person(),
                told.root(),
                told.attributes(),
                told.groups(),
                told.implicitIntent());
        String name = dice.percent(3) ? "stranger" : dice.pick("erp-audit", "erp-audit", "bank-feed");
        Caller source = new Caller(name, name + "#1", false, false, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        if (!plot.observed.isEmpty() && dice.percent(5)) {
            Event.CallObserved again = dice.oneOf(plot.observed);
            return new Command.Observe(source, again.id(), actor, again.facts(), again.created(), OptionalLong.empty());
        }
        if (!plot.unknown.isEmpty() && dice.percent(25)) {
            return toldOf(dice.oneOf(plot.unknown), source);
        }
        if (!plot.reserved.isEmpty() && inFlight.percent(20)) {
            return toldOf(inFlight.oneOf(plot.reserved), source);
        }
        CallFacts what = facts.facts();
        List<Key> created = dice.percent(97) ? facts.created(what, 0) : List.of();
        return perhapsAmbiguous(new Command.Observe(
                source,
                dice.percent(1) ? "" : "id-" + dice.between(0, 1_000_000),
                actor,
                what,
                created,
                dice.percent(50) ? OptionalLong.of(clock - dice.between(0, 100)) : OptionalLong.empty()));
    }

    /** An observation in which the source names the call whose effect it tells of. */
    private Command toldOf(Event.CallReserved call, Caller source) {
        boolean honest = dice.percent(80);
        return perhapsAmbiguous(new Command.Observe(
                source,
                "id-" + dice.between(0, 1_000_000),
                honest ? cast.named(call.actor().name()) : cast.anybody(),
                honest ? call.facts() : facts.facts(),
                named(call),
                OptionalLong.empty(),
                OptionalLong.of(call.call())));
    }

    /** The observation, now and then as one that can be read in several ways. */
    private Command perhapsAmbiguous(Command.Observe told) {
        if (!ofReadings.percent(10)) {
            return told;
        }
        return new Command.Observe(
                told.source(),
                told.id(),
                told.actor(),
                told.facts(),
                told.created(),
                told.outsideMillis(),
                told.call(),
                true);
    }

    Command settle(Plot plot) {
        if (dice.percent(2)) {
            return new Command.SettleCall(dice.between(0, 60), new Settlement.Failed("nobody knows"));
        }
        Event.CallReserved call = dice.oneOf(plot.reserved);
        int how = dice.between(0, 99);
        return new Command.SettleCall(
                call.call(),
                how < 75 ? succeeded(call) : how < 84 ? new Settlement.Failed("refused") : unknown(call),
                dice.percent(40) ? Optional.of(inspection()) : Optional.empty());
    }

    private Inspection inspection() {
        SortedSet<String> labels = new TreeSet<>();
        for (String label : World.LABELS) {
            if (dice.percent(40)) {
                labels.add(label);
            }
        }
        return new Inspection(labels, dice.percent(10) ? List.of("something is in it") : List.of(), facts.conditions());
    }

    Settlement succeeded(Event.CallReserved call) {
        boolean complete = dice.percent(97);
        if (call.facts().creates().stream().noneMatch(call.facts()::eachCreates)) {
            return new Settlement.Succeeded(complete ? named(call) : List.of(), facts.undone(call.facts()));
        }
        List<Integer> undone = facts.undone(call.facts());
        return new Settlement.Succeeded(
                complete
                        ? facts.created(
                                call.facts(),
                                Math.min(undone.size(), call.facts().elements().size()))
                        : List.of(),
                undone);
    }

    private List<Key> named(Event.CallReserved call) {
        return facts.created(call.facts(), 0);
    }

    /** An error that names what it is about, or no answer at all. */
    private Settlement unknown(Event.CallReserved call) {
        List<Key> named = new ArrayList<>(dice.percent(60) ? named(call) : List.of());
        if (dice.percent(20)) {
            named.addAll(named(call));
        }
        return new Settlement.Unknown("no answer", named);
    }

    private Settlement known(Event.CallReserved call) {
        return dice.percent(10)
                ? new Settlement.Existed(named(call), List.of())
                : dice.percent(50) ? succeeded(call) : new Settlement.Failed("not found upstream");
    }

    Command confirm(Plot plot, long clock) {
        Event.CallReserved call =
                dice.percent(97) || plot.reserved.isEmpty() ? dice.oneOf(plot.unknown) : dice.oneOf(plot.reserved);
        long last = dice.pick(0L, 0L, 60L, 400L);
        return new Command.ConfirmCall(
                call.call(),
                dice.percent(98) ? known(call) : new Settlement.Unknown("no answer"),
                new Confirmation.Read("look", "sha-256:" + dice.between(0, 3), clock - dice.between(0, 100)),
                last);
    }

    Command reconcile(Plot plot) {
        Caller by = dice.percent(95) ? dice.oneOf(world.persons()) : cast.anybody();
        if (plot.unknown.size() > 1 && dice.percent(30)) {
            List<Command.ReconcileCall> calls = new ArrayList<>();
            plot.unknown.forEach(call -> calls.add(reconcile(call, by)));
            return new Command.ReconcileCalls(calls);
        }
        return reconcile(dice.oneOf(plot.unknown), by);
    }

    private Command.ReconcileCall reconcile(Event.CallReserved call, Caller by) {
        return new Command.ReconcileCall(call.call(), by, known(call), "asked upstream", dice.percent(25));
    }
}
