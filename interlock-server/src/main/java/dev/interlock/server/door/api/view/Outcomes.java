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

    /** The entries about a call after its decision; none where the index is of no use. */
    List<Recorded> later(long call) {
        try {
            return index.from(Term.call(call), call + 1, MOST).stream()
                    .map(history::event)
                    .toList();
        } catch (UnavailableException e) {
            return List.of();
        }
    }

    /** How a call came out, by the entries about it; empty for one in flight, and for one that another takes the place of. */
    Optional<Settlement> of(List<Recorded> later) {
        return next(later).isPresent() ? Optional.empty() : CallStory.outcome(later);
    }

    private static Optional<Recorded> next(List<Recorded> later) {
        return later.stream()
                .filter(recorded -> recorded.event() instanceof Event.CallReserved)
                .findFirst();
    }

    /** Puts what became of a call, {@code open} where it is in flight; nothing where the index cannot tell. */
    void put(ObjectNode view, List<Recorded> later) {
        Optional<Recorded> next = next(later);
        if (next.isPresent()) {
            view.put("outcome", "continued")
                    .put("continued_by", Ids.call(next.get().seq()));
            return;
        }
        CallStory.outcome(later)
                .map(Outcomes::word)
                .or(() -> index.isComplete() ? Optional.of("open") : Optional.empty())
                .ifPresent(outcome -> view.put("outcome", outcome));
    }
}
