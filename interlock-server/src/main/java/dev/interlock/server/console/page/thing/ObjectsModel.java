package dev.interlock.server.console.page.thing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The objects of the record: those that were touched last, or those whose names begin so.
 *
 * @param older the address of the next page
 */
public record ObjectsModel(List<Line> objects, String type, String query, Optional<String> older) {

    /** An object in a list. */
    public record Line(Text name, String place, long entries, Instant at) {}

    static Line line(JsonNode object) {
        String name = Nodes.text(object, "object");
        return new Line(
                Text.of(name, 200),
                Places.object(name),
                object.path("entries").asLong(),
                Nodes.time(object, "at").orElse(Instant.EPOCH));
    }
}
