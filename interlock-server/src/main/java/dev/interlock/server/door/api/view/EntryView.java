package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Verdict;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.EventLine;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Paint;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An entry of the record in a list: who did what, in one line; of a call what was decided, and what became of it. */
public final class EntryView {

    /** The most of a list that is shown of one entry, whose event has all of it. */
    private static final int MOST = 32;

    /** The longest text of an entry. */
    private static final int LONGEST = 2_000;

    private final LedgerReplayer history;
    private final Outcomes outcomes;
    private final HeldCalls held;
    private final CallPhrases phrases;

    /** @param phrases how calls read */
    public EntryView(Domain domain, RecordIndex index, CallPhrases phrases) {
        this.history = domain.history();
        this.held = new HeldCalls(domain, index);
        this.phrases = phrases;
        this.outcomes = new Outcomes(history, index);
    }

    /** The entry with this number, as the ledger has it. */
    public ObjectNode of(long number) {
        return of(history.event(number));
    }

    public ObjectNode of(Recorded recorded) {
        return of(
                recorded,
                recorded.event() instanceof Event.CallReserved call ? outcomes.later(call.call()) : List.of());
    }

    /** @param later the entries about it, of a call that was permitted */
    ObjectNode of(Recorded recorded, List<Recorded> later) {
        EventLine line = EventLine.of(recorded, history, phrases);
        ObjectNode view = Json.object()
                .put("number", recorded.seq())
                .put("time", Times.of(recorded.timeMillis()))
                .put("kind", EventCodec.type(recorded.event()));
        if (!line.id().equals(Long.toString(recorded.seq()))) {
            view.put("id", line.id());
        }
        view.put("who", bounded(line.who()))
                .put("word", line.verdict())
                .put("tone", line.tone().name().toLowerCase(Locale.ROOT))
                .put("what", bounded(line.what()))
                .put("text", bounded(line.format(Paint.NONE, 1, 1)));
        phrases.put(view, recorded);
        if (recorded.event() instanceof Event.HoldAnswered answered) {
            view.put("hold", Ids.hold(answered.hold())).put("comment", bounded(answered.comment()));
            phrases.put(view, history.event(answered.hold()));
        }
        if (recorded.event() instanceof Event.CallDecided call) {
            put(view, call, later);
        }
        return view;
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private void put(ObjectNode view, Event.CallDecided call, List<Recorded> later) {
        view.put("verdict", Verdict.of(call).text()).put("agent", call.actor().name());
        if (call.task() != 0) {
            view.put("task", Ids.task(call.task()));
        }
        view.put("tool", call.facts().tool());
        list(view, "duties", call.facts().marks());
        list(view, "objects", call.facts().actsOn());
        list(view, "related", call.facts().related());
        call.facts().amount().ifPresent(amount -> view.put("amount", amount.toString()));
        list(view, "rules", rules(call));
        if (call instanceof Event.CallHeld waited) {
            view.put("hold", Ids.hold(waited.hold()));
            held.put(view, waited);
        }
        if (call instanceof Event.CallReserved) {
            outcomes.put(view, later);
        }
    }

    private static void list(ObjectNode view, String name, Collection<?> values) {
        ArrayNode list = view.putArray(name);
        values.stream().limit(MOST).forEach(value -> list.add(value.toString()));
        if (values.size() > MOST) {
            view.put(name + "_all", values.size());
        }
    }

    /** The rules that spoke, whatever came of it. */
    private static List<String> rules(Event.CallDecided call) {
        Stream<Finding> findings = call instanceof Event.CallReserved reserved
                ? Stream.of(reserved.findings(), reserved.excepted(), reserved.waived())
                        .flatMap(List::stream)
                : call.findings().stream();
        return findings.map(Finding::rule)
                .filter(rule -> !rule.isEmpty())
                .distinct()
                .toList();
    }
}
