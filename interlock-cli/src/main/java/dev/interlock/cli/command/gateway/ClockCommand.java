package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code interlock clock}: the clock of a server, and its confirmation after a doubt. */
@Command(
        name = "clock",
        description = "Show the server's clock, and confirm it when it is in doubt.",
        subcommands = {ClockCommand.Show.class, ClockCommand.Confirm.class},
        footer = {
            "",
            "A server whose clock jumped, or is behind its record, decides nothing until a person "
                    + "confirms the time. Set the machine's clock first."
        })
public final class ClockCommand extends CommandGroup {

    @Command(name = "show", description = "Show the server's time and, if the server doubts it, why.")
    static final class Show extends RemoteCommand {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/clock");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            boolean believed = body.path("state").asText().equals("believed");
            screen.line(believed ? screen.good("believed") : screen.bad("in doubt"));
            screen.line("the machine's clock   " + Shown.time(body, "wall"));
            screen.line("time in the record    " + Shown.time(body, "record"));
            if (body.has("doubt")) {
                screen.line("since entry " + Shown.text(body.path("doubt"), "entry") + ": "
                        + Shown.text(body.path("doubt"), "text"));
                screen.line("set the clock, then confirm the time with `interlock clock confirm TIME`");
            }
        }
    }

    @Command(
            name = "confirm",
            description = "Let the server trust its clock again. The time you give must be within five minutes of it.",
            footer = {
                "",
                "Whichever clock was right, no prohibition ends too early. Approvals and tasks may "
                        + "end early, and then have to be given or opened again."
            })
    static final class Confirm extends RemoteCommand {

        @Parameters(
                paramLabel = "TIME",
                description = "The current time by a clock other than the server's, such as 2026-11-28T16:19Z.")
        private String time;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send(
                    "POST",
                    "/v1/clock/confirm",
                    // The command line prints times with a blank.
                    Json.object().put("time", time.strip().replaceFirst(" ", "T")));
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line(screen.good("believed") + " again, since entry " + Shown.text(body, "entry") + ": it is "
                    + Shown.time(body, "wall"));
        }
    }
}
