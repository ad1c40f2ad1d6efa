package dev.interlock.server.door.api.view;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Calls of the record that are about some things, found by its index: never by reading it from one end to the other. */
final class CallHistory {

    private final RecordIndex index;
    private final LongFunction<Recorded> history;

    /** @param history a recorded event, by number */
    CallHistory(RecordIndex index, LongFunction<Recorded> history) {
        this.index = index;
        this.history = history;
    }

    /**
     * Calls, and whether there are more.
     *
     * @param calls ascending by number
     * @param complete whether they are all that the record has
     */
    record Calls(List<PastCall> calls, boolean complete) {}

    /** The newest calls that are about one of these objects or values, before a number, from so many entries at the most. */
    Calls newest(Collection<Key> keys, long before, int most) {
        var numbers = new TreeSet<Long>();
        boolean complete = true;
        for (Key key : keys) {
            var found = index.find(List.of(Term.object(key)), before, most);
            numbers.addAll(found.numbers());
            complete &= found.next().isEmpty();
        }
        while (numbers.size() > most) {
            numbers.pollFirst();
            complete = false;
        }
        return new Calls(read(numbers, before), complete);
    }

    /** The oldest calls that are about one of these, before a number, from so many entries at the most. */
    Calls oldest(Collection<Term> terms, long before, int most) {
        var numbers = new TreeSet<Long>();
        boolean complete = true;
        for (Term term : terms) {
            List<Long> found = index.from(term, 0, most);
            numbers.addAll(found);
            complete &= found.size() < most;
        }
        numbers.tailSet(before).clear();
        while (numbers.size() > most) {
            numbers.pollLast();
            complete = false;
        }
        return new Calls(read(numbers, before), complete);
    }

    /** A call as it is put together from its entries. */
    private static final class Draft {
        private final Recorded decided;
        private @Nullable Settlement settlement;
        private long settled;

        private Draft(Recorded decided) {
            this.decided = decided;
        }
    }

    /** Reads the calls that the entries are about: those whose decision is not among them, too. */
    private List<PastCall> read(Collection<Long> numbers, long before) {
        var drafts = new TreeMap<Long, Draft>();
        Set<Long> continued = new HashSet<>();
        for (long number : numbers) {
            Recorded recorded = history.apply(number);
            switch (recorded.event()) {
                case Event.CallDecided decided -> {
                    drafts.putIfAbsent(number, new Draft(recorded));
                    if (decided instanceof Event.CallReserved
                            && decided.continues().isPresent()) {
                        continued.add(decided.continues().getAsLong());
                    }
                }
                case Event.CallSettled settled -> settle(drafts, settled.call(), settled.settlement(), recorded);
                case Event.CallConfirmed confirmed ->
                    settle(drafts, confirmed.call(), confirmed.settlement(), recorded);
                case Event.CallReconciled reconciled ->
                    settle(drafts, reconciled.call(), reconciled.settlement(), recorded);
                case Event.CallRepeated repeated -> repeat(drafts, repeated.call());
                default -> {} // other entries change no call
            }
        }
        var calls = new ArrayList<PastCall>();
        drafts.headMap(before)
                .forEach((number, draft) -> calls.add(new PastCall(
                        draft.decided,
                        Optional.ofNullable(draft.settlement),
                        draft.settlement == null ? OptionalLong.empty() : OptionalLong.of(draft.settled),
                        continued.contains(number))));
        return calls;
    }

    private @Nullable Draft draft(TreeMap<Long, Draft> drafts, long call) {
        Draft known = drafts.get(call);
        if (known == null) {
            Recorded decided = history.apply(call);
            if (decided.event() instanceof Event.CallDecided) {
                known = new Draft(decided);
                drafts.put(call, known);
            }
        }
        return known;
    }

    private void settle(TreeMap<Long, Draft> drafts, long call, Settlement settlement, Recorded recorded) {
        Draft draft = draft(drafts, call);
        if (draft != null) {
            draft.settlement = settlement;
            draft.settled = recorded.seq();
        }
    }

    /** A call that is sent again is in flight again. */
    private void repeat(TreeMap<Long, Draft> drafts, long call) {
        Draft draft = draft(drafts, call);
        if (draft != null) {
            draft.settlement = null;
        }
    }
}
