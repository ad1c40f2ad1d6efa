package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.PlainJson;
import java.util.Map;

/**
 * The name of one use of a tool, by which its outcome is told.
 *
 * @param unique whether the program gives each use a name of its own; else it is that of all uses that are alike
 */
record CallName(String text, boolean unique) {

    /** Returns the name of all uses of a tool with this input, for programs that give them none. */
    static CallName alike(String tool, ObjectNode input) throws Refusal {
        try {
            String digest = Digests.canonical(Map.of("tool", tool, "input", PlainJson.of(input)));
            return new CallName(digest, /* unique= */ false);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("the tool's input cannot be written in canonical form: " + e.getMessage());
        }
    }
}
