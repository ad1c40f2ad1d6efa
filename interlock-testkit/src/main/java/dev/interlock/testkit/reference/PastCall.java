package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Event.CallReserved;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A call that was reserved, and what became of it so far. */
final class PastCall {

    enum Status {
        RESERVED,
        UNKNOWN,
        SUCCEEDED,
        FAILED
    }

    /** Open calls are more recent than succeeded ones; among these the later settlement counts. */
    static final Comparator<PastCall> RECENCY =
            Comparator.comparing(PastCall::open).thenComparing(call -> call.open() ? call.number() : call.succeededSeq);

    /** The same, but that at one time the greater number counts: for events of which the order of settlement is not kept. */
    static final Comparator<PastCall> BY_TIME = Comparator.comparing(PastCall::open)
            .thenComparing(call -> call.open() ? 0 : call.succeededAt)
            .thenComparing(PastCall::number);

    final CallReserved reserved;
    /** When it was reserved: the earliest at which it can have happened. */
    final long reservedAt;
    /** Direct, related and derived objects, values and scopes, by the relations recorded when it was reserved. */
    final Set<Key> keys;
    /** What was reachable then from each object among them. */
    final Map<Key, SortedSet<Key>> reachable;
    /** Numbers of all its settlements: as settled, and as reconciled. */
    final List<Long> settlements = new ArrayList<>();

    Status status = Status.RESERVED;
    /** Number and time of the settlement that said it succeeded; meaningless before. */
    long succeededSeq;

    long succeededAt;
    Set<Key> created = Set.of();
    /** How often it counts for limits on keys that got its history by late links, besides being on them itself. */
    final Map<Key, Integer> also = new HashMap<>();

    private final PastLinks links;

    PastCall(
            CallReserved reserved,
            long reservedAt,
            Set<Key> keys,
            Map<Key, SortedSet<Key>> reachable,
            PastLinks links) {
        this.reserved = reserved;
        this.reservedAt = reservedAt;
        this.keys = keys;
        this.reachable = reachable;
        this.links = links;
    }

    void succeed(long seq, long at, List<Key> objects) {
        status = Status.SUCCEEDED;
        succeededSeq = seq;
        succeededAt = at;
        created = new TreeSet<>(objects);
    }

    long number() {
        return reserved.call();
    }

    long task() {
        return reserved.task();
    }

    /** Its actor, with linked values made one. */
    Actor actor() {
        return links.party(reserved.actor());
    }

    /** Whether the key is among its own, or names what it created. */
    boolean names(Key key) {
        return keys.contains(key) || created.contains(key);
    }

    /** Reserved or unknown. */
    boolean open() {
        return status == Status.RESERVED || status == Status.UNKNOWN;
    }

    /** In H+. */
    boolean mayHaveHappened() {
        return open() || status == Status.SUCCEEDED;
    }

    /** In H-. */
    boolean didHappen() {
        return status == Status.SUCCEEDED;
    }

    boolean carries(String mark) {
        return reserved.facts().marks().contains(mark);
    }

    boolean carriesAny(Set<String> marks) {
        return reserved.facts().carriesAny(marks);
    }

    /** Whether it settled before the event {@code seq} was recorded. */
    boolean surelyBefore(long seq) {
        return status == Status.SUCCEEDED && succeededSeq < seq;
    }

    /** Whether it may have taken effect within the window that ends now. */
    boolean within(java.util.OptionalLong window, long now) {
        if (window.isEmpty()) {
            return true;
        }
        long time = open() ? now : succeededAt;
        return time > now - window.getAsLong();
    }

    /** Whether it took effect within the window that ends now, even if it did so as early as it can have. */
    boolean reservedWithin(java.util.OptionalLong window, long now) {
        return window.isEmpty() || reservedAt > now - window.getAsLong();
    }

    /** Direct or related objects, which it changes when it writes. */
    boolean writes(Key object) {
        return reserved.facts().writes()
                && (reserved.facts().objects().contains(object)
                        || reserved.facts().related().contains(object));
    }
}
