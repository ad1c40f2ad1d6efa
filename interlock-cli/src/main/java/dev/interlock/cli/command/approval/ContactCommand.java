package dev.interlock.cli.command.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock contact}: the verified contacts of owners. */
@Command(
        name = "contact",
        description = "List and withdraw contacts that people verified.",
        subcommands = {ContactCommand.ListContacts.class, ContactCommand.Withdraw.class})
public final class ContactCommand extends CommandGroup {

    @Command(
            name = "list",
            description = "List the calls whose contacts are currently verified.",
            footer = {
                "",
                "A contact counts for all agents of the owner, as long as those who approved it are independent.",
                "`interlock explain c-27` tells the story of a call; `interlock contact withdraw c-27` ends all"
                        + " contacts that it registered."
            })
    static final class ListContacts extends RemoteCommand {

        @Option(names = "--owner", paramLabel = "NAME", description = "Only those of this owner.")
        private @Nullable String owner;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/contacts?limit=500" + (owner == null ? "" : "&owner=" + segment(owner)));
        }

        /** Reads the whole list, part by part. If a part is refused, so is the list, because an incomplete one would mislead. */
        @Override
        protected ApiClient.Result send(ApiClient.Request first) throws WrongUsage, InterruptedException, IOException {
            ArrayNode contacts = Json.array();
            String after = "";
            while (true) {
                ApiClient.Result result = super.send(ApiClient.Request.get(first.path() + after));
                if (!(result instanceof ApiClient.Result.Done(JsonNode part))) {
                    return result;
                }
                part.path("contacts").forEach(contacts::add);
                if (!part.has("next")) {
                    return new ApiClient.Result.Done(Json.object().set("contacts", contacts));
                }
                after = "&after=" + segment(Shown.raw(part, "next"));
            }
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            if (body.path("contacts").isEmpty()) {
                screen.line("no verified contacts");
                return;
            }
            var rows = new ArrayList<List<String>>();
            for (JsonNode contact : body.path("contacts")) {
                rows.add(List.of(
                        Shown.text(contact, "call"),
                        Shown.time(contact, "at"),
                        Shown.text(contact, "owner"),
                        Shown.text(contact, "agent"),
                        Shown.text(contact, "tool"),
                        arguments(contact),
                        Shown.text(contact, "destinations"),
                        Shown.text(contact, "tier"),
                        contact.path("marks").isEmpty() ? "all calls" : Shown.list(contact.path("marks")),
                        approvers(contact)));
            }
            screen.table(
                    List.of(
                            "CALL",
                            "SINCE",
                            "OWNER",
                            "AGENT",
                            "TOOL",
                            "CONTACT",
                            "DESTINATIONS",
                            "TIER",
                            "FOR",
                            "APPROVED BY"),
                    rows);
        }

        private static String arguments(JsonNode contact) {
            String named = contact.path("arguments").properties().stream()
                    .map(argument -> Screen.printable(argument.getKey()) + ": " + Shown.value(argument.getValue()))
                    .collect(Collectors.joining(", "));
            return named.isEmpty() ? "erased" : named;
        }

        private static String approvers(JsonNode contact) {
            return StreamSupport.stream(contact.path("approvals").spliterator(), false)
                    .map(approval -> Shown.text(approval, "by")
                            + (approval.has("inPlaceOf") ? " for " + Shown.list(approval.path("inPlaceOf")) : ""))
                    .collect(Collectors.joining(", "));
        }
    }

    @Command(
            name = "withdraw",
            description = "End the verification of all contacts that a call registered, for all agents of the owner.",
            footer = {
                "",
                "From then on, the approval of the contact no longer counts for any new call. The entry in the address"
                        + " book remains, and calls that have already been permitted are not stopped."
            })
    static final class Withdraw extends RemoteCommand {

        @Parameters(paramLabel = "CALL", description = "The call that registered them, such as c-27.")
        private String call;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is recorded.")
        private String reason;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send(
                    "POST",
                    "/v1/contacts/" + segment(call) + "/withdraw",
                    Json.object().put("reason", reason));
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line("the contacts of " + Shown.text(body, "call") + " are " + screen.bad("withdrawn"));
        }
    }
}
