package dev.interlock.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import java.net.URI;

/** A problem that a server answered with, in words: what it refused and why, and which server that was. */
public final class Refusal {

    private Refusal() {}

    /** The problem as an object that names the server, for programs. */
    static JsonNode named(JsonNode problem, URI server) {
        return problem instanceof ObjectNode object ? object.deepCopy().put("server", server.toString()) : problem;
    }

    /** @param server that was asked: a person may have several, and a variable that names another one than they think */
    public static void print(JsonNode problem, URI server, Screen screen) {
        screen.line(screen.bad("refused") + " (" + Shown.text(problem, "code") + "): " + Shown.text(problem, "detail"));
        JsonNode errors = problem.path("errors");
        for (int i = 1; i < errors.size(); i++) {
            screen.line("  " + Shown.text(errors.get(i), "pointer") + ": " + Shown.text(errors.get(i), "detail"));
        }
        for (JsonNode d : problem.path("diagnostics")) {
            screen.line("  " + Shown.text(d, "file") + ":" + d.path("line").asInt() + ":"
                    + d.path("column").asInt() + ": " + Shown.text(d, "severity") + "[" + Shown.text(d, "code") + "]: "
                    + Shown.text(d, "message") + "; " + Shown.text(d, "remedy"));
        }
        screen.line(screen.dim("(answered by the server at " + server + ")"));
    }
}
