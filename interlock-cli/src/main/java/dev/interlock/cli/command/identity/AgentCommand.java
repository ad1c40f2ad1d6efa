package dev.interlock.cli.command.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.AnswerCommand;
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

/** {@code interlock agent}: who may act at all. */
@Command(
        name = "agent",
        description = "List, suspend and resume agents.",
        subcommands = {
            AgentCommand.ListAgents.class,
            AgentCommand.Suspend.class,
            AgentCommand.Resume.class,
            AgentCommand.Confirm.class,
            AgentCommand.Reject.class
        },
        footer = {
            "",
            "Any person may suspend an agent. Resuming one takes two people: one proposes it, and an independent"
                    + " administrator confirms it."
        })
public final class AgentCommand extends CommandGroup {

    @Command(name = "list", description = "List the agents, the owners who have left, and the proposals to resume.")
    static final class ListAgents extends RemoteCommand {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/agents");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            var rows = new ArrayList<List<String>>();
            for (JsonNode agent : body.path("agents")) {
                rows.add(List.of(
                        Shown.text(agent, "name"),
                        agent.has("owner") ? Shown.text(agent, "owner") : "(none)",
                        Shown.text(agent, "state"),
                        Shown.text(agent, "leases")));
            }
            screen.table(List.of("AGENT", "OWNER", "STATE", "LEASES"), rows);
            if (!body.path("gone").isEmpty()) {
                screen.line(screen.bad("gone") + ": " + Shown.list(body.path("gone")));
            }
            for (JsonNode proposal : body.path("proposals")) {
                screen.line(screen.attention(Shown.text(proposal, "id")) + "  resume "
                        + Shown.text(proposal, "resume") + " " + Shown.text(proposal, "name") + "  by "
                        + Shown.text(proposal, "by") + ": " + Shown.text(proposal, "reason"));
            }
        }
    }

    /** A command that asks for a reason. */
    abstract static class WithReason extends RemoteCommand {

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is recorded.")
        private String reason;

        abstract String path();

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send("POST", path(), Json.object().put("reason", reason));
        }
    }

    @Command(
            name = "suspend",
            description = "Suspend an agent: its leases end immediately, and its calls and those of agents that "
                    + "work for it are denied.")
    static final class Suspend extends WithReason {

        @Parameters(paramLabel = "AGENT", description = "Its name.")
        private String agent;

        @Override
        String path() {
            return "/v1/agents/" + segment(agent) + "/suspend";
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line(Shown.text(body, "agent") + " is " + screen.bad("suspended"));
        }
    }

    /** The base of both proposals to resume. */
    abstract static class ProposeResume extends WithReason {
        @Override
        protected void print(JsonNode body, Screen screen) {
            String id = Shown.text(body, "id");
            screen.line("proposed as " + id
                    + "; an independent administrator confirms it with `interlock agent confirm " + id + "`");
        }
    }

    @Command(name = "resume", description = "Propose to resume a suspended agent.")
    static final class Resume extends ProposeResume {

        @Parameters(paramLabel = "AGENT", description = "Its name.")
        private String agent;

        @Override
        String path() {
            return "/v1/agents/" + segment(agent) + "/resume";
        }
    }

    /** The base of both answers. */
    abstract static class AnswerResume extends AnswerCommand {

        @Parameters(paramLabel = "PROPOSAL", description = "Its id, such as r-25.")
        private String proposal;

        AnswerResume(String verb) {
            super("resumptions", verb);
        }

        @Override
        protected String id() {
            return proposal;
        }
    }

    @Command(name = "confirm", description = "Confirm that an agent resumes, or that an owner is back.")
    static final class Confirm extends AnswerResume {
        Confirm() {
            super("confirm");
        }
    }

    @Command(name = "reject", description = "Refuse a proposal to resume.")
    static final class Reject extends AnswerResume {
        Reject() {
            super("reject");
        }
    }
}
