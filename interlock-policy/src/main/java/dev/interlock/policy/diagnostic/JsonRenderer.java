package dev.interlock.policy.diagnostic;

import java.util.List;

/** Diagnostics as a JSON array of objects, for editors and pipelines. */
public final class JsonRenderer {

    private JsonRenderer() {}

    /** Members: severity, code, file, line, column, length, message, remedy. */
    public static String render(List<Diagnostic> diagnostics) {
        StringBuilder out = new StringBuilder("[");
        for (Diagnostic d : diagnostics) {
            out.append(out.length() == 1 ? "\n" : ",\n").append("  {");
            member(out, "severity", d.severity().text()).append(", ");
            member(out, "code", d.check().code()).append(", ");
            member(out, "file", d.place().file().path()).append(", ");
            out.append("\"line\": ").append(d.place().line()).append(", ");
            out.append("\"column\": ").append(d.place().column()).append(", ");
            out.append("\"length\": ").append(d.place().length()).append(", ");
            member(out, "message", d.message()).append(", ");
            member(out, "remedy", d.remedy()).append('}');
        }
        return out.append(diagnostics.isEmpty() ? "]\n" : "\n]\n").toString();
    }

    private static StringBuilder member(StringBuilder out, String name, String value) {
        out.append('"').append(name).append("\": \"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"');
    }
}
