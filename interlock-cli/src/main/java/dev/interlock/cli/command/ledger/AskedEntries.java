package dev.interlock.cli.command.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.AskedServer;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.render.EventLine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Entries of a running server's record, as its API lists them: the newest first, page by page. */
final class AskedEntries {

    private static final int PAGE = 500;

    private final AskedServer server;
    private final String about;

    /** @param about what the entries have to be about, as parameters of the list */
    AskedEntries(AskedServer server, String about) {
        this.server = server;
        this.about = about;
    }

    /**
     * The entries that were read.
     *
     * @param entries the oldest first
     * @param size of the whole record
     */
    record Read(List<EventLine.Columns> entries, long size) {}

    /**
     * Entries from one to another.
     *
     * @param most how many of the last ones at most
     * @return empty where the server refuses, which is said
     */
    Optional<Read> read(LedgerRange range, int most) throws WrongUsage, InterruptedException, IOException {
        var found = new ArrayList<EventLine.Columns>();
        String before = range.last() == Long.MAX_VALUE ? "" : "&before=" + (range.last() + 1);
        while (true) {
            Optional<JsonNode> page =
                    server.ask("/v1/entries?limit=" + Math.min(PAGE, most - found.size()) + before + about);
            if (page.isEmpty()) {
                return Optional.empty();
            }
            boolean over = false;
            for (JsonNode entry : page.get().path("entries")) {
                over |= entry.path("number").asLong() < range.first();
                if (!over) {
                    found.add(columns(entry));
                }
            }
            JsonNode next = page.get().path("next");
            if (over || next.isMissingNode() || next.asLong() <= range.first() || found.size() >= most) {
                return Optional.of(
                        new Read(found.reversed(), page.get().path("size").asLong()));
            }
            before = "&before=" + next.asLong();
        }
    }

    private static EventLine.Columns columns(JsonNode entry) {
        return new EventLine.Columns(
                Instant.parse(entry.path("time").asText()).toEpochMilli(),
                Shown.text(entry, entry.has("id") ? "id" : "number"),
                Shown.text(entry, "who"),
                Shown.text(entry, "word"),
                EventLine.Tone.valueOf(entry.path("tone").asText().toUpperCase(Locale.ROOT)),
                Screen.printable(entry.path("what").asText()));
    }
}
