package dev.interlock.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock reconcile}: says how calls of unknown outcome came out. */
@Command(
        name = "reconcile",
        description = "Record how a call of unknown outcome turned out.",
        footer = {"", "Someone independent of the caller does this, after checking the system that was called."})
public final class ReconcileCommand extends RemoteCommand {

    @Parameters(
            paramLabel = "CALL",
            arity = "1..*",
            description = "Its id, such as c-17; several are reconciled with one decision, all or none.")
    private List<String> calls = new ArrayList<>();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Outcome outcome;

    /** The outcome of the calls, one of the two. */
    static final class Outcome {
        @Option(names = "--succeeded", required = true, description = "It took effect.")
        private boolean succeeded;

        @Option(names = "--failed", required = true, description = "Nothing happened.")
        private boolean failed;
    }

    @Option(names = "--created", paramLabel = "TYPE/ID", description = "An object that it created, such as vendor/V-1.")
    private List<String> created = new ArrayList<>();

    @Option(
            names = "--undone",
            paramLabel = "PLACE",
            split = ",",
            description =
                    "For a call about a list: the positions of the elements that were not done, counted from 0, such"
                            + " as 0,2.")
    private List<Integer> undone = new ArrayList<>();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "How you know; it is recorded.")
    private String reason;

    @Override
    protected ApiClient.Request request() throws WrongUsage {
        String came = outcome.failed && !outcome.succeeded ? "failed" : "succeeded";
        ObjectNode body = Json.object().put("reason", reason);
        if (calls.size() > 1) {
            if (!created.isEmpty()) {
                throw new WrongUsage(
                        "`--created` applies to one call; reconcile calls that created something one by one");
            }
            if (!undone.isEmpty()) {
                throw new WrongUsage(
                        "`--undone` applies to one call; reconcile calls that were partly done one by one");
            }
            var list = body.putArray("calls");
            calls.forEach(call -> list.addObject().put("id", call).put("outcome", came));
            return ApiClient.Request.send("POST", "/v1/calls/reconcile", body);
        }
        body.put("outcome", came);
        if (!created.isEmpty()) {
            var list = body.putArray("created");
            created.forEach(list::add);
        }
        if (!undone.isEmpty()) {
            var list = body.putArray("undone");
            for (int place : places()) {
                list.add(place);
            }
        }
        return ApiClient.Request.send("POST", "/v1/calls/" + segment(calls.getFirst()) + "/reconcile", body);
    }

    /** The places in ascending order; whoever names one twice perhaps means another. */
    private List<Integer> places() throws WrongUsage {
        var places = new TreeSet<Integer>();
        for (int place : undone) {
            if (place < 0) {
                throw new WrongUsage("`--undone` contains " + place + "; positions are counted from 0");
            }
            if (!places.add(place)) {
                throw new WrongUsage("`--undone` lists element " + place + " twice; list each once");
            }
        }
        return List.copyOf(places);
    }

    @Override
    protected void print(JsonNode body, Screen screen) {
        if (body.has("calls")) {
            body.get("calls").forEach(call -> printOne(call, screen));
        } else {
            printOne(body, screen);
        }
    }

    private static void printOne(JsonNode call, Screen screen) {
        screen.line(Shown.text(call, "id") + " is recorded as " + Shown.text(call, "state"));
    }
}
