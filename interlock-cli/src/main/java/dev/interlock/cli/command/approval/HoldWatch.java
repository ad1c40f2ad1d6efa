package dev.interlock.cli.command.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.Refusal;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The watch of a list of holds, until somebody ends it: at a terminal the list is drawn again when it has changed, elsewhere each change is a
 * line. The list is asked for again and again, since approvers need not be auditors, who alone may read the stream of the record. A server
 * that does not answer is waited for.
 */
final class HoldWatch {

    /** The time between two requests. */
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    private final String path;
    private final Output output;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Screen screen;
    private final InstantSource clock;
    private final Map<String, Held> known = new LinkedHashMap<>();
    private boolean first = true;
    private boolean lost;

    /** The forms of output. */
    enum Output {
        DRAWN,
        LINES,
        JSON
    }

    /** A hold as it was last seen. */
    private record Held(String state, JsonNode hold) {}

    /** The client of the next request; a token may have to be replaced between two. */
    interface Clients {
        ApiClient client() throws WrongUsage, InterruptedException, IOException;
    }

    /** Waits between two requests. */
    interface Wait {
        /** @return whether to go on */
        boolean pause(Duration time) throws InterruptedException;
    }

    /** @param path of the list */
    HoldWatch(String path, Output output, PrintWriter out, PrintWriter err, Screen screen, InstantSource clock) {
        this.path = path;
        this.output = output;
        this.out = out;
        this.err = err;
        this.screen = screen;
        this.clock = clock;
    }

    /** Follows the list, and returns the exit code. */
    int run(Clients clients, Wait wait) throws WrongUsage, InterruptedException, IOException {
        do {
            ApiClient client = clients.client();
            OptionalInt over = look(client);
            out.flush();
            err.flush();
            if (over.isPresent()) {
                return over.getAsInt();
            }
        } while (wait.pause(INTERVAL));
        return ExitCode.FINE;
    }

    /** Asks once; returns the exit code where there is no use in going on. */
    private OptionalInt look(ApiClient client) throws InterruptedException {
        switch (client.send(ApiClient.Request.get(path))) {
            case ApiClient.Result.Done(JsonNode body) -> {
                if (lost) {
                    tell("the server at " + client.server() + " is answering again");
                    lost = false;
                }
                changed(client, body);
                return OptionalInt.empty();
            }
            case ApiClient.Result.Refused(JsonNode problem) -> {
                int status = problem.path("status").asInt();
                if (status == 429 || status >= 500) {
                    lose(client.server(), Shown.text(problem, "detail"));
                    return OptionalInt.empty();
                }
                Refusal.print(problem, client.server(), new Screen(err, output == Output.DRAWN));
                return OptionalInt.of(ExitCode.FOUND_SOMETHING);
            }
            case ApiClient.Result.Unreachable(String message) -> {
                if (first) {
                    err.println("interlock: " + message);
                    return OptionalInt.of(ExitCode.WRONG_USAGE);
                }
                lose(client.server(), "no answer");
                return OptionalInt.empty();
            }
        }
    }

    private void lose(URI server, String why) {
        if (!lost) {
            tell("the server at " + server + " is not reachable (" + why + "); trying again");
        }
        lost = true;
    }

    private void tell(String message) {
        err.println("interlock: " + message);
    }

    private void changed(ApiClient client, JsonNode body) throws InterruptedException {
        Map<String, Held> now = new LinkedHashMap<>();
        body.path("holds").forEach(hold -> now.put(hold.path("id").asText(), new Held(HoldText.state(hold), hold)));
        boolean differs = first;
        for (Map.Entry<String, Held> each : now.entrySet()) {
            Held before = known.get(each.getKey());
            if (before == null || !before.state().equals(each.getValue().state())) {
                differs = true;
                change(each.getValue().state(), each.getValue().hold());
            }
        }
        for (Map.Entry<String, Held> each : known.entrySet()) {
            if (!now.containsKey(each.getKey())) {
                differs = true;
                gone(client, each.getValue().hold());
            }
        }
        known.clear();
        known.putAll(now);
        first = false;
        if (differs && output == Output.DRAWN) {
            out.print(CLEAR);
            screen.line(screen.dim("Held calls at " + client.server() + ", " + Shown.time(clock.instant())
                    + ". Press Ctrl-C to stop."));
            screen.blank();
            new HoldText(screen).list(body.path("holds"));
            if (body.has("next")) {
                screen.line("... and more after " + Shown.text(body, "next"));
            }
        }
    }

    /** Tells what became of a hold that is not on the list any more. */
    private void gone(ApiClient client, JsonNode hold) throws InterruptedException {
        if (output == Output.DRAWN) {
            return;
        }
        String id = hold.path("id").asText();
        ApiClient.Result result = client.send(ApiClient.Request.get("/v1/holds/" + RemoteCommand.segment(id)));
        if (result instanceof ApiClient.Result.Done(JsonNode ended)) {
            change(HoldText.state(ended), ended);
        } else {
            change("gone", hold);
        }
    }

    private void change(String state, JsonNode hold) {
        Instant at = clock.instant();
        switch (output) {
            case DRAWN -> {}
            case LINES ->
                screen.line(Shown.time(at) + "  " + Shown.text(hold, "id") + "  " + state + "  "
                        + Shown.text(hold, "agent") + "  " + Shown.text(hold, "say"));
            case JSON -> {
                ObjectNode line = Json.object().put("time", at.toString()).put("state", state);
                line.set("hold", hold);
                out.println(Json.text(line));
            }
        }
    }
}
