package dev.interlock.cli.command.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import java.util.ArrayList;

/** The values of a held call, and who chose each of them, as an approver reads it. */
final class ProvenanceText {

    private final Screen screen;

    ProvenanceText(Screen screen) {
        this.screen = screen;
    }

    void show(JsonNode provenance) {
        screen.heading("Who chose the values");
        screen.line("  " + Shown.text(provenance, "text"));
        JsonNode instruction = provenance.path("instruction");
        if (!instruction.isMissingNode()) {
            screen.quotation(Shown.text(instruction, "by"), Shown.raw(instruction, "text"));
        }
        provenance.path("values").forEach(this::value);
        if (provenance.has("more")) {
            screen.line("  and " + provenance.path("more").asInt() + " more");
        }
    }

    private void value(JsonNode value) {
        String text = Shown.text(value, "text");
        screen.line("  " + screen.bold(Shown.text(value, "path")) + ": "
                + (value.path("doubtful").asBoolean() ? screen.attention(text) : text));
        if (value.has("value")) {
            screen.quotation("value", Shown.raw(value, "value"));
        }
        JsonNode source = value.path("source");
        if (!source.isMissingNode()) {
            screen.field(
                    "from",
                    call(source)
                            + (source.has("field")
                                    ? ", field `" + Shown.text(source, "field") + "`, offset "
                                            + source.path("offset").asInt()
                                    : ""));
        }
        if (source.has("quotation")) {
            screen.quotation("", Shown.raw(source, "quotation"));
        }
        var also = new ArrayList<String>();
        value.path("also").forEach(each -> also.add(call(each)));
        if (!also.isEmpty()) {
            screen.field("also from", String.join(", ", also));
        }
    }

    private static String call(JsonNode source) {
        return Shown.text(source, source.has("call") ? "call" : "text")
                + (source.has("tool") ? " " + Shown.text(source, "tool") : "");
    }
}
