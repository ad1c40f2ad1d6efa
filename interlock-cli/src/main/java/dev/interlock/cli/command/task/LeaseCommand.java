package dev.interlock.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock lease}: what agents may use at the moment. */
@Command(
        name = "lease",
        description = "List and revoke what agents may use: tokens, accounts, keys.",
        subcommands = {LeaseCommand.ListLeases.class, LeaseCommand.Revoke.class})
public final class LeaseCommand extends CommandGroup {

    @Command(
            name = "list",
            description = "List what agents can use at the moment: tokens and accounts that last for one task.",
            footer = {
                "",
                "A lease that is `ending` can no longer be used; its token or account outside is being revoked.",
                "`interlock lease revoke lease-27` ends one; `interlock explain t-12` shows all leases that a task"
                        + " ever had."
            })
    static final class ListLeases extends RemoteCommand {

        @Option(names = "--task", paramLabel = "ID", description = "Only those of this task, such as t-12.")
        private @Nullable String task;

        @Option(names = "--agent", paramLabel = "NAME", description = "Only those of this agent.")
        private @Nullable String agent;

        @Option(names = "--state", paramLabel = "STATE", description = "Only those that are `live` or `ending`.")
        private @Nullable String state;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/leases?limit=500" + parameter("task", task) + parameter("agent", agent)
                    + parameter("state", state));
        }

        private static String parameter(String name, @Nullable String value) {
            return value == null ? "" : "&" + name + "=" + segment(value);
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            if (body.path("leases").isEmpty()) {
                screen.line("no leases");
                return;
            }
            var rows = new ArrayList<List<String>>();
            for (JsonNode lease : body.path("leases")) {
                String kind = Shown.text(lease, "kind");
                String credential = Shown.text(lease, "credential");
                rows.add(List.of(
                        Shown.text(lease, "id"),
                        Shown.text(lease, "agent"),
                        Shown.text(lease, "task"),
                        kind.equals(credential) ? kind : kind + " " + credential,
                        Shown.time(lease, "expires"),
                        state(lease)));
            }
            screen.table(List.of("LEASE", "AGENT", "TASK", "WHAT", "EXPIRES", "STATE"), rows);
            if (body.has("next")) {
                screen.line(screen.dim("there are more; narrow the list with --task or --agent"));
            }
        }

        private static String state(JsonNode lease) {
            if (lease.has("ended")) {
                return "ending (" + Shown.text(lease, "ended") + ")";
            }
            return lease.path("confirmed").asBoolean(true) ? "live" : "live, being issued";
        }
    }

    @Command(
            name = "revoke",
            description = "End a lease: it is refused from now on, and its token or account outside is revoked.")
    static final class Revoke extends RemoteCommand {

        @Parameters(paramLabel = "LEASE", description = "Its id, such as lease-27 or 27.")
        private String lease;

        @Option(names = "--comment", paramLabel = "TEXT", defaultValue = "", description = "Why; it is recorded.")
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
