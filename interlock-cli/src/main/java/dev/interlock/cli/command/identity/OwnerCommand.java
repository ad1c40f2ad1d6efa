package dev.interlock.cli.command.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code interlock owner}: who is accountable for agents. */
@Command(
        name = "owner",
        description = "Record that an owner of agents has left, or is back.",
        subcommands = {OwnerCommand.Gone.class, OwnerCommand.Resume.class},
        footer = {"", "`interlock agent list` shows the agents with their owners."})
public final class OwnerCommand extends CommandGroup {

    @Command(
            name = "gone",
            description = "Record that an owner has left: the owner's agents are suspended, and their leases end"
                    + " immediately.")
    static final class Gone extends AgentCommand.WithReason {

        @Parameters(paramLabel = "OWNER", description = "The owner's name, as in the configuration of the agents.")
        private String owner;

        @Override
        String path() {
            return "/v1/owners/" + segment(owner) + "/gone";
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            String agents = Shown.list(body.path("suspended"));
            screen.line(Shown.text(body, "owner") + " is " + screen.bad("gone")
                    + (agents.isEmpty() ? "" : "; suspended with it: " + agents));
        }
    }

    @Command(
            name = "resume",
            description = "Propose that an owner is back, and that the agents suspended when the owner left resume.")
    static final class Resume extends AgentCommand.ProposeResume {

        @Parameters(paramLabel = "OWNER", description = "Its name.")
        private String owner;

        @Override
        String path() {
            return "/v1/owners/" + segment(owner) + "/resume";
        }
    }
}
