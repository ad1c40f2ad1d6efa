package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The form of a tool in which its input schema says of every object that it has no other members ({@code additionalProperties: false}). The
 * library that writes the schemas of most servers of npm (zod) writes this in version 3 and leaves it out in version 4, for the same code: so
 * two installations of one version of a server list tools that differ in this alone. Calls are decided in the same way under both, because a
 * member that no schema declares is never accepted.
 */
final class ClosedForm {

    private static final String SCHEMA = "inputSchema";
    private static final String OTHERS = "additionalProperties";

    private ClosedForm() {}

    /** Returns the digest that the tool would have in this form, as a catalogue pins it. */
    static String digest(ObjectNode tool) {
        ObjectNode closed = tool.deepCopy();
        close(closed.path(SCHEMA));
        return Reviewed.digest(closed);
    }

    private static void close(JsonNode schema) {
        switch (schema) {
            case ObjectNode object -> {
                object.forEach(ClosedForm::close);
                if (object.path("type").asText().equals("object")
                        && object.path("properties").isObject()
                        && !object.has(OTHERS)) {
                    object.put(OTHERS, false);
                }
            }
            case ArrayNode array -> array.forEach(ClosedForm::close);
            default -> {}
        }
    }
}
