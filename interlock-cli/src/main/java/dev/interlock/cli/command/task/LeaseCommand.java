package dev.interlock.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock lease}: one of what agents may use. */
@Command(
        name = "lease",
        description = "End a lease by hand.",
        subcommands = {LeaseCommand.Revoke.class},
        footer = {"", "`interlock leases` lists them."})
public final class LeaseCommand extends CommandGroup {

    @Command(
            name = "revoke",
            description = "End a lease: it is refused from this moment, and what exists of it outside is taken back.")
    static final class Revoke extends RemoteCommand {

        @Parameters(paramLabel = "LEASE", description = "Its id, such as lease-27 or 27.")
        private String lease;

        @Option(
                names = "--comment",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why; it is recorded with it.")
        private String comment;

        @Override
        protected ApiClient.Request request() {
            ObjectNode body = commented(comment);
            return ApiClient.Request.send("POST", "/v1/leases/" + segment(lease) + "/revoke", body);
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line(Shown.text(body, "id") + " is " + screen.bad(Shown.text(body, "state")));
        }
    }
}
