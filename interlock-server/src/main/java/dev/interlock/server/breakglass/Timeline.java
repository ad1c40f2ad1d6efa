package dev.interlock.server.breakglass;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.EventLine;
import dev.interlock.server.render.FindingWords;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of a lane, reconstructed from the record and from nothing else: for whoever reviews it.
 *
 * @param entries the lane's events in order
 */
public record Timeline(long lane, List<Recorded> entries) {

    public Timeline {
        entries = List.copyOf(entries);
    }

    /**
     * Reads it from the ledger.
     *
     * @param size how many entries are looked at
     */
    public static Timeline of(long lane, LedgerReplayer history, long size) throws IOException {
        var record = new LaneRecord(lane);
        var entries = new ArrayList<Recorded>();
        history.scan(lane, size, recorded -> {
            if (record.see(recorded)) {
                entries.add(recorded);
            }
        });
        return new Timeline(lane, entries);
    }

    /**
     * Returns an object for each entry: {@code seq}, {@code time}, {@code id}, {@code by}, {@code what}, {@code text}, {@code waived}.
     */
    public ArrayNode json(LedgerReplayer history, FindingWords words, CallPhrases phrases) {
        ArrayNode list = Json.array();
        for (Recorded recorded : entries) {
            EventLine line = EventLine.of(recorded, history, phrases);
            ObjectNode entry = list.addObject()
                    .put("seq", recorded.seq())
                    .put("time", Instant.ofEpochMilli(recorded.timeMillis()).toString())
                    .put("id", line.id())
                    .put("by", line.who())
                    .put("what", line.verdict())
                    .put("text", line.what());
            if (recorded.event() instanceof Event.CallReserved reserved
                    && !reserved.waived().isEmpty()) {
                ArrayNode waived = entry.putArray("waived");
                reserved.waived().forEach(finding -> waived.add(finding(finding, words)));
            }
        }
        return list;
    }

    private static ObjectNode finding(Finding finding, FindingWords words) {
        ObjectNode one = Json.object()
                .put("rule", finding.rule())
                .put("code", finding.code().text())
                .put("text", words.reason(finding));
        words.title(finding.rule()).ifPresent(title -> one.put("title", title));
        return one;
    }
}
