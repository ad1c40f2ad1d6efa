package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes a story, one command after the other, in view of what was recorded so far. The same world, seed and history give
 * the same command. Not safe for use by several threads.
 */
public final class Playwright {

    private final World world;
    private final Dice dice;
    private final FactsGenerator facts;
    private final LeaseCues leases;
    private final AskCues asks;
    private final LaneCues lanes;
    private long clock = 1_000_000;

    public Playwright(World world) {
        this.world = world;
        this.dice = new Dice(world.seed() ^ 0x5DEECE66DL);
        this.facts = new FactsGenerator(world, dice);
        this.leases = new LeaseCues(dice, world, this::named);
        this.asks = new AskCues(dice, this::succeeded);
        this.lanes = new LaneCues(new Dice(world.seed() ^ 0x1A9E5L), world);
    }

    /** The next command after what was recorded. */
    public Cue next(List<Recorded> history) {
        pass();
        return new Cue(clock, asks.perhaps(command(new Plot(history))));
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
            return openTask(plot);
        }
        Optional<Command> lane = lanes.next(plot);
        if (lane.isPresent()) {
            return lane.get();
        }
        if (plot.justHeld && dice.percent(30)) {
            return answer(plot);
        }
        if (!plot.approved.isEmpty() && dice.percent(20)) {
            return repeat(plot);
        }
        if (!plot.held.isEmpty() && dice.percent(plot.delegations.isEmpty() ? 2 : 1)) {
            return delegation(plot);
        }
        if (!plot.held.isEmpty() && dice.percent(1)) {
            return withdraw(plot);
        }
        if (!plot.links.isEmpty() && dice.percent(35)) {
            return answerLink(plot);
        }
        if (dice.percent(plot.done.size() < 4 ? 1 : 8)) {
            return proposeLink(plot);
        }
        if (!plot.rejected.isEmpty() && dice.percent(20)) {
            return again(plot);
        }
        if (!plot.reserved.isEmpty() && dice.percent(8)) {
            return continuation(plot);
        }
        if (dice.percent(3)) {
            return asks.report(plot);
        }
        if (dice.percent(plot.barred.isEmpty() ? 4 : 15)) {
            return leases.next(plot);
        }
        int kind = dice.between(0, 99);
        if (kind < 7) {
            return observe(plot);
        } else if (kind < 20) {
            return plot.reserved.isEmpty() ? call(plot) : settle(plot);
        } else if (kind < 24) {
            return plot.unknown.isEmpty() ? call(plot) : dice.percent(45) ? reconcile(plot) : confirm(plot);
        } else if (kind < 35) {
            return plot.held.isEmpty() ? call(plot) : answer(plot);
        } else if (kind < 43) {
            return plot.held.isEmpty() ? call(plot) : repeat(plot);
        } else if (kind < 46) {
            return openTask(plot);
        } else if (kind < 47) {
            return amend(plot);
        } else if (kind < 48 && dice.percent(30)) {
            return declare(plot);
        } else if (kind < 48) {
            if (dice.percent(50)) {
                return bundle(plot);
            }
            return dice.percent(50) ? end(plot) : new Command.Tick();
        }
        return call(plot);
    }

    // --- who

    private Caller anybody() {
        if (dice.percent(1)) {
            return dice.oneOf(world.verifiers());
        }
        return dice.percent(80) ? dice.oneOf(world.agents()) : dice.oneOf(world.persons());
    }

    private Caller named(String name) {
        for (Caller agent : world.agents()) {
            if (agent.name().equals(name)) {
                return dice.percent(90) ? agent : anotherRuntime(agent);
            }
        }
        return world.persons().stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Caller anotherRuntime(Caller agent) {
        return new Caller(
                agent.name(),
                agent.name() + "#2",
                agent.kind(),
                agent.root(),
                agent.attributes(),
                agent.groups(),
                agent.implicitIntent(),
                agent.intents());
    }

    // --- tasks

    private Command openTask(Plot plot) {
        boolean below = !plot.tasks.isEmpty() && dice.percent(45);
        String name = dice.percent(65) ? "any" : dice.pick("most", "about", "few", dice.percent(10) ? "gone" : "few");
        Intent intent = world.bundle().intents().get(name);
        SortedSet<Key> objects = new TreeSet<>();
        if (intent != null) {
            for (Map.Entry<String, Cardinality> about : intent.about().entrySet()) {
                objects.add(facts.object(about.getKey()));
                if (about.getValue() == Cardinality.MANY || dice.percent(5)) {
                    objects.add(facts.object(about.getKey()));
                }
            }
        }
        if (dice.percent(2)) {
            objects.add(facts.object(dice.oneOf(World.TYPES)));
        }
        Caller agent = dice.percent(93) ? dice.oneOf(world.agents()) : dice.oneOf(world.persons());
        OptionalLong parent = OptionalLong.empty();
        Caller opener = dice.percent(60) ? agent : dice.oneOf(world.persons());
        if (below) {
            Event.TaskOpened above = dice.oneOf(plot.tasks);
            parent = OptionalLong.of(above.task());
            opener = dice.percent(85) ? named(above.agent()) : anybody();
        } else if (dice.percent(3)) {
            opener = anybody();
        }
        return new Command.OpenTask(
                opener,
                parent,
                agent,
                name,
                "sha-256:instruction",
                "do it",
                List.copyOf(objects),
                dice.percent(15) ? OptionalLong.of(dice.between(100, 5_000)) : OptionalLong.empty(),
                dice.percent(15) ? OptionalInt.of(dice.between(1, 10)) : OptionalInt.empty());
    }

    private Command amend(Plot plot) {
        Event.TaskOpened task = dice.oneOf(plot.tasks);
        Optional<List<Key>> objects = Optional.empty();
        if (dice.percent(40)) {
            SortedSet<Key> changed = new TreeSet<>(dice.some(task.objects(), dice.between(0, 2)));
            if (dice.percent(50) && !task.objects().isEmpty()) {
                changed.add(facts.object(task.objects().getFirst().kind()));
            }
            objects = Optional.of(List.copyOf(changed));
        }
        return new Command.AmendTask(
                task.task(),
                dice.percent(45) ? named(task.agent()) : dice.percent(85) ? dice.oneOf(world.persons()) : anybody(),
                objects,
                dice.percent(40) ? OptionalLong.of(dice.between(100, 25_000)) : OptionalLong.empty(),
                dice.percent(40) ? OptionalInt.of(dice.between(1, 40)) : OptionalInt.empty(),
                "as needed");
    }

    private Command end(Plot plot) {
        Event.TaskOpened task = dice.oneOf(plot.tasks);
        return new Command.EndTask(
                task.task(),
                dice.percent(70) ? named(task.agent()) : anybody(),
                dice.pick(EndReason.CLOSED, EndReason.CANCELLED));
    }

    // --- late links

    private Command proposeLink(Plot plot) {
        Link link = dice.percent(45) ? objects(plot) : values(plot);
        return new Command.ProposeLink(link, dice.percent(97) ? person() : anybody(), "found out");
    }

    private Caller person() {
        return dice.oneOf(world.persons());
    }

    /** Mostly two of one type that calls were about, for copies; sometimes an object and what it may belong to. */
    private Link objects(Plot plot) {
        Key child = facts.object(dice.oneOf(World.TYPES));
        if (!plot.done.isEmpty() && dice.percent(80)) {
            List<Key> objects = new ArrayList<>(dice.oneOf(plot.done).facts().objects());
            child = objects.isEmpty() ? child : dice.oneOf(objects);
        }
        String type = dice.percent(80) ? child.kind() : dice.oneOf(World.TYPES);
        return new Link.Objects(child, facts.object(type));
    }

    /** Mostly what two calls differ in; sometimes values that nobody has. */
    private Link values(Plot plot) {
        String attribute = dice.percent(75) ? dice.oneOf(World.ATTRIBUTES) : dice.pick("agent", "runtime");
        List<String> values = new ArrayList<>();
        for (Event.CallReserved call : plot.done) {
            if (call.actor().get(attribute) instanceof AttributeValue.Known known) {
                values.add(known.value());
            }
        }
        for (Event.CallHeld held : plot.approved) {
            if (held.actor().get(attribute) instanceof AttributeValue.Known known) {
                values.add(known.value());
            }
        }
        values.add(person().name());
        if (dice.percent(50)) {
            values.add(attribute.equals("runtime") ? person().runtime() : person().name());
        }
        String first = dice.oneOf(values);
        List<String> others =
                values.stream().filter(value -> !value.equals(first)).toList();
        return new Link.Values(attribute, first, others.isEmpty() ? first : dice.oneOf(others));
    }

    private Command answerLink(Plot plot) {
        Event.LinkProposed link = plot.links.getLast();
        List<Caller> others = world.persons().stream()
                .filter(person -> !person.name().equals(link.by().name()))
                .toList();
        return new Command.AnswerLink(
                dice.percent(97) ? link.link() : dice.between(0, 60),
                dice.percent(85) ? dice.oneOf(others) : anybody(),
                dice.percent(92),
                "looked into it");
    }

    // --- plans

    private Command declare(Plot plot) {
        Event.TaskOpened task = dice.oneOf(plot.tasks);
        List<PlanStep> steps = new ArrayList<>();
        for (int step = dice.between(dice.percent(95) ? 1 : 0, 4); step > 0; step--) {
            CallFacts what = facts.facts();
            steps.add(new PlanStep(
                    "s" + (dice.percent(98) ? step : 1),
                    dice.percent(50) || what.marks().isEmpty() ? what.tool() : "",
                    what.marks(),
                    what.risk(),
                    what.objects(),
                    what.creates(),
                    dice.percent(30) ? List.of("s" + dice.between(1, 4)) : List.of(),
                    List.of()));
        }
        List<Caller> cast = new ArrayList<>(world.agents());
        cast.addAll(world.persons());
        return new Command.DeclarePlan(task.task(), dice.percent(80) ? named(task.agent()) : anybody(), steps, cast);
    }

    // --- calls

    private Command call(Plot plot) {
        CallFacts what = facts.facts();
        if (dice.percent(8)) {
            return new Command.DecideCall(anybody(), OptionalLong.empty(), what);
        }
        Event.TaskOpened task = plot.live.isEmpty() || dice.percent(2) ? dice.oneOf(plot.tasks) : dice.oneOf(plot.live);
        if (dice.percent(1)) {
            return new Command.DecideCall(anybody(), OptionalLong.of(dice.pick(0L, task.task(), 10_000L)), what);
        }
        if (dice.percent(3)) {
            // With a token for one task, which need not be the one that is named.
            long only = dice.percent(50) ? task.task() : dice.oneOf(plot.tasks).task();
            return new Command.DecideCall(
                    named(task.agent()),
                    dice.percent(90) ? OptionalLong.of(task.task()) : OptionalLong.empty(),
                    what,
                    OptionalLong.empty(),
                    OptionalLong.of(only));
        }
        return new Command.DecideCall(named(task.agent()), OptionalLong.of(task.task()), what);
    }

    private Command repeat(Plot plot) {
        Event.CallHeld held = !plot.approved.isEmpty() && (plot.held.isEmpty() || dice.percent(80))
                ? dice.oneOf(plot.approved)
                : dice.oneOf(plot.held);
        OptionalLong continues = dice.percent(90) ? held.continues() : OptionalLong.empty();
        if (continues.isPresent() && dice.percent(30)) {
            // Its answers again, to another call of the tool.
            continues = plot.reserved.stream()
                    .filter(open -> open.task() == held.task()
                            && open.facts().tool().equals(held.facts().tool()))
                    .mapToLong(Event.CallReserved::call)
                    .max();
        }
        return new Command.DecideCall(
                named(held.actor().name()), OptionalLong.of(held.task()), held.facts(), continues);
    }

    /** A call in flight goes on with other facts; now and then it is none that can. */
    private Command continuation(Plot plot) {
        Event.CallReserved open = dice.oneOf(dice.percent(95) ? plot.reserved : plot.done);
        CallFacts what = dice.percent(97) ? facts.facts(open.facts().tool()) : facts.facts();
        if (dice.percent(20)) {
            what = open.facts();
        }
        Caller caller = named(open.actor().name());
        if (dice.percent(90) && !open.actor().get(Attributes.RUNTIME).equals(AttributeValue.known(caller.runtime()))) {
            caller = anotherRuntime(caller);
        }
        OptionalLong task = OptionalLong.of(open.task());
        if (dice.percent(3)) {
            task = OptionalLong.of(dice.oneOf(plot.tasks).task());
        } else if (dice.percent(2)) {
            task = OptionalLong.empty();
        }
        long call = dice.percent(98) ? open.call() : dice.between(0, 60);
        return new Command.DecideCall(caller, task, what, OptionalLong.of(call));
    }

    /** What was rejected is asked again, in another task or by somebody else. */
    private Command again(Plot plot) {
        Event.CallHeld rejected = dice.oneOf(plot.rejected);
        if (plot.live.isEmpty()) {
            return new Command.DecideCall(anybody(), OptionalLong.empty(), rejected.facts());
        }
        Event.TaskOpened task = dice.oneOf(plot.live);
        CallFacts what = rejected.call() % 4 == 0 ? FactsGenerator.withHalf(rejected.facts()) : rejected.facts();
        return new Command.DecideCall(named(task.agent()), OptionalLong.of(task.task()), what);
    }

    private Command observe(Plot plot) {
        Caller told = anybody();
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
        CallFacts what = facts.facts();
        List<Key> created = new ArrayList<>();
        if (dice.percent(97)) {
            what.creates().forEach(type -> created.add(facts.object(type)));
        }
        return new Command.Observe(
                source,
                dice.percent(1) ? "" : "id-" + dice.between(0, 1_000_000),
                actor,
                what,
                created,
                dice.percent(50) ? OptionalLong.of(clock - dice.between(0, 100)) : OptionalLong.empty());
    }

    /** The source names the call whose effect it tells of. */
    private Command toldOf(Event.CallReserved call, Caller source) {
        boolean honest = dice.percent(80);
        return new Command.Observe(
                source,
                "id-" + dice.between(0, 1_000_000),
                honest ? named(call.actor().name()) : anybody(),
                honest ? call.facts() : facts.facts(),
                named(call),
                OptionalLong.empty(),
                OptionalLong.of(call.call()));
    }

    private Command bundle(Plot plot) {
        Caller by = dice.percent(90) ? dice.oneOf(world.persons()) : anybody();
        if (plot.proposed.isEmpty()) {
            return new Command.ProposeBundle(by, "generated", "sha-256:" + dice.between(0, 3));
        }
        String digest = dice.percent(80) ? plot.proposed.getLast() : dice.oneOf(plot.proposed);
        return new Command.ActivateBundle(by, digest, dice.percent(20));
    }

    private Command settle(Plot plot) {
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

    private Settlement succeeded(Event.CallReserved call) {
        return new Settlement.Succeeded(dice.percent(97) ? named(call) : List.of());
    }

    private List<Key> named(Event.CallReserved call) {
        List<Key> named = new ArrayList<>();
        call.facts().creates().forEach(type -> named.add(facts.object(type)));
        return named;
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

    private Command confirm(Plot plot) {
        Event.CallReserved call =
                dice.percent(97) || plot.reserved.isEmpty() ? dice.oneOf(plot.unknown) : dice.oneOf(plot.reserved);
        long last = dice.pick(0L, 0L, 60L, 400L);
        return new Command.ConfirmCall(
                call.call(),
                dice.percent(98) ? known(call) : new Settlement.Unknown("no answer"),
                new Confirmation.Read("look", "sha-256:" + dice.between(0, 3), clock - dice.between(0, 100)),
                last);
    }

    private Command reconcile(Plot plot) {
        Caller by = dice.percent(95) ? dice.oneOf(world.persons()) : anybody();
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

    private Command answer(Plot plot) {
        Event.CallHeld held = dice.percent(50) ? plot.held.getLast() : dice.oneOf(plot.held);
        var answer = new Command.AnswerHold(
                dice.percent(98) ? held.hold() : dice.between(0, 60),
                dice.percent(97) ? answerer() : anybody(),
                dice.percent(75),
                "looked at it",
                confirmation(held),
                dice.percent(20) ? Optional.of(dice.percent(85) ? held.digest() : "another") : Optional.empty(),
                dice.percent(5) ? Optional.of("chat") : Optional.empty(),
                dice.percent(90) ? world.persons() : List.of());
        return plot.held.size() > 1 && dice.percent(10) ? alike(plot, answer) : answer;
    }

    private Caller answerer() {
        return dice.percent(85) ? dice.oneOf(world.persons()) : dice.oneOf(world.verifiers());
    }

    private Optional<String> confirmation(Event.CallHeld held) {
        String code = BindingCode.of(held.digest(), held.hold());
        int kind = dice.between(0, 99);
        return kind < 70 ? Optional.of(code) : kind < 75 ? Optional.of("AAAA-AAAA") : Optional.empty();
    }

    private Command alike(Plot plot, Command.AnswerHold like) {
        List<Command.AnswerHold> answers = new ArrayList<>();
        for (Event.CallHeld held : plot.held) {
            if (dice.percent(80)) {
                boolean approve = dice.percent(97) == like.approve();
                answers.add(new Command.AnswerHold(held.hold(), like.by(), approve, like.comment()));
            }
        }
        return new HoldCommand.AnswerLike(answers);
    }

    private Command withdraw(Plot plot) {
        Event.CallHeld held = dice.oneOf(plot.held);
        return new HoldCommand.Withdraw(
                dice.percent(97) ? held.hold() : dice.between(0, 60),
                dice.percent(70) ? dice.oneOf(world.agents()) : dice.oneOf(world.persons()),
                "not needed");
    }

    private Command delegation(Plot plot) {
        if (!plot.delegations.isEmpty() && dice.percent(15)) {
            long number = dice.oneOf(plot.delegations).delegation();
            return dice.percent(30)
                    ? new HoldCommand.ReviewDelegations(dice.some(world.persons(), 3))
                    : new HoldCommand.EndDelegation(number, dice.oneOf(world.persons()), dice.percent(30));
        }
        return new HoldCommand.Delegate(
                dice.oneOf(world.persons()),
                dice.percent(97) ? dice.oneOf(world.persons()) : anybody(),
                dice.pick("approvers", "approvers", "auditors"),
                dice.pick(300L, 5_000L, 5_000L, dice.percent(5) ? 0L : 1_000_000L),
                "away");
    }
}
