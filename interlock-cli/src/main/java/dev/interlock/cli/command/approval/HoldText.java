package dev.interlock.cli.command.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.render.AmountWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A hold as an approver reads it: what, for whom, why it is held, and who may let it through. */
final class HoldText {

    private final Screen screen;

    HoldText(Screen screen) {
        this.screen = screen;
    }

    void list(JsonNode holds) {
        if (holds.isEmpty()) {
            screen.line("nothing is held");
            return;
        }
        var rows = new ArrayList<List<String>>();
        for (JsonNode hold : holds) {
            rows.add(List.of(
                    Shown.text(hold, "id"),
                    state(hold),
                    Shown.time(hold, "since"),
                    Shown.text(hold, "agent"),
                    Shown.text(hold, "say"),
                    amount(hold),
                    Shown.list(hold.path("codes")),
                    Shown.text(hold, "code"),
                    Shown.text(hold, "group"),
                    hold.path("mayAnswer").asBoolean() ? "yes" : "no"));
        }
        screen.table(
                List.of("HOLD", "STATE", "SINCE", "AGENT", "CALL", "AMOUNT", "WHY", "CODE", "GROUP", "YOU MAY"), rows);
    }

    /** Holds that are alike: what differs between them, one line for each. */
    void alike(JsonNode holds) {
        if (holds.isEmpty()) {
            screen.line("this group has no held calls");
            return;
        }
        var paths = new TreeSet<String>();
        holds.forEach(hold -> hold.path("differs").fieldNames().forEachRemaining(paths::add));
        var heads = new ArrayList<>(List.of("HOLD", "CODE", "OBJECTS", "AMOUNT"));
        paths.forEach(path -> heads.add(argumentName(path)));
        var rows = new ArrayList<List<String>>();
        for (JsonNode hold : holds) {
            var row = new ArrayList<>(List.of(
                    Shown.text(hold, "id"), Shown.text(hold, "code"), Shown.list(hold.path("objects")), amount(hold)));
            paths.forEach(path -> row.add(Shown.value(hold.path("differs").path(path))));
            rows.add(row);
        }
        JsonNode first = holds.path(0);
        screen.heading(Shown.text(first, "agent") + " asks to call " + Shown.text(first, "tool") + ", " + holds.size()
                + (holds.size() == 1 ? " time" : " times"));
        screen.table(heads, rows);
    }

    void show(JsonNode hold) {
        String state = state(hold);
        screen.line(screen.bold(Shown.text(hold, "id")) + "  " + coloured(state) + ", held since "
                + Shown.time(hold, "since"));
        screen.blank();
        call(hold);
        screen.blank();
        facts(hold.path("facts"));
        task(hold);
        screen.blank();
        reasons(hold.path("reasons"));
        screen.blank();
        if (hold.has("provenance")) {
            new ProvenanceText(screen).show(hold.path("provenance"));
            screen.blank();
        }
        needs(hold);
        answers(hold.path("answers"));
        screen.blank();
        screen.line("Code " + screen.bold(Shown.text(hold, "code")) + ": the agent was shown the same code"
                + (hold.path("confirm").asBoolean() ? "; the approver must repeat it" : ""));
        if (hold.has("until") && state.equals("open")) {
            screen.line("It expires at " + Shown.time(hold, "until"));
        }
        if (state.equals("approved")) {
            screen.line("It is approved: the agent may make exactly this call, once");
        }
        if (hold.path("mayAnswer").asBoolean()) {
            String id = Shown.text(hold, "id");
            screen.blank();
            screen.line("You can answer once, for exactly this call: `interlock approvals approve " + id
                    + (hold.path("confirm").asBoolean() ? " --code CODE" : "")
                    + "`, or `reject " + id + "`");
        }
    }

    /** Returns the word for the state of a hold: one that is open and approved in full waits for the agent alone. */
    static String state(JsonNode hold) {
        String state = Shown.text(hold, "state");
        return state.equals("open") && hold.path("approved").asBoolean() ? "approved" : state;
    }

    private String coloured(String state) {
        return switch (state) {
            case "open" -> screen.attention(state);
            case "approved" -> screen.good(state);
            default -> state;
        };
    }

    private void call(JsonNode hold) {
        screen.heading(Shown.text(hold, "agent") + " asks: " + Shown.text(hold, "say"));
        screen.field("tool", Shown.text(hold, "tool"));
        if (hold.has("amount")) {
            screen.field("amount", screen.bold(amount(hold)));
        }
        JsonNode relations = hold.path("relations");
        for (JsonNode object : hold.path("objects")) {
            JsonNode belongsTo = relations.path(object.asText());
            screen.field(
                    "object",
                    Shown.value(object) + (belongsTo.isEmpty() ? "" : ", belongs to " + Shown.list(belongsTo)));
        }
        if (!hold.path("creates").isEmpty()) {
            screen.field("creates", Shown.list(hold.path("creates")));
        }
        members(hold.path("values"));
        arguments("arguments", hold.path("arguments"));
        arguments("arguments that the catalogue does not use", hold.path("unread"));
        digested(hold.path("digested"), hold.path("rest"));
        screen.field("duties", Shown.list(hold.path("duties")));
        screen.field("risk", Shown.text(hold, "risk"));
    }

    private static String amount(JsonNode hold) {
        return AmountWords.of(Shown.text(hold, "amount"));
    }

    /** Prints what the record has that matters most, with the calls that show it. */
    private void facts(JsonNode facts) {
        if (facts.isEmpty()) {
            return;
        }
        screen.heading("Look at this first");
        for (JsonNode fact : facts) {
            screen.line("  " + Shown.text(fact, "text"));
            if (!fact.path("calls").isEmpty()) {
                screen.line("    " + Shown.list(fact.path("calls")));
            }
        }
        screen.blank();
    }

    /** Prints arguments one below the other: quoted, for the agent chose them. */
    private void arguments(String heading, JsonNode arguments) {
        if (arguments.isEmpty()) {
            return;
        }
        int width = 0;
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            width = Math.max(width, argumentName(argument.getKey()).length());
        }
        var lines = new ArrayList<String>();
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            String name = argumentName(argument.getKey());
            for (String line : argument.getValue().asText().lines().toList()) {
                lines.add(name + " ".repeat(width - name.length()) + "  " + line);
                name = "";
            }
        }
        screen.quotation(heading, String.join("\n", lines));
    }

    /** Prints the arguments that are not shown in clear: the digest says whether a text that somebody has is this one. */
    private void digested(JsonNode digested, JsonNode rest) {
        var lines = new ArrayList<String>();
        for (Map.Entry<String, JsonNode> argument : digested.properties()) {
            lines.add(argumentName(argument.getKey()) + "  "
                    + argument.getValue().path("size").asText() + " characters, "
                    + argument.getValue().path("digest").asText());
        }
        if (!rest.isMissingNode()) {
            lines.add("and " + rest.path("count").asText() + " more, "
                    + rest.path("digest").asText());
        }
        if (!lines.isEmpty()) {
            screen.quotation("arguments that are not shown", String.join("\n", lines));
        }
    }

    private static String argumentName(String path) {
        return Screen.printable(path.startsWith("args.") ? path.substring("args.".length()) : path);
    }

    private void members(JsonNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            screen.field(Screen.printable(member.getKey()), Shown.value(member.getValue()));
        }
    }

    private void task(JsonNode hold) {
        JsonNode task = hold.path("task");
        screen.heading("For whom");
        String goal = Shown.text(task, "goal");
        screen.field(
                "task",
                Shown.text(task, "id") + ", intent " + Shown.text(task, "intent")
                        + (goal.isBlank() || goal.equals("-") ? "" : ": " + goal));
        if (task.has("parent")) {
            screen.field("below", Shown.text(task, "parent"));
        }
        if (!task.path("objects").isEmpty()) {
            screen.field("about", Shown.list(task.path("objects")));
        }
        screen.field("opened by", Shown.text(task, "openedBy"));
        screen.quotation("instruction", Shown.raw(task, "instruction"));
        if (hold.has("requester")) {
            var parts = new ArrayList<String>();
            for (Map.Entry<String, JsonNode> attribute : hold.path("requester").properties()) {
                parts.add(Screen.printable(attribute.getKey()) + " " + Shown.value(attribute.getValue()));
            }
            screen.field("requester", String.join(", ", parts));
        }
    }

    private void reasons(JsonNode reasons) {
        screen.heading("Why it is held");
        for (JsonNode reason : reasons) {
            String text = Shown.text(reason, "text");
            String title = reason.has("title") ? " (" + Shown.text(reason, "title") + "): " : ": ";
            String code = screen.dim("[" + Shown.text(reason, "code") + "]");
            String prefix = Shown.text(reason, "rule") + title;
            if (reason.has("rule") && text.startsWith(prefix)) {
                screen.line("  " + screen.bold(Shown.text(reason, "rule")) + "  "
                        + (reason.has("title") ? Shown.text(reason, "title") : ""));
                screen.line("    " + text.substring(prefix.length()) + " " + code);
            } else {
                screen.line("  " + text + " " + code);
            }
            for (JsonNode witness : reason.path("witnesses")) {
                screen.line("    " + Shown.text(witness, "call") + ": " + Shown.text(witness, "text"));
            }
        }
    }

    private void needs(JsonNode hold) {
        JsonNode needs = hold.path("needs");
        screen.heading(needs.size() > 1 ? "Who may approve it (all of these are needed)" : "Who may approve it");
        for (JsonNode need : needs) {
            if (need.has("text")) {
                screen.line("  " + Shown.text(need, "text"));
                JsonNode may = need.path("may");
                String names = may.isEmpty() ? screen.bad("no registered person") : Shown.list(may);
                screen.line("    these are: " + names + "; an approval is valid for "
                        + Shown.seconds(need.path("validSeconds").asLong()));
                if (!need.path("approvedBy").isEmpty()) {
                    screen.line("    " + screen.good("approved by: " + Shown.list(need.path("approvedBy"))));
                }
            } else {
                String group = need.has("group") ? " of " + Shown.text(need, "group") : "";
                long count = need.path("count").asLong();
                screen.line("  " + (count == 1 ? "an independent person" : count + " independent people") + group);
            }
        }
        if (needs.size() > 1) {
            screen.line("  An answer counts towards each line for which its author is eligible.");
        }
    }

    /** Prints the needs that are still missing after an approval; none when the call may be made. */
    void missing(JsonNode hold) {
        for (JsonNode need : hold.path("needs")) {
            if (need.path("approvedBy").size() < need.path("count").asInt()) {
                screen.line(screen.attention("still needed") + ": " + Shown.text(need, "text"));
            }
        }
    }

    private void answers(JsonNode answers) {
        if (answers.isEmpty()) {
            return;
        }
        screen.blank();
        screen.heading("Answers");
        for (JsonNode answer : answers) {
            boolean approved = answer.path("approved").asBoolean();
            screen.line("  - " + (approved ? screen.good("approved") : screen.bad("rejected"))
                    + (answer.has("by") ? " by " + Shown.text(answer, "by") : "") + ", " + Shown.time(answer, "at"));
            if (!answer.path("comment").asText().isBlank()) {
                screen.quotation("", answer.path("comment").asText());
            }
        }
    }
}
