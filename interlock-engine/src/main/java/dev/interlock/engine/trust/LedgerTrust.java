package dev.interlock.engine.trust;

import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The trust in the ledger, as recorded. Immutable: the fold of each event makes another one.
 *
 * @param closings the reasons for which the ledger is closed; nothing is permitted while there are some
 * @param anchored whether an anchor is used, so that a start without it is no usual one
 * @param setAside digests of anchors that people set aside by accepting the ledger, until the next anchor is used
 * @param proposed the proposed acceptance that nobody answered
 */
public record LedgerTrust(
        SortedMap<LedgerDoubt, Closing> closings,
        boolean anchored,
        SortedSet<String> setAside,
        Optional<LedgerEvent.AcceptanceProposed> proposed) {

    /** The trust in a ledger before its first event. */
    public static final LedgerTrust OPEN = new LedgerTrust(new TreeMap<>(), false, new TreeSet<>(), Optional.empty());

    public LedgerTrust {
        closings = Collections.unmodifiableSortedMap(new TreeMap<>(closings));
        setAside = Collections.unmodifiableSortedSet(new TreeSet<>(setAside));
    }

    /**
     * A reason for which the ledger is closed.
     *
     * @param number number of the event
     */
    public record Closing(long number, LedgerEvent.Closed event) {}

    /** Returns whether nothing is permitted until people accept the ledger. */
    public boolean isClosed() {
        return !closings.isEmpty();
    }

    /** The trust after the event of this number. */
    public LedgerTrust after(LedgerEvent event, long number) {
        return switch (event) {
            case LedgerEvent.SnapshotTaken taken -> this; // whoever loads the snapshot looks for it in the ledger
            case LedgerEvent.AnchorUsed used -> new LedgerTrust(closings, true, new TreeSet<>(), proposed);
            case LedgerEvent.Closed closed -> {
                var more = new TreeMap<>(closings);
                more.put(closed.cause(), new Closing(number, closed));
                yield new LedgerTrust(more, anchored, setAside, Optional.empty()); // its proposer did not know of this
            }
            case LedgerEvent.Reopened reopened -> {
                var fewer = new TreeMap<>(closings);
                fewer.remove(reopened.cause());
                yield new LedgerTrust(fewer, anchored, setAside, proposed.filter(proposal -> !fewer.isEmpty()));
            }
            case LedgerEvent.AcceptanceProposed proposal ->
                new LedgerTrust(closings, anchored, setAside, Optional.of(proposal));
            case LedgerEvent.AcceptanceAnswered answered ->
                answered.confirmed() ? accepted() : new LedgerTrust(closings, anchored, setAside, Optional.empty());
        };
    }

    private LedgerTrust accepted() {
        var anchors = new TreeSet<>(setAside);
        closings.values().forEach(closing -> closing.event().anchor().ifPresent(anchors::add));
        return new LedgerTrust(new TreeMap<>(), false, anchors, Optional.empty());
    }
}
