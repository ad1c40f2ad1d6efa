package dev.interlock.cli.command.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock delegation}: who answers holds in whose place. */
@Command(
        name = "delegation",
        description = {
            "Let someone else answer holds in your place for a while.",
            "This covers the holds that wait for one of your groups."
        },
        subcommands = {DelegationCommand.Make.class, DelegationCommand.ListAll.class, DelegationCommand.End.class},
        footer = {
            "",
            "Both of you must be independent of the requesting agent. You count as one approver "
                    + "together, and your delegate cannot delegate further."
        })
public final class DelegationCommand extends CommandGroup {

    @Command(name = "make", description = "Let a person answer in your place.")
    static final class Make extends RemoteCommand {

        @Parameters(paramLabel = "PERSON", description = "The person who may answer.")
        private String to;

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                required = true,
                description = "Your group for which the person may answer.")
        private String group;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                defaultValue = "1d",
                description = "How long it lasts, at most 14d or what the bundle allows (default: ${DEFAULT-VALUE}).")
        private String time;

        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; it is recorded.")
        private String reason;

        @Override
        protected ApiClient.Request request() {
            ObjectNode body = Json.object().put("to", to).put("group", group).put("for", time);
            if (!reason.isEmpty()) {
                body.put("reason", reason);
            }
            return ApiClient.Request.send("POST", "/v1/delegations", body);
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line(Shown.text(body, "to") + " answers in your place for " + Shown.text(body, "group") + " until "
                    + Shown.time(body, "until") + " (" + Shown.text(body, "id") + ")");
        }
    }

    @Command(name = "list", description = "List the delegations.")
    static final class ListAll extends RemoteCommand {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/delegations?limit=500");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            JsonNode delegations = body.path("delegations");
            if (delegations.isEmpty()) {
                screen.line("there are no delegations");
                return;
            }
            var rows = new ArrayList<List<String>>();
            for (JsonNode one : delegations) {
                rows.add(List.of(
                        Shown.text(one, "id"),
                        Shown.text(one, "by"),
                        Shown.text(one, "to"),
                        Shown.text(one, "group"),
                        Shown.time(one, "until"),
                        Shown.text(one, "reason")));
            }
            screen.table(List.of("DELEGATION", "BY", "TO", "GROUP", "UNTIL", "REASON"), rows);
        }
    }

    @Command(name = "end", description = "End a delegation that you made or received; an administrator can end any.")
    static final class End extends RemoteCommand {

        @Parameters(paramLabel = "DELEGATION", description = "Its id, such as d-17.")
        private String delegation;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send("POST", "/v1/delegations/" + segment(delegation) + "/end", Json.object());
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line("ended: " + Shown.text(body, "id"));
        }
    }
}
