package dev.interlock.server.console.page.thing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The objects of the record: those that were touched last, those that one party touched last, or those whose names begin so.
 *
 * @param party who touched them; empty for everybody
 * @param older the address of the next page
 */
public record ObjectsModel(
        List<Line> objects, Optional<String> party, String type, String query, Optional<String> older) {

    /**
     * An object in a list.
     *
     * @param counted the page of the entries that are counted
     */
    public record Line(Text name, String place, long entries, String counted, Instant at) {}

    /** @param party who touched it; empty for everybody */
    public static Line line(JsonNode object, Optional<String> party) {
        String name = Nodes.text(object, "object");
        return new Line(
                Text.of(name, 200),
                Places.object(name),
                object.path("entries").asLong(),
                "/console/ledger?object=" + V1.encoded(name)
                        + party.map(who -> "&party=" + V1.encoded(who)).orElse(""),
                Nodes.time(object, "at").orElse(Instant.EPOCH));
    }
}
