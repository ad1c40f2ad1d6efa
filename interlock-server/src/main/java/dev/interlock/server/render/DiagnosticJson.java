package dev.interlock.server.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.yaml.Place;
import java.util.List;

/** Diagnostics as JSON, with the members that {@code interlock check --json} has. */
public final class DiagnosticJson {

    private DiagnosticJson() {}

    /** Appends an object for each. */
    public static void put(ArrayNode list, List<Diagnostic> diagnostics) {
        for (Diagnostic d : diagnostics) {
            ObjectNode view = list.addObject()
                    .put("severity", d.severity().text())
                    .put("code", d.check().code());
            place(view, d.place());
            view.put("message", d.message()).put("remedy", d.remedy());
            if (!d.labels().isEmpty()) {
                ArrayNode labels = view.putArray("labels");
                for (Label label : d.labels()) {
                    ObjectNode item = labels.addObject();
                    place(item, label.place());
                    item.put("text", label.text());
                }
            }
        }
    }

    private static void place(ObjectNode view, Place place) {
        view.put("file", place.file().shown())
                .put("line", place.line())
                .put("column", place.column())
                .put("length", place.length());
    }
}
