package dev.interlock.server.breakglass;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.EventLine;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The events of a lane, reconstructed from the record and from nothing else: for whoever reviews it.
 *
 * @param entries the lane's events in order
 */
public record Timeline(List<Recorded> entries) {

    /** The most objects that are named of one call. */
    private static final int MOST_OBJECTS = 10;

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
        return new Timeline(entries);
    }

    /**
     * Returns an object for each entry: {@code seq}, {@code time}, {@code kind}, {@code id}, {@code by}, {@code what}, {@code tone}, {@code text}; of a call {@code tool},
     * {@code objects}, {@code amount}, and the findings that were {@code waived} or have {@code stopped} it; of what became of a call the {@code
     * call}; of a credential to whom it was {@code given_to}.
     */
    public ArrayNode json(LedgerReplayer history, FindingWords words, CallPhrases phrases) {
        ArrayNode list = Json.array();
        for (Recorded recorded : entries) {
            EventLine line = EventLine.of(recorded, history, phrases);
            ObjectNode entry = list.addObject()
                    .put("seq", recorded.seq())
                    .put("time", Instant.ofEpochMilli(recorded.timeMillis()).toString())
                    .put("kind", EventCodec.type(recorded.event()))
                    .put("id", line.id())
                    .put("by", line.who())
                    .put("what", line.verdict())
                    .put("tone", line.tone().name().toLowerCase(Locale.ROOT))
                    .put("text", line.what());
            if (recorded.event() instanceof Event.CallDecided call) {
                call(entry, call);
                phrases.put(entry, recorded);
            }
            about(recorded.event()).ifPresent(call -> entry.put("call", Ids.call(call)));
            if (recorded.event() instanceof LeaseEvent.Issued issued
                    && issued.kind().equals(BreakGlass.CREDENTIAL)) {
                entry.put("given_to", issued.binding().get(BreakGlass.GIVEN_TO));
            }
            if (recorded.event() instanceof Event.CallDenied denied) {
                denied.findings().forEach(finding -> entry.withArray("stopped").add(finding(finding, words)));
            }
            if (recorded.event() instanceof Event.CallReserved reserved
                    && !reserved.waived().isEmpty()) {
                ArrayNode waived = entry.putArray("waived");
                reserved.waived().forEach(finding -> waived.add(finding(finding, words)));
            }
        }
        return list;
    }

    /** The call of which an event tells what became of it. */
    private static OptionalLong about(Event event) {
        return switch (event) {
            case Event.CallSettled settled -> OptionalLong.of(settled.call());
            case Event.CallConfirmed confirmed -> OptionalLong.of(confirmed.call());
            case Event.CallReconciled reconciled -> OptionalLong.of(reconciled.call());
            default -> OptionalLong.empty(); // other events are lines of their own
        };
    }

    /** Tells what the call was about, for whoever shows it in words of their own. */
    private static void call(ObjectNode entry, Event.CallDecided call) {
        entry.put("tool", call.facts().tool());
        ArrayNode objects = entry.putArray("objects");
        call.facts().actsOn().stream().limit(MOST_OBJECTS).forEach(object -> objects.add(object.toString()));
        call.facts().amount().ifPresent(amount -> entry.put("amount", amount.toString()));
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
