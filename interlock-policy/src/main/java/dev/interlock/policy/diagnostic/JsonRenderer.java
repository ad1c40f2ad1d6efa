package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;
import java.util.List;

/** Diagnostics as a JSON array of objects, for editors and pipelines. */
public final class JsonRenderer {

    private JsonRenderer() {}

    /**
     * Renders each diagnostic with the members severity, code, file, line, column, length, message, remedy; and labels, if there
     * are any, each with file, line, column, length, text.
     */
    public static String render(List<Diagnostic> diagnostics) {
        StringBuilder out = new StringBuilder("[");
        for (Diagnostic d : diagnostics) {
            out.append(out.length() == 1 ? "\n" : ",\n").append("  {");
            member(out, "severity", d.severity().text()).append(", ");
            member(out, "code", d.check().code()).append(", ");
            place(out, d.place());
            member(out, "message", d.message()).append(", ");
            member(out, "remedy", d.remedy());
            labels(out, d.labels());
            out.append('}');
        }
        return out.append(diagnostics.isEmpty() ? "]\n" : "\n]\n").toString();
    }

    private static void place(StringBuilder out, Place place) {
        member(out, "file", place.file().shown()).append(", ");
        out.append("\"line\": ").append(place.line()).append(", ");
        out.append("\"column\": ").append(place.column()).append(", ");
        out.append("\"length\": ").append(place.length()).append(", ");
    }

    private static void labels(StringBuilder out, List<Label> labels) {
        for (int i = 0; i < labels.size(); i++) {
            out.append(i == 0 ? ", \"labels\": [{" : ", {");
            place(out, labels.get(i).place());
            member(out, "text", labels.get(i).text()).append('}');
        }
        out.append(labels.isEmpty() ? "" : "]");
    }

    private static StringBuilder member(StringBuilder out, String name, String value) {
        return out.append('"').append(name).append("\": ").append(JsonString.of(value));
    }
}
