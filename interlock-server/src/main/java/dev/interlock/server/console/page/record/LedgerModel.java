package dev.interlock.server.console.page.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Text;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Entries of the ledger, the newest first.
 *
 * @param size how many entries the ledger has
 * @param indexed how many of them can be found by what they are about
 * @param older the address of the page with the entries before these
 * @param filters what the entries have to be about
 * @param kinds the kinds of entries that there are
 */
public record LedgerModel(
        long size,
        long indexed,
        List<Line> entries,
        Optional<String> older,
        Map<String, String> filters,
        List<String> kinds,
        Checkpoint checkpoint) {

    /** Whether only entries about something are shown. */
    public boolean filtered() {
        return !filters.isEmpty();
    }

    /** The value of a filter as it is shown; empty where it is not set. */
    public String filter(String name) {
        return Text.plain(filters.getOrDefault(name, ""), 500);
    }

    /**
     * The newest checkpoint, and what vouches for it.
     *
     * @param behind how many entries the anchor does not vouch for; empty where there is none
     */
    public record Checkpoint(
            long size, String root, Optional<Instant> signed, Text note, String vkey, Optional<Long> behind) {

        static Checkpoint of(JsonNode told, JsonNode ledger) {
            return new Checkpoint(
                    told.path("size").asLong(),
                    Nodes.text(told, "root"),
                    Nodes.time(told, "signed"),
                    Text.of(Nodes.text(told, "checkpoint"), 2_000),
                    Nodes.text(told.path("key"), "vkey"),
                    ledger.has("anchor_behind")
                            ? Optional.of(ledger.path("anchor_behind").asLong())
                            : Optional.empty());
        }
    }
}
