package dev.interlock.bench.gateway;

import dev.interlock.bench.history.HistoryWriter;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The history of a server that has worked for a while: agents that edited vendors, each call one of its own. */
final class History {

    /** Each call on a vendor and an account of its own is remembered by two rules, one for each of them. */
    private static final int BINDINGS_PER_CALL = 2;

    private static final long FIRST_VENDOR = 1_000_000_000;
    private static final Settlement SUCCEEDED = new Settlement.Succeeded(List.of());

    private History() {}

    /** Writes the data folder of a server that does not run, and has none yet. */
    static void write(Stage stage, int bindings) throws IOException {
        try (var writer = HistoryWriter.begin(Path.of(stage.config()), System.currentTimeMillis())) {
            List<Caller> agents = new ArrayList<>();
            for (int i = 0; i < Stage.AGENTS; i++) {
                agents.add(writer.holding(stage.token(i)));
            }
            calls(writer, agents, bindings / BINDINGS_PER_CALL);
            writer.finish(System.currentTimeMillis());
        }
    }

    private static void calls(HistoryWriter writer, List<Caller> agents, int calls) throws IOException {
        List<Long> tasks = new ArrayList<>();
        for (Caller agent : agents) {
            tasks.add(writer.open(agent, "keep-vendors", "Keep them right", System.currentTimeMillis()));
        }
        for (int i = 0; i < calls; i++) {
            int agent = i % agents.size();
            var decide = new Command.DecideCall(agents.get(agent), OptionalLong.of(tasks.get(agent)), facts(writer, i));
            long now = System.currentTimeMillis();
            if (!(writer.ask(decide, now) instanceof Answer.Permit permit)) {
                throw new IllegalStateException("a call in the history was not permitted");
            }
            writer.ask(new Command.SettleCall(permit.call(), SUCCEEDED), now);
        }
        for (int i = 0; i < agents.size(); i++) {
            writer.ask(new Command.EndTask(tasks.get(i), agents.get(i), EndReason.CLOSED), System.currentTimeMillis());
        }
    }

    /** The facts of a call on a vendor with an account that nobody has called on before. */
    private static CallFacts facts(HistoryWriter writer, int call) {
        long number = FIRST_VENDOR + call;
        return writer.facts(
                Stage.server(0),
                "edit_vendor",
                Map.of("vendor_id", "V-" + number, "name", "Acme Trading and Shipping", "iban", "DE89" + number));
    }
}
