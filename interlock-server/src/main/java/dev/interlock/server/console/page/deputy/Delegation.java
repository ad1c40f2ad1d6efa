package dev.interlock.server.console.page.deputy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Text;
import java.time.Instant;

/**
 * Somebody answers in somebody's place.
 *
 * @param own whether the viewer is one of the two
 */
public record Delegation(String id, Text by, Text to, String group, Instant until, Text reason, boolean own) {

    /** Reads one as the API lists it. */
    public static Delegation of(JsonNode one, String viewer) {
        return new Delegation(
                Nodes.text(one, "id"),
                Text.of(Nodes.text(one, "by")),
                Text.of(Nodes.text(one, "to")),
                Nodes.text(one, "group"),
                Nodes.time(one, "until").orElse(Instant.EPOCH),
                Text.of(Nodes.text(one, "reason"), 500),
                Nodes.text(one, "by").equals(viewer) || Nodes.text(one, "to").equals(viewer));
    }
}
