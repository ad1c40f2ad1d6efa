package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.policy.BreakGlass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The commands about break-glass lanes, and those that are given in them. */
final class LaneCues {

    private final Dice dice;
    private final World world;
    private final FactsGenerator facts;

    /** Takes dice with a seed of their own: worlds without lanes have the stories that they had. */
    LaneCues(Dice dice, World world) {
        this.dice = dice;
        this.world = world;
        this.facts = new FactsGenerator(world, dice, new SchemaCues(world));
    }

    /** The next command, if it is to be one about lanes. */
    Optional<Command> next(Plot plot) {
        if (world.bundle().breakGlass().isEmpty()) {
            return dice.percent(1) && dice.percent(20) ? Optional.of(propose()) : Optional.empty();
        }
        if (!plot.proposedLanes.isEmpty() && dice.percent(35)) {
            return Optional.of(confirm(plot));
        }
        if (!plot.openLanes.isEmpty() && dice.percent(22)) {
            return Optional.of(inLane(plot));
        }
        if (!plot.endedLanes.isEmpty() && dice.percent(20)) {
            return Optional.of(review(plot));
        }
        if (plot.openLanes.isEmpty() && dice.percent(10)) {
            return Optional.of(propose());
        }
        return dice.percent(2) ? Optional.of(propose()) : Optional.empty();
    }

    private Command propose() {
        TreeSet<String> duties = new TreeSet<>(
                dice.percent(70)
                        ? List.of()
                        : dice.percent(90)
                                ? dice.some(
                                        world.bundle().breakGlass().map(BreakGlass::allow).orElse(Set.of()).stream()
                                                .sorted()
                                                .toList(),
                                        3)
                                : List.of(dice.oneOf(World.DUTIES)));
        List<Key> objects = new ArrayList<>();
        if (dice.percent(20)) {
            objects.add(facts.object(dice.oneOf(World.TYPES)));
            objects.add(facts.object(dice.oneOf(World.TYPES)));
        }
        return new LaneCommand.Propose(
                dice.percent(95) ? dice.oneOf(world.persons()) : dice.oneOf(world.agents()),
                dice.percent(97) ? dice.oneOf(world.agents()) : dice.oneOf(world.persons()),
                new LaneScope(duties, objects),
                dice.percent(30) ? OptionalLong.of(dice.between(0, 12_000)) : OptionalLong.empty(),
                dice.percent(98) ? "it is on fire" : " ",
                dice.percent(85) ? Optional.of("INC-1") : Optional.empty());
    }

    private Command confirm(Plot plot) {
        LaneEvent.Proposed lane = dice.oneOf(List.copyOf(plot.proposedLanes.values()));
        if (dice.percent(5)) {
            return new LaneCommand.End(lane.lane(), somebody());
        }
        String agent =
                dice.percent(97) ? lane.agent() : dice.oneOf(world.agents()).name();
        return new LaneCommand.Confirm(number(lane.lane()), somebody(), registered(agent));
    }

    private Command inLane(Plot plot) {
        LaneEvent.Opened lane = dice.oneOf(List.copyOf(plot.openLanes.values()));
        Caller caller = instance(lane);
        int kind = dice.between(0, 99);
        if (kind < 6) {
            return new LaneCommand.End(number(lane.lane()), somebody());
        } else if (kind < 9) {
            return new LaneCommand.Review(lane.lane(), somebody(), true, "too early");
        } else if (kind < 15) {
            return new LeaseCommand.Issue(
                    caller,
                    lane.task(),
                    OptionalLong.empty(),
                    "reports",
                    "lane-token",
                    new TreeMap<>(),
                    dice.percent(50),
                    OptionalLong.empty());
        } else if (kind < 20) {
            return new LaneCommand.Admit(number(lane.lane()), opener(lane), caller, "d" + dice.between(0, 9));
        } else if (kind < 27) {
            // The instance tries to act elsewhere.
            OptionalLong task = plot.live.isEmpty() || dice.percent(50)
                    ? OptionalLong.empty()
                    : OptionalLong.of(dice.oneOf(plot.live).task());
            return new Command.DecideCall(caller, task, facts.facts());
        }
        return new Command.DecideCall(
                caller,
                OptionalLong.of(lane.task()),
                facts.facts(),
                OptionalLong.empty(),
                dice.percent(97) ? OptionalLong.of(lane.task()) : OptionalLong.empty());
    }

    private Command review(Plot plot) {
        LaneEvent.Opened lane = dice.oneOf(List.copyOf(plot.endedLanes.values()));
        return new LaneCommand.Review(number(lane.lane()), somebody(), dice.percent(75), "looked at all of it");
    }

    private long number(long lane) {
        return dice.percent(98) ? lane : dice.between(0, 60);
    }

    private Caller somebody() {
        return dice.percent(97) ? dice.oneOf(world.persons()) : dice.oneOf(world.agents());
    }

    /** One of those who opened the lane, mostly. */
    private Caller opener(LaneEvent.Opened lane) {
        String name = dice.oneOf(lane.openers()).name();
        return dice.percent(80)
                ? world.persons().stream()
                        .filter(person -> person.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                : somebody();
    }

    private Caller registered(String name) {
        return world.agents().stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The instance that acts in the lane, mostly one of its own for it; now and then one that may have acted elsewhere. */
    private Caller instance(LaneEvent.Opened lane) {
        Caller agent = registered(lane.agent());
        String runtime = dice.percent(90)
                ? agent.name() + "#lane-" + lane.lane()
                : dice.pick(agent.runtime(), agent.name() + "#2", agent.name() + "#lane");
        return new Caller(
                agent.name(),
                runtime,
                agent.person(),
                agent.root(),
                agent.attributes(),
                agent.groups(),
                agent.implicitIntent(),
                agent.intents());
    }
}
