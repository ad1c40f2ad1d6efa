package dev.interlock.server.enforce;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.state.SchemaTable;
import dev.interlock.policy.argument.DeclaredNames;
import dev.interlock.server.domain.Domain;

/** The schemas of tools as the record has them: what was seen first stays so, also after a restart. */
final class RecordedSchemas implements ToolSchemas.Seen {

    private final Domain domain;

    RecordedSchemas(Domain domain) {
        this.domain = domain;
    }

    @Override
    public int place(String tool, String digest, DeclaredNames names) {
        Answer answer = domain.ask(new Command.SeeSchema(tool, digest, names.paths(), names.further()))
                .answer();
        // Refused for a tool that the bundle in force does not have, of which no call is permitted either.
        return answer instanceof Answer.Done done ? Math.toIntExact(done.number()) : SchemaTable.MOST;
    }
}
