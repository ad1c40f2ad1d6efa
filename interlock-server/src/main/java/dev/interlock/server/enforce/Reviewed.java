package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.PlainJson;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The digest of a tool as a reviewer saw it: of its description, schemas and annotations, which say what it does. Whoever
 * changes one of them may have changed what the tool does, or what a model believes of it.
 */
public final class Reviewed {

    private static final List<String> MEMBERS =
            List.of("name", "title", "description", "inputSchema", "outputSchema", "annotations", "execution");

    private Reviewed() {}

    /** Returns the digests under which the tool counts as reviewed: its own, and that of its {@linkplain ClosedForm closed form}. */
    public static Set<String> digests(ObjectNode tool) {
        return new TreeSet<>(List.of(digest(tool), ClosedForm.digest(tool)));
    }

    /** {@code sha-256:} and the hex digest over the members in the form of RFC 8785. */
    public static String digest(ObjectNode tool) {
        ObjectNode seen = Json.object();
        for (String member : MEMBERS) {
            if (tool.has(member)) {
                seen.set(member, tool.get(member));
            }
        }
        try {
            return Digests.sha256(CanonicalJson.canonicalize(PlainJson.of(seen)));
        } catch (UnencodableException e) {
            // A tool whose schema two readers may read differently was reviewed by nobody: this is the digest of no
            // review.
            return Digests.sha256("not canonical: " + seen);
        }
    }
}
