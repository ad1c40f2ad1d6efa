package dev.interlock.cli.command.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import picocli.CommandLine.Command;

/** {@code interlock whoami}: who the server takes one for. */
@Command(name = "whoami", description = "Show which party the server identifies you as.")
public final class WhoamiCommand extends RemoteCommand {

    @Override
    protected ApiClient.Request request() {
        return ApiClient.Request.get("/v1/whoami");
    }

    @Override
    protected void print(JsonNode body, Screen screen) {
        JsonNode groups = body.path("groups");
        screen.line(Shown.text(body, "name") + ", " + Shown.text(body, "kind")
                + (groups.isEmpty() ? "" : " of " + Shown.list(groups)) + " (" + Shown.text(body, "runtime") + ")");
    }
}
