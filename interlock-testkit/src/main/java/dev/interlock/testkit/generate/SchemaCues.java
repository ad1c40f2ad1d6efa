package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import java.util.List;

/** Schemas that servers show of their tools: now and then another one than before, under a seed of its own. */
final class SchemaCues {

    private final Dice dice;
    private final World world;

    SchemaCues(World world) {
        this.world = world;
        this.dice = new Dice(world.seed() ^ 0x5C4E3A1L);
    }

    /** The command, now and then that of a server that shows a tool instead. */
    Command perhaps(Command command) {
        if (!dice.percent(1) || !dice.percent(40)) {
            return command;
        }
        String tool = dice.percent(95) ? dice.oneOf(world.tools()).name() : "erp/unheard-of";
        boolean most = dice.percent(30);
        return new Command.SeeSchema(
                tool,
                dice.percent(97) ? "sha-256:" + dice.between(0, most ? 40 : 2) : "",
                dice.percent(80) ? List.of("id", "lines[*].amount") : List.of(),
                dice.between(0, 1));
    }

    /** The facts, with the arguments read by a schema or by none. */
    CallFacts read(CallFacts facts) {
        return dice.percent(30) ? facts.readBy("sha-256:" + dice.between(1, 2)) : facts;
    }

    /** The facts of a held call that is asked for again, read by the same schema as a rule. */
    CallFacts again(CallFacts facts) {
        return dice.percent(4) ? facts.readBy("sha-256:" + dice.between(1, 2)) : facts;
    }
}
