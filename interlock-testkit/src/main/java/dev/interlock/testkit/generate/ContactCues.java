package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Caller;
import java.util.List;

/** Contacts that somebody withdraws now and then, under a seed of its own. */
final class ContactCues {

    private final Dice dice;
    private final World world;

    ContactCues(World world) {
        this.world = world;
        this.dice = new Dice(world.seed() ^ 0xC047AC75L);
    }

    /** The command, now and then a withdrawal of what a call registered instead. */
    Command perhaps(Command command, Plot plot) {
        if (!dice.percent(2)) {
            return command;
        }
        // Without an approval, a call verifies nothing.
        List<Event.CallReserved> registering = plot.done.stream()
                .filter(call -> !call.approvals().isEmpty())
                .filter(call -> call.facts()
                        .contacts()
                        .filter(contacts -> !contacts.registered().isEmpty())
                        .isPresent())
                .toList();
        if (registering.isEmpty()) {
            return command;
        }
        Caller by = dice.percent(90) ? dice.oneOf(world.persons()) : dice.oneOf(world.agents());
        long call = dice.percent(95) ? dice.oneOf(registering).call() : 0;
        return new Command.WithdrawContact(call, by, "mistaken");
    }
}
