package dev.interlock.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
                    Shown.text(hold, "state"),
                    Shown.time(hold, "since"),
                    Shown.text(hold, "agent"),
                    Shown.text(hold, "tool"),
                    Shown.list(hold.path("objects")),
                    Shown.text(hold, "amount"),
                    Shown.list(hold.path("codes")),
                    hold.path("mayAnswer").asBoolean() ? "yes" : "no"));
        }
        screen.table(List.of("HOLD", "STATE", "SINCE", "AGENT", "TOOL", "OBJECTS", "AMOUNT", "WHY", "YOU MAY"), rows);
    }

    void show(JsonNode hold) {
        String state = Shown.text(hold, "state");
        screen.line(screen.bold(Shown.text(hold, "id")) + "  "
                + (state.equals("open") ? screen.attention(state) : state) + ", held since "
                + Shown.time(hold, "since"));
        screen.blank();
        call(hold);
        screen.blank();
        task(hold);
        screen.blank();
        reasons(hold.path("reasons"));
        screen.blank();
        needs(hold);
        answers(hold.path("answers"));
        if (hold.path("mayAnswer").asBoolean()) {
            String id = Shown.text(hold, "id");
            screen.blank();
            screen.line("You may answer: `interlock approvals approve " + id + "` or `... reject " + id + "`");
        }
    }

    private void call(JsonNode hold) {
        screen.heading(Shown.text(hold, "agent") + " asks to call " + Shown.text(hold, "tool"));
        if (hold.has("amount")) {
            screen.field("amount", screen.bold(Shown.text(hold, "amount")));
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
        for (Map.Entry<String, JsonNode> argument : hold.path("arguments").properties()) {
            screen.quotation(Screen.printable(argument.getKey()), argument.getValue().asText());
        }
        screen.field("duties", Shown.list(hold.path("duties")));
        screen.field("risk", Shown.text(hold, "risk"));
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
        screen.field("task", Shown.text(task, "id") + ", intent " + Shown.text(task, "intent")
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
            screen.line("  - " + Shown.text(reason, "text") + " " + screen.dim("[" + Shown.text(reason, "code") + "]"));
            for (JsonNode witness : reason.path("witnesses")) {
                screen.line("      " + Shown.text(witness, "call") + ": " + Shown.text(witness, "text"));
            }
        }
    }

    private void needs(JsonNode hold) {
        screen.heading("Who may let it through");
        for (JsonNode need : hold.path("needs")) {
            String who = need.has("text")
                    ? Shown.text(need, "text")
                    : Shown.plural(need.path("count").asLong(), "approval") + " by "
                            + (need.has("group") ? Shown.text(need, "group") : "an independent person");
            screen.line("  - " + who);
            if (need.has("may")) {
                JsonNode may = need.path("may");
                screen.line("      " + (may.isEmpty() ? screen.bad("nobody registered may") : "may: " + Shown.list(may)));
                screen.line("      an approval is good for this very call, once, within "
                        + Shown.seconds(need.path("validSeconds").asLong()));
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
