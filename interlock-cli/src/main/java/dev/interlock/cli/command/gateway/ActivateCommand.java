package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.json.Json;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code interlock activate}: lets the server decide by the bundle that somebody else proposed. */
@Command(
        name = "activate",
        description = "Activate a proposed policy bundle on a running server.",
        footer = {
            "",
            "Someone independent of the proposer does this within 24 hours. The history is kept "
                    + "and evaluated under the new bundle; questions that the record cannot answer under "
                    + "it are shown."
        })
public final class ActivateCommand extends RemoteCommand {

    @Parameters(paramLabel = "DIGEST", description = "What `interlock propose` printed: sha-256:... .")
    private String digest;

    @Override
    protected ApiClient.Request request() {
        return ApiClient.Request.send(
                "POST", "/v1/bundle/activate", Json.object().put("digest", digest));
    }

    @Override
    protected void print(JsonNode body, Screen screen) {
        boolean same = body.path("digest").equals(body.path("before"));
        screen.line(screen.good("active") + ": " + Shown.text(body, "name") + " " + Shown.text(body, "digest")
                + (same ? " (unchanged)" : ""));
        if (!same) {
            screen.line("before: " + Shown.text(body, "before"));
        }
        screen.line("proposed by " + Shown.text(body, "proposed_by") + ", activated by "
                + Shown.text(body, "activated_by")
                + (body.path("single_administrator").asBoolean() ? " (single administrator)" : ""));
        details(body, screen);
    }

    /** Prints warnings, what the record cannot answer, and what becomes of ids. */
    static void details(JsonNode body, Screen screen) {
        for (JsonNode d : body.path("diagnostics")) {
            screen.line(screen.attention("warning") + " " + Shown.text(d, "file") + ":"
                    + d.path("line").asInt() + ": " + Shown.text(d, "message"));
        }
        for (JsonNode one : body.path("unanswered")) {
            screen.line(screen.attention("unanswered") + ": " + Shown.text(one, "text"));
        }
        ids(body.path("ids"), screen);
    }

    /** Prints what becomes of objects that are recorded under other spellings. */
    private static void ids(JsonNode ids, Screen screen) {
        for (JsonNode one : ids.path("merged")) {
            var others = new StringJoiner(", ");
            one.path("spellings").forEach(spelling -> others.add(spelling.asText()));
            screen.line(screen.attention("one object") + ": " + Shown.text(one, "object") + ", recorded as " + others);
        }
        more(ids, "merged", screen);
        for (JsonNode one : ids.path("unnamed")) {
            screen.line(screen.attention("no longer shown by name") + ": " + one.asText());
        }
        more(ids, "unnamed", screen);
        for (JsonNode one : ids.path("lost")) {
            screen.line(screen.attention("lost") + ": " + Shown.text(one, "text"));
        }
        for (JsonNode one : ids.path("latent")) {
            screen.line(screen.attention("conflict") + ": " + Shown.text(one, "text"));
        }
    }

    private static void more(JsonNode ids, String list, Screen screen) {
        int more = ids.path(list + "_all").asInt() - ids.path(list).size();
        if (more > 0) {
            screen.line("and " + more + " more");
        }
    }
}
