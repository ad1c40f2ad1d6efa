package dev.interlock.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock reconcile}: says how a call of unknown outcome came out. */
@Command(
        name = "reconcile",
        description = "Say how a call of unknown outcome came out.",
        footer = {"", "Somebody independent of the caller does this, after looking at the system that was called."})
final class ReconcileCommand extends RemoteCommand {

    @Parameters(paramLabel = "CALL", description = "Its id, such as c-17.")
    private String call;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Outcome outcome;

    /** One of the two. */
    static final class Outcome {
        @Option(names = "--succeeded", required = true, description = "It took effect.")
        private boolean succeeded;

        @Option(names = "--failed", required = true, description = "Nothing happened.")
        private boolean failed;
    }

    @Option(names = "--created", paramLabel = "TYPE/ID", description = "An object that it created, such as vendor/V-1.")
    private List<String> created = new ArrayList<>();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "How you know; it is recorded.")
    private String reason;

    @Override
    ApiClient.Request request() {
        ObjectNode body = Json.object()
                .put("outcome", outcome.failed && !outcome.succeeded ? "failed" : "succeeded")
                .put("reason", reason);
        if (!created.isEmpty()) {
            var list = body.putArray("created");
            created.forEach(list::add);
        }
        return ApiClient.Request.send("POST", "/v1/calls/" + segment(call) + "/reconcile", body);
    }

    @Override
    void print(JsonNode body, Screen screen) {
        screen.line(Shown.text(body, "id") + " is recorded as " + Shown.text(body, "state"));
    }
}
