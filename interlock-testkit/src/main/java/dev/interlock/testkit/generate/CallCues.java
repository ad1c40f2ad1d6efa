package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Tool;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Calls that are asked for, and asked for again. */
final class CallCues {

    private final Dice dice;
    private final Cast cast;
    private final FactsGenerator facts;
    private final SchemaCues schemas;

    CallCues(Dice dice, Cast cast, FactsGenerator facts, SchemaCues schemas) {
        this.schemas = schemas;
        this.dice = dice;
        this.cast = cast;
        this.facts = facts;
    }

    Command call(Plot plot) {
        CallFacts what = facts.facts();
        if (dice.percent(8)) {
            return new Command.DecideCall(cast.anybody(), OptionalLong.empty(), what);
        }
        Event.TaskOpened task = plot.live.isEmpty() || dice.percent(2) ? dice.oneOf(plot.tasks) : dice.oneOf(plot.live);
        if (dice.percent(1)) {
            return new Command.DecideCall(cast.anybody(), OptionalLong.of(dice.pick(0L, task.task(), 10_000L)), what);
        }
        if (dice.percent(3)) {
            // The caller has a token for one task, which need not be the one that is named.
            long only = dice.percent(50) ? task.task() : dice.oneOf(plot.tasks).task();
            return new Command.DecideCall(
                    cast.named(task.agent()),
                    dice.percent(90) ? OptionalLong.of(task.task()) : OptionalLong.empty(),
                    what,
                    OptionalLong.empty(),
                    OptionalLong.of(only));
        }
        return new Command.DecideCall(cast.named(task.agent()), OptionalLong.of(task.task()), what);
    }

    Command repeat(Plot plot) {
        Event.CallHeld held = !plot.approved.isEmpty() && (plot.held.isEmpty() || dice.percent(80))
                ? dice.oneOf(plot.approved)
                : dice.oneOf(plot.held);
        OptionalLong continues = dice.percent(90) ? held.continues() : OptionalLong.empty();
        if (continues.isPresent() && dice.percent(30)) {
            // The answers are given again, to another call of the tool.
            continues = plot.reserved.stream()
                    .filter(open -> open.task() == held.task()
                            && open.facts().tool().equals(held.facts().tool()))
                    .mapToLong(Event.CallReserved::call)
                    .max();
        }
        return new Command.DecideCall(
                cast.named(held.actor().name()), OptionalLong.of(held.task()), schemas.again(held.facts()), continues);
    }

    /** The continuation of a call in flight with other facts; now and then of one that cannot go on. */
    Command continuation(Plot plot) {
        Event.CallReserved open = dice.oneOf(dice.percent(95) ? plot.reserved : plot.done);
        CallFacts what = dice.percent(97) ? facts.facts(open.facts().tool()) : facts.facts();
        if (dice.percent(20)) {
            what = open.facts();
        }
        Caller caller = cast.named(open.actor().name());
        if (dice.percent(90) && !open.actor().get(Attributes.RUNTIME).equals(AttributeValue.known(caller.runtime()))) {
            caller = Cast.anotherRuntime(caller);
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

    /** Calls of unknown outcome that may be sent again. */
    List<Event.CallReserved> repeatable(Plot plot, World world) {
        return plot.unknown.stream()
                .filter(call -> Optional.ofNullable(
                                world.bundle().tools().get(call.facts().tool()))
                        .filter(Tool::idempotent)
                        .isPresent())
                .toList();
    }

    /**
     * The call sent again, mostly by the same instance and with the same facts; now and then otherwise, so that it is a
     * call of its own.
     */
    Command sentAgain(Event.CallReserved call) {
        Caller caller = cast.named(call.actor().name());
        if (dice.percent(90) && !call.actor().get(Attributes.RUNTIME).equals(AttributeValue.known(caller.runtime()))) {
            caller = Cast.anotherRuntime(caller);
        }
        return new Command.DecideCall(
                caller,
                OptionalLong.of(call.task()),
                dice.percent(92) ? call.facts() : facts.facts(call.facts().tool()));
    }

    /** Asks again for a rejected call, in another task or by somebody else. */
    Command again(Plot plot) {
        Event.CallHeld rejected = dice.oneOf(plot.rejected);
        if (plot.live.isEmpty()) {
            return new Command.DecideCall(cast.anybody(), OptionalLong.empty(), rejected.facts());
        }
        Event.TaskOpened task = dice.oneOf(plot.live);
        CallFacts what = rejected.call() % 4 == 0 ? FactsGenerator.withHalf(rejected.facts()) : rejected.facts();
        return new Command.DecideCall(cast.named(task.agent()), OptionalLong.of(task.task()), what);
    }
}
