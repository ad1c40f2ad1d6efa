package dev.interlock.testkit.generate;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Agents that are registered otherwise than before, as after a restart with another configuration, under a seed of its own. */
final class RegistrationCues {

    private final Dice dice;

    RegistrationCues(World world) {
        this.dice = new Dice(world.seed() ^ 0x2E6157E2L);
    }

    /** The command, now and then by an agent, or about agents, of which something else is registered by now. */
    Command perhaps(Command command) {
        return switch (command) {
            case Command.DecideCall call
            when call.task().isEmpty() && call.caller().agent() && dice.percent(12) ->
                new Command.DecideCall(
                        otherwise(call.caller()),
                        OptionalLong.empty(),
                        call.facts(),
                        call.continues(),
                        call.only(),
                        call.asking(),
                        call.further());
            case AgentCommand.Review review
            when dice.percent(50) ->
                new AgentCommand.Review(review.registered().stream()
                        .map(caller -> caller.agent() && dice.percent(40) ? otherwise(caller) : caller)
                        .toList());
            default -> command;
        };
    }

    private Caller otherwise(Caller agent) {
        var attributes = new TreeMap<>(agent.attributes());
        String name = dice.pick(Attributes.ORIGIN, Attributes.ORIGIN, Attributes.OWNER, Attributes.MODEL);
        if (dice.percent(40)) {
            attributes.remove(name);
        } else {
            attributes.put(name, AttributeValue.known(dice.pick("person-1", "team-a", "team-b")));
        }
        return new Caller(
                agent.name(),
                agent.runtime(),
                agent.kind(),
                dice.percent(15) != agent.root(),
                attributes,
                agent.groups(),
                agent.implicitIntent(),
                agent.intents());
    }
}
