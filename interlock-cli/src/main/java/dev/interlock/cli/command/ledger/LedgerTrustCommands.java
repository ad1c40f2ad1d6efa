package dev.interlock.cli.command.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.AnswerCommand;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommands of {@code interlock ledger} by which people see whether a running server trusts its ledger, and accept it as it is. */
final class LedgerTrustCommands {

    private LedgerTrustCommands() {}

    @Command(name = "status", description = "Show whether the ledger of a running server is open, and if not, why.")
    static final class Status extends RemoteCommand {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/ledger");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            boolean open = Shown.text(body, "state").equals("open");
            screen.line((open ? screen.good("open") : screen.bad("closed")) + ": " + Shown.text(body, "origin") + ", "
                    + body.path("size").asLong() + " entries");
            for (JsonNode each : body.path("closed_for")) {
                screen.line("  " + Shown.text(each, "text") + " (" + Shown.text(each, "cause") + ", entry "
                        + each.path("entry").asLong() + ")");
            }
            screen.line(
                    body.has("anchor_behind")
                            ? "anchor: " + body.path("anchor_behind").asLong() + " entries behind"
                            : "anchor: none, so an older copy of the data folder would go unnoticed");
            if (body.has("proposed")) {
                JsonNode proposed = body.path("proposed");
                screen.line("proposed by " + Shown.text(proposed, "by") + ": " + Shown.text(proposed, "reason")
                        + "; someone independent confirms it with `interlock ledger confirm "
                        + Shown.text(proposed, "id") + "`");
            }
        }
    }

    @Command(
            name = "accept",
            description = "Propose to accept the closed ledger of a running server as it is.",
            footer = {
                "",
                "A server closes its ledger if entries may be missing: it was restored from a backup, "
                        + "or its anchor shows a later state. One administrator proposes to accept it, and another, "
                        + "independent of the first, confirms it. If there is a newer data folder, put it "
                        + "back instead."
            })
    static final class Accept extends RemoteCommand {

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "What happened to the missing entries; it is recorded.")
        private String reason;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send(
                    "POST", "/v1/ledger/accept", Json.object().put("reason", reason));
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            String id = Shown.text(body, "id");
            screen.line(
                    Shown.text(body, "state").equals("accepted")
                            ? screen.good("accepted") + " as " + id + " (single administrator): the ledger is open"
                            : "proposed as " + id + "; someone independent confirms it with `interlock ledger confirm "
                                    + id + "`");
        }
    }

    /** The base of both answers. */
    abstract static class Answer extends AnswerCommand {

        @Parameters(paramLabel = "PROPOSAL", description = "Its id, such as accept-52.")
        private String proposal;

        Answer(String verb) {
            super("ledger", verb);
        }

        @Override
        protected String id() {
            return proposal;
        }
    }

    @Command(name = "confirm", description = "Confirm a proposal to accept the ledger, which opens it.")
    static final class Confirm extends Answer {
        Confirm() {
            super("confirm");
        }
    }

    @Command(name = "reject", description = "Reject the proposal: the ledger stays closed.")
    static final class Reject extends Answer {
        Reject() {
            super("reject");
        }
    }
}
