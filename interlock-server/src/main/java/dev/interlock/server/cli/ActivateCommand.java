package dev.interlock.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.mcp.wire.Json;
import picocli.CommandLine.Command;

/** {@code interlock activate}: lets the server load its policy bundle again. */
@Command(
        name = "activate",
        description = "Let the server load its policy bundle again and decide by it.",
        footer = {"", "A bundle with errors is rejected, and the running one stays. History is kept in any case."})
final class ActivateCommand extends RemoteCommand {

    @Override
    ApiClient.Request request() {
        return ApiClient.Request.send("POST", "/v1/bundle/activate", Json.object());
    }

    @Override
    void print(JsonNode body, Screen screen) {
        boolean same = body.path("digest").equals(body.path("before"));
        screen.line(screen.good("active") + ": " + Shown.text(body, "name") + " " + Shown.text(body, "digest")
                + (same ? " (unchanged)" : ""));
        if (!same) {
            screen.line("before: " + Shown.text(body, "before"));
        }
        for (JsonNode d : body.path("diagnostics")) {
            screen.line(screen.attention("warning") + " " + Shown.text(d, "file") + ":"
                    + d.path("line").asInt() + ": " + Shown.text(d, "message"));
        }
    }
}
