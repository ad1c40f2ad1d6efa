package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code interlock upstream}: the MCP servers behind a gateway. */
@Command(
        name = "upstream",
        description = "Show the state of the MCP servers behind the gateway.",
        subcommands = {UpstreamCommand.ListUpstreams.class})
public final class UpstreamCommand extends CommandGroup {

    @Command(
            name = "list",
            description = "List the MCP servers with the last known state of each, without contacting them.")
    static final class ListUpstreams extends RemoteCommand {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/upstreams");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            if (body.path("upstreams").isEmpty()) {
                screen.line("there is no MCP server behind the gateway");
                return;
            }
            var rows = new ArrayList<List<String>>();
            for (JsonNode upstream : body.path("upstreams")) {
                for (JsonNode instance : upstream.path("instances")) {
                    rows.add(List.of(
                            Shown.text(upstream, "name"),
                            Shown.text(instance, "instance"),
                            Shown.text(instance, "state"),
                            Shown.text(instance, "underWay"),
                            Shown.text(instance, "failures"),
                            Shown.text(instance, "trouble")));
                }
            }
            screen.table(List.of("SERVER", "INSTANCE", "STATE", "UNDER WAY", "FAILURES", "TROUBLE"), rows);
        }
    }
}
