package dev.interlock.server.console.page.party;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.page.thing.ObjectsModel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The objects that a party touched, and the credentials that were lent to it, at the moment and before: the newest of each.
 *
 * @param moreObjects the page of all objects; empty where these are all
 * @param moreLeases the page of all leases; empty where these are all
 */
public record Touched(
        List<ObjectsModel.Line> objects,
        Optional<String> moreObjects,
        List<Lease> leases,
        Optional<String> moreLeases) {

    /**
     * A lease that was issued.
     *
     * @param place the entry of the ledger
     */
    public record Lease(String id, Text what, Instant issued, String place) {

        static Lease of(JsonNode entry) {
            return new Lease(
                    Nodes.text(entry, "id"),
                    Text.of(Nodes.text(entry, "what"), 200),
                    Nodes.time(entry, "time").orElse(Instant.EPOCH),
                    "/console/ledger/" + entry.path("number").asLong());
        }
    }

    /**
     * @param objects those of the party, as the API lists them
     * @param lent the entries of leases that were issued to it
     */
    static Touched of(String name, JsonNode objects, JsonNode lent) {
        return new Touched(
                Nodes.list(objects.path("objects"), one -> ObjectsModel.line(one, Optional.of(name))),
                objects.has("next") ? Optional.of("/console/objects?party=" + V1.encoded(name)) : Optional.empty(),
                Nodes.list(lent.path("entries"), Lease::of),
                lent.has("next") ? Optional.of(LeasesModel.entries(name) + "&kind=lease-issued") : Optional.empty());
    }
}
