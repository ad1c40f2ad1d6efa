package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.json.Json;
import picocli.CommandLine.Command;

/** {@code interlock console}: a link by which one signs in to the console. */
@Command(
        name = "console",
        description = {"Print a link that signs you in to the console.", "The server must run on this machine."},
        footer = {
            "",
            "The link works once, within five minutes; whoever opens it is signed in as you. "
                    + "A server that other machines can reach issues no such links; sign in there through your "
                    + "organisation's identity provider."
        })
public final class ConsoleCommand extends RemoteCommand {

    @Override
    protected ApiClient.Request request() {
        return ApiClient.Request.send("POST", "/v1/console/links", Json.object());
    }

    @Override
    protected void print(JsonNode body, Screen screen) {
        screen.line(Shown.text(body, "link"));
    }
}
