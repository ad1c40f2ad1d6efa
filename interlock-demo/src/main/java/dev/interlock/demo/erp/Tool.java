package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A tool: what it is called, what goes in, what comes out, and the operation behind it. */
record Tool(
        String name,
        String title,
        String description,
        List<Field> input,
        List<Field> output,
        Effect effect,
        Operation operation) {

    /** The effect of a call on the world, from which MCP's annotations follow. */
    enum Effect {
        READS(true, false, true),
        ADDS(false, false, false),
        OVERWRITES(false, true, true),
        PAYS(false, true, false);

        private final boolean readOnly;
        private final boolean destructive;
        private final boolean idempotent;

        Effect(boolean readOnly, boolean destructive, boolean idempotent) {
            this.readOnly = readOnly;
            this.destructive = destructive;
            this.idempotent = idempotent;
        }
    }

    /** The outcome of a call. */
    sealed interface Outcome {
        /** The call was carried out and committed. */
        record Done(ObjectNode structured) implements Outcome {}

        /** The call was refused before any effect; the reason is for the caller. */
        record Refused(String reason) implements Outcome {}
    }

    interface Operation {
        ObjectNode run(Arguments arguments, Store.Transaction transaction) throws SQLException, Refused;
    }

    /** Runs it in one transaction. Arguments that do not fit are refused like any other business error. */
    Outcome call(ObjectNode arguments, Store store) throws SQLException {
        Optional<String> defect = Field.defect(input, arguments);
        if (defect.isPresent()) {
            return new Outcome.Refused(defect.get());
        }
        try {
            return new Outcome.Done(
                    store.transact(transaction -> operation.run(new Arguments(arguments), transaction)));
        } catch (Refused refused) {
            return new Outcome.Refused(refused.reason());
        }
    }

    /** The tool as `tools/list` shows it. */
    ObjectNode listed() {
        ObjectNode tool = Json.object();
        tool.put("name", name).put("title", title).put("description", description);
        tool.set("inputSchema", Field.schema(input, true));
        tool.set("outputSchema", Field.schema(output, false));
        tool.putObject("annotations")
                .put("readOnlyHint", effect.readOnly)
                .put("destructiveHint", effect.destructive)
                .put("idempotentHint", effect.idempotent)
                .put("openWorldHint", effect == Effect.PAYS);
        return tool;
    }
}
