package dev.interlock.testkit.generate;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/** The commands about leases, and about who may act at all. */
final class LeaseCues {

    private final Dice dice;
    private final World world;
    private final Function<String, Caller> named;

    /** @param named the agent or person of a name, now and then as another running instance */
    LeaseCues(Dice dice, World world, Function<String, Caller> named) {
        this.dice = dice;
        this.world = world;
        this.named = named;
    }

    Command next(Plot plot) {
        if (!plot.resumes.isEmpty() && dice.percent(60)) {
            return answer(plot);
        }
        if (!plot.barred.isEmpty() && dice.percent(60)) {
            return propose(plot);
        }
        int kind = dice.between(0, 99);
        if (kind < 32 && !plot.leases.isEmpty()) {
            return change(plot);
        } else if (kind < 42 && !(plot.leases.isEmpty() && plot.ended.isEmpty())) {
            return confirm(plot);
        } else if (kind < 48) {
            return new Command.Tick();
        } else if (kind < 54) {
            return bar();
        }
        return issue(plot);
    }

    private Command issue(Plot plot) {
        Event.TaskOpened task = plot.live.isEmpty() || dice.percent(3) ? dice.oneOf(plot.tasks) : dice.oneOf(plot.live);
        OptionalLong call = OptionalLong.empty();
        Caller caller = named.apply(task.agent());
        if (!plot.reserved.isEmpty() && dice.percent(30)) {
            Event.CallReserved open = dice.oneOf(plot.reserved);
            call = OptionalLong.of(open.call());
            if (dice.percent(90)) {
                long its = open.task();
                task = plot.tasks.stream()
                        .filter(one -> one.task() == its)
                        .findFirst()
                        .orElse(task);
                caller = named.apply(open.actor().name());
            }
        }
        return new LeaseCommand.Issue(
                dice.percent(3) ? dice.oneOf(world.agents()) : caller,
                dice.percent(2) ? 10_000 : task.task(),
                call,
                "reports",
                dice.pick("postgres", "task-token"),
                new TreeMap<>(dice.percent(50) ? Map.of("audience", "reports") : Map.of()),
                dice.percent(50),
                dice.percent(40) ? OptionalLong.of(dice.between(0, 800)) : OptionalLong.empty());
    }

    private Command change(Plot plot) {
        LeaseEvent.Issued lease = dice.oneOf(List.copyOf(plot.leases.values()));
        long number = dice.percent(95) ? lease.lease() : dice.between(0, 60);
        Caller holder = named.apply(lease.actor().name());
        if (dice.percent(50)) {
            return new LeaseCommand.Renew(
                    number, holder, dice.percent(70) ? OptionalLong.of(dice.between(0, 800)) : OptionalLong.empty());
        }
        Optional<Caller> by = switch (dice.between(0, 3)) {
            case 0 -> Optional.of(holder);
            case 1 -> Optional.of(dice.oneOf(world.agents()));
            case 2 -> Optional.of(dice.oneOf(world.persons()));
            default -> Optional.empty();
        };
        return new LeaseCommand.Revoke(number, by, "no longer");
    }

    private Command confirm(Plot plot) {
        if (!plot.ended.isEmpty() && dice.percent(60)) {
            return new LeaseCommand.Confirm(dice.oneOf(plot.ended).lease(), LeaseStep.WITHDRAWN);
        }
        long lease = plot.leases.isEmpty() ? dice.between(0, 60) : dice.oneOf(List.copyOf(plot.leases.keySet()));
        return new LeaseCommand.Confirm(lease, dice.percent(85) ? LeaseStep.ISSUED : LeaseStep.WITHDRAWN);
    }

    private Command bar() {
        Caller by = dice.percent(95) ? dice.oneOf(world.persons()) : dice.oneOf(world.agents());
        Caller agent = dice.oneOf(world.agents());
        if (dice.percent(25)) {
            List<Caller> registered = new ArrayList<>(world.persons());
            for (Caller one : world.agents()) {
                if (!one.equals(agent) || dice.percent(40)) {
                    registered.add(one.equals(agent) ? orphan(one) : one);
                }
            }
            return new AgentCommand.Review(registered);
        }
        if (dice.percent(50) && agent.attribute(Attributes.OWNER) instanceof AttributeValue.Known owner) {
            List<String> agents = world.agents().stream()
                    .filter(one -> one.attribute(Attributes.OWNER).equals(owner))
                    .map(Caller::name)
                    .toList();
            return new AgentCommand.OwnerGone(owner.value(), dice.percent(80) ? agents : List.of(), by, "left");
        }
        return new AgentCommand.Suspend(agent.name(), by, "acts strangely");
    }

    private static Caller orphan(Caller agent) {
        var attributes = new TreeMap<>(agent.attributes());
        attributes.remove(Attributes.OWNER);
        return new Caller(
                agent.name(),
                agent.runtime(),
                agent.person(),
                agent.root(),
                attributes,
                agent.groups(),
                agent.implicitIntent(),
                agent.intents());
    }

    private Command propose(Plot plot) {
        Key what = dice.percent(95)
                ? dice.oneOf(List.copyOf(plot.barred))
                : new Key("agent", dice.oneOf(world.agents()).name());
        return new AgentCommand.ProposeResume(
                what, dice.percent(95) ? dice.oneOf(world.persons()) : dice.oneOf(world.agents()), "looked at");
    }

    private Command answer(Plot plot) {
        AgentEvent.ResumeProposed resume = plot.resumes.getLast();
        Optional<Caller> registered = world.agents().stream()
                .filter(agent -> agent.name().equals(resume.what().value()))
                .findFirst();
        List<Caller> others = world.persons().stream()
                .filter(person -> !person.name().equals(resume.by().name()))
                .toList();
        return new AgentCommand.AnswerResume(
                dice.percent(97) ? resume.resume() : dice.between(0, 60),
                dice.percent(90) ? dice.oneOf(others) : dice.oneOf(world.persons()),
                dice.percent(85),
                "agreed",
                dice.percent(95) ? registered : registered.map(LeaseCues::orphan));
    }
}
