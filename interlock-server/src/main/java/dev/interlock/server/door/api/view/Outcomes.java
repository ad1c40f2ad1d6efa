package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.Ids;
import java.util.List;
import java.util.Optional;

/** What became of calls that were permitted, as the record has it. */
public final class Outcomes {

    /** The most entries about one call that are looked at. */
    private static final int MOST = 100;

    private final LedgerReplayer history;
    private final RecordIndex index;

    Outcomes(LedgerReplayer history, RecordIndex index) {
        this.history = history;
        this.index = index;
    }

    /** The word for an outcome. */
    public static String word(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded _ -> "succeeded";
            case Settlement.Existed _ -> "existed";
            case Settlement.Failed _ -> "failed";
            case Settlement.Unknown _ -> "unknown";
        };
    }

    /**
     * Puts what became of a call, {@code open} where it is in flight: nothing where the index is of no use, or has not come so far that it
     * could tell.
     */
    void put(ObjectNode view, long call) {
        boolean complete;
        List<Recorded> later;
        try {
            long size = index.size();
            complete = index.indexed() >= size;
            later = index.from(Term.call(call), call + 1, MOST).stream()
                    .map(history::event)
                    .toList();
        } catch (UnavailableException e) {
            return;
        }
        Optional<Recorded> next = later.stream()
                .filter(recorded -> recorded.event() instanceof Event.CallReserved)
                .findFirst();
        if (next.isPresent()) {
            view.put("outcome", "continued")
                    .put("continued_by", Ids.call(next.get().seq()));
            return;
        }
        CallStory.outcome(later)
                .map(Outcomes::word)
                .or(() -> complete ? Optional.of("open") : Optional.empty())
                .ifPresent(outcome -> view.put("outcome", outcome));
    }
}
