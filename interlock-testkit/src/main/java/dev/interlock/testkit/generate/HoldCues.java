package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Commands of people about calls that wait for them. */
final class HoldCues {

    private final Dice dice;
    private final World world;
    private final Cast cast;

    HoldCues(Dice dice, World world, Cast cast) {
        this.dice = dice;
        this.world = world;
        this.cast = cast;
    }

    Command answer(Plot plot) {
        Event.CallHeld held = dice.percent(50) ? plot.held.getLast() : dice.oneOf(plot.held);
        var answer = new Command.AnswerHold(
                dice.percent(98) ? held.hold() : dice.between(0, 60),
                dice.percent(97) ? answerer() : cast.anybody(),
                dice.percent(75),
                "looked at it",
                confirmation(held),
                dice.percent(20) ? Optional.of(dice.percent(85) ? held.digest() : "another") : Optional.empty(),
                dice.percent(5) ? Optional.of("chat") : Optional.empty(),
                dice.percent(90) ? world.persons() : List.of(),
                held.hold() % 2 == 0 ? Optional.of(new Presence(new Presence.By.Link(), 0)) : Optional.empty());
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

    Command withdraw(Plot plot) {
        Event.CallHeld held = dice.oneOf(plot.held);
        return new HoldCommand.Withdraw(
                dice.percent(97) ? held.hold() : dice.between(0, 60),
                dice.percent(70) ? dice.oneOf(world.agents()) : dice.oneOf(world.persons()),
                "not needed");
    }

    Command delegation(Plot plot) {
        if (!plot.delegations.isEmpty() && dice.percent(15)) {
            long number = dice.oneOf(plot.delegations).delegation();
            return dice.percent(30)
                    ? new HoldCommand.ReviewDelegations(dice.some(world.persons(), 3))
                    : new HoldCommand.EndDelegation(number, dice.oneOf(world.persons()), dice.percent(30));
        }
        return new HoldCommand.Delegate(
                dice.oneOf(world.persons()),
                dice.percent(97) ? dice.oneOf(world.persons()) : cast.anybody(),
                dice.pick("approvers", "approvers", "auditors"),
                dice.pick(300L, 5_000L, 5_000L, dice.percent(5) ? 0L : 1_000_000L),
                "away");
    }
}
