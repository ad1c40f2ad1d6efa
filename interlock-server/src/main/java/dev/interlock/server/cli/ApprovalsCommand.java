package dev.interlock.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock approvals}: held calls, and the answers of people to them. */
@Command(
        name = "approvals",
        description = "See what is held, and approve or reject it.",
        subcommands = {
            ApprovalsCommand.ListHolds.class,
            ApprovalsCommand.Show.class,
            ApprovalsCommand.Approve.class,
            ApprovalsCommand.Reject.class
        })
final class ApprovalsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? one of those below");
    }

    @Command(name = "list", description = "List what is held.")
    static final class ListHolds extends RemoteCommand {

        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "open",
                description = "open, rejected, spent, superseded, voided, or all (default: ${DEFAULT-VALUE}).")
        private String state;

        @Override
        ApiClient.Request request() {
            return ApiClient.Request.get(
                    "/v1/holds?limit=500" + (state.equals("all") ? "" : "&state=" + segment(state)));
        }

        @Override
        void print(JsonNode body, Screen screen) {
            new HoldText(screen).list(body.path("holds"));
            if (body.has("next")) {
                screen.line("... and more after " + Shown.text(body, "next"));
            }
        }
    }

    @Command(name = "show", description = "Show everything that an approver needs to judge one held call.")
    static final class Show extends RemoteCommand {

        @Parameters(paramLabel = "HOLD", description = "Its id, such as h-17.")
        private String hold;

        @Override
        ApiClient.Request request() {
            return ApiClient.Request.get("/v1/holds/" + segment(hold));
        }

        @Override
        void print(JsonNode body, Screen screen) {
            new HoldText(screen).show(body);
        }
    }

    /** Both answers. */
    abstract static class AnswerHold extends AnswerCommand {

        @Parameters(paramLabel = "HOLD", description = "Its id, such as h-17.")
        private String hold;

        AnswerHold(String verb) {
            super("holds", verb);
        }

        @Override
        String id() {
            return hold;
        }

        abstract String done(Screen screen);

        @Override
        void print(JsonNode body, Screen screen) {
            JsonNode held = body.path("hold");
            screen.line(done(screen) + ": " + Shown.text(held, "tool") + " on " + Shown.list(held.path("objects"))
                    + " by " + Shown.text(held, "agent") + " (" + Shown.text(held, "id") + ", answer "
                    + Shown.text(body, "answer") + ")");
            if (Shown.text(held, "state").equals("open")) {
                new HoldText(screen).missing(held);
            }
        }
    }

    @Command(
            name = "approve",
            description = "Let exactly this call through, once.",
            footer = {"", "The agent then makes the same call again, unchanged."})
    static final class Approve extends AnswerHold {
        Approve() {
            super("approve");
        }

        @Override
        String done(Screen screen) {
            return screen.good("approved");
        }
    }

    @Command(name = "reject", description = "Refuse this call for as long as its task lasts.")
    static final class Reject extends AnswerHold {
        Reject() {
            super("reject");
        }

        @Override
        String done(Screen screen) {
            return screen.bad("rejected");
        }
    }
}
