package dev.interlock.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.AnswerCommand;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock link}: what was found out later about values and objects. */
@Command(
        name = "link",
        description = {
            "Record that values are the same, or where an object comes from.",
            "Also records what an attribute of an agent was before it was registered."
        },
        subcommands = {
            LinkCommand.OfValues.class,
            LinkCommand.OfObjects.class,
            LinkCommand.OfUnknown.class,
            LinkCommand.ListProposals.class,
            LinkCommand.Confirm.class,
            LinkCommand.Reject.class
        },
        footer = {
            "",
            "One person proposes a link, and an independent administrator confirms it. No decision "
                    + "is rewritten, but conflicts that the link completes are reported, and approvals that "
                    + "relied on the difference become void."
        })
public final class LinkCommand extends CommandGroup {

    /** The base of both proposals. */
    abstract static class Propose extends RemoteCommand {

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "How you know; it is recorded.")
        private String reason;

        abstract ObjectNode link();

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send("POST", "/v1/links", link().put("reason", reason));
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            String id = Shown.text(body, "id");
            screen.line(
                    "proposed as " + id + "; someone independent confirms it with `interlock link confirm " + id + "`");
        }
    }

    @Command(name = "value", description = "Propose that two values of an attribute be treated as the same.")
    static final class OfValues extends Propose {

        @Option(
                names = "--attribute",
                paramLabel = "NAME",
                required = true,
                description = "The attribute, such as owner, agent or model.")
        private String attribute;

        @Parameters(index = "0", paramLabel = "VALUE", description = "One of the two values.")
        private String first;

        @Parameters(index = "1", paramLabel = "VALUE", description = "The other value.")
        private String second;

        @Override
        ObjectNode link() {
            return Json.object().put("attribute", attribute).put("first", first).put("second", second);
        }
    }

    @Command(
            name = "object",
            description =
                    "Propose that an object was made from another of the same type, or belongs to one of another type.")
    static final class OfObjects extends Propose {

        @Parameters(index = "0", paramLabel = "CHILD", description = "The copy, such as role/y.")
        private String child;

        @Parameters(index = "1", paramLabel = "PARENT", description = "What it comes from, such as role/x.")
        private String parent;

        @Override
        ObjectNode link() {
            return Json.object().put("child", child).put("parent", parent);
        }
    }

    @Command(
            name = "unknown",
            description = "Propose the value of an agent's attribute where the record has none.",
            footer = {
                "",
                "Neither you nor the person who confirms it may be connected with the agent or the "
                        + "value. Later calls use the value in the configuration, so correct that first."
            })
    static final class OfUnknown extends Propose {

        @Option(
                names = "--attribute",
                paramLabel = "NAME",
                required = true,
                description = "The attribute, such as origin, owner or model.")
        private String attribute;

        @Parameters(index = "0", paramLabel = "AGENT", description = "The agent.")
        private String agent;

        @Parameters(index = "1", paramLabel = "VALUE", description = "What it was.")
        private String value;

        @Override
        ObjectNode link() {
            return Json.object().put("unknown", attribute).put("agent", agent).put("value", value);
        }
    }

    @Command(name = "list", description = "List the proposed links.")
    static final class ListProposals extends RemoteCommand {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/links?limit=500");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            for (JsonNode link : body.path("links")) {
                screen.line(Shown.text(link, "id") + "  " + what(link) + "  by " + Shown.text(link, "by") + ": "
                        + Shown.text(link, "reason"));
            }
            if (body.path("links").isEmpty()) {
                screen.line("nothing is proposed");
            }
        }
    }

    /** Words what a proposal says. */
    private static String what(JsonNode link) {
        if (link.has("unknown")) {
            return "the unknown " + Shown.text(link, "unknown") + " of " + Shown.text(link, "agent") + " was "
                    + Shown.text(link, "value");
        }
        return link.has("attribute")
                ? Shown.text(link, "attribute") + " " + Shown.text(link, "first") + " = " + Shown.text(link, "second")
                : Shown.text(link, "child") + " from " + Shown.text(link, "parent");
    }

    /** The base of both answers. */
    abstract static class AnswerLink extends AnswerCommand {

        @Parameters(paramLabel = "LINK", description = "Its id, such as l-23.")
        private String link;

        AnswerLink(String verb) {
            super("links", verb);
        }

        @Override
        protected String id() {
            return link;
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            super.print(body, screen);
            for (JsonNode latent : body.path("latent")) {
                screen.line("  " + screen.bad("latent") + ": " + Shown.text(latent, "text"));
            }
            if (!body.path("voided").isEmpty()) {
                screen.line("  void: " + Shown.list(body.path("voided")));
            }
        }
    }

    @Command(name = "confirm", description = "Confirm a proposed link: it applies from now on.")
    static final class Confirm extends AnswerLink {
        Confirm() {
            super("confirm");
        }
    }

    @Command(name = "reject", description = "Reject a proposed link.")
    static final class Reject extends AnswerLink {
        Reject() {
            super("reject");
        }
    }
}
