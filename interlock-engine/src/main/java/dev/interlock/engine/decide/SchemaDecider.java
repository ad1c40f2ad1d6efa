package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.state.SchemaTable;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.Optional;

/** The record of the schemas of a tool: which was seen first, and which ones after it. */
final class SchemaDecider {

    private static final int LONGEST_DIGEST = 100;

    private SchemaDecider() {}

    /** Records a schema that is not known of the tool yet, up to a number of schemas, and says its place among them. */
    static Decision see(State state, Command.SeeSchema command) {
        var proposal = new Proposal(state);
        if (!state.isCalled(command.tool())) {
            return proposal.refuse(RefusalCode.TOOL_UNKNOWN, "the catalogue has no such tool");
        }
        if (command.digest().isEmpty()
                || command.digest().length() > LONGEST_DIGEST
                || command.further() < 0
                || command.names().size() > Command.SeeSchema.MOST_NAMES
                || command.names().stream().anyMatch(name -> name.length() > Command.SeeSchema.LONGEST_NAME)) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID,
                    "a schema must have a digest and a limited number of names of bounded length");
        }
        List<String> before = state.schemas().of(command.tool());
        int place = before.indexOf(command.digest());
        if (place >= 0) {
            return proposal.answer(new Answer.Done(place));
        }
        if (before.size() < SchemaTable.MOST) {
            proposal.add(new SchemaSeen(
                    command.tool(),
                    command.digest(),
                    command.names(),
                    command.further(),
                    before.isEmpty() ? Optional.empty() : Optional.of(before.getLast())));
        }
        return proposal.answer(new Answer.Done(before.size()));
    }
}
