package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event.CallObserved;
import dev.interlock.engine.event.Event.CallReserved;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A call that was reserved, and what became of it so far. */
public final class PastCall {

    public enum Status {
        RESERVED,
        UNKNOWN,
        SUCCEEDED,
        FAILED
    }

    /**
     * Open calls are more recent than succeeded ones; among these the later settlement counts, and what a call is answered with
     * comes after the call.
     */
    public static final Comparator<PastCall> RECENCY = Comparator.comparing(PastCall::open)
            .thenComparing(call -> call.open() ? call.number() : call.succeededSeq)
            .thenComparing(PastCall::number);

    /** The same, but that at one time the greater number counts: for events of which the order of settlement is not kept. */
    public static final Comparator<PastCall> BY_TIME = Comparator.comparing(PastCall::open)
            .thenComparing(call -> call.open() ? 0 : call.succeededAt)
            .thenComparing(PastCall::number);

    /** With the facts that it has now. */
    public CallReserved reserved;
    /** As it was reserved, whatever part of it was done. */
    public final CallReserved asked;
    /** When it was reserved: the earliest at which it can have happened. */
    public final long reservedAt;
    /** Direct, related and derived objects, values and scopes, by the relations recorded when it was reserved. */
    public Set<Key> keys;
    /** What was reachable then from each object among them. */
    public final Map<Key, SortedSet<Key>> reachable;
    /** What was known then that each of them descends from in the end. */
    public final Map<Key, SortedSet<Key>> originals;

    public Status status = Status.RESERVED;
    /** Number and time of the settlement that said it succeeded; meaningless before. */
    public long succeededSeq;

    long succeededAt;
    public Set<Key> created = Set.of();
    /** The created objects in the order in which they were named, by which elements of a list created them. */
    public List<Key> createdInOrder = List.of();
    /** Places of the elements of its list that turned out not to be done. */
    public List<Integer> undone = List.of();
    /** Whether it was only observed, with the names of what its elements created. */
    boolean namedByEach;
    /** Whether the call succeeded on what existed before, and created nothing. */
    public boolean existed;

    /** The objects that it created, by the word of a source that told of it in flight; and who told that. */
    public Optional<Told> told = Optional.empty();

    public record Told(List<Key> created, Confirmation.Told by) {}

    /** When its outcome was recorded as unknown; meaningless before. */
    public long unknownSeq;

    public long unknownAt;
    /** The objects that an unclear outcome named, with all that was reachable from them then. */
    Set<Key> returned = Set.of();
    /** By each object that its outcome put it on: what was reachable from it then, and what it descends from in the end. */
    public Map<Key, SortedSet<Key>> alsoReachable = Map.of();

    public Map<Key, SortedSet<Key>> alsoOriginals = Map.of();
    /** The keys that the call may not have been on, as the record spelled them otherwise. */
    Set<Key> doubtful = Set.of();
    /** The created objects that may have been others, as the record spelled them otherwise. */
    Set<Key> doubtfullyCreated = Set.of();
    /** It is no call of its task's budget: another call took its place, or it is what a call was answered with. */
    boolean uncounted;

    /** The number of times that the call was sent again after an unknown outcome. */
    public int repeats;
    /** The approvals spent on it. */
    final Set<Long> approvals = new TreeSet<>();

    /** Of a break-glass lane. */
    boolean inLane;

    /** The keys, by how the call has them; not known of what was only observed. */
    @Nullable
    CallKeys own;
    /** The keys that each element of its list lay on when the call was reserved. */
    List<Set<Key>> closures = List.of();
    /** The closures of all elements, also of those that turned out not to be done; absent where all were. */
    private Optional<List<Set<Key>>> askedClosures = Optional.empty();

    /** By limit and key that got its history by late links: the keys whose portions count there, besides the one on itself. */
    private final Map<String, Map<Key, List<Key>>> also = new HashMap<>();

    private final PastLinks links;

    /** The duties for which it counts as done; empty where it counts for all. */
    private Optional<Set<String>> trusted;

    PastCall(
            CallReserved reserved,
            long reservedAt,
            Set<Key> keys,
            Map<Key, SortedSet<Key>> reachable,
            Map<Key, SortedSet<Key>> originals,
            PastLinks links) {
        this(reserved, reservedAt, keys, reachable, originals, links, Optional.empty());
    }

    private PastCall(
            CallReserved reserved,
            long reservedAt,
            Set<Key> keys,
            Map<Key, SortedSet<Key>> reachable,
            Map<Key, SortedSet<Key>> originals,
            PastLinks links,
            Optional<Set<String>> trusted) {
        this.reserved = reserved;
        this.asked = reserved;
        this.reservedAt = reservedAt;
        this.keys = keys;
        this.reachable = reachable;
        this.originals = originals;
        this.links = links;
        this.trusted = trusted;
        approvals.addAll(reserved.approvals());
    }

    /** Reserved and settled at one moment. */
    static PastCall observed(
            CallObserved told,
            Set<Key> keys,
            Map<Key, SortedSet<Key>> reachable,
            Map<Key, SortedSet<Key>> originals,
            PastLinks links,
            Set<String> trusted,
            long at) {
        var reserved =
                new CallReserved(told.call(), 0, told.actor(), told.facts(), told.findings(), List.of(), List.of());
        PastCall call = new PastCall(reserved, at, keys, reachable, originals, links, Optional.of(trusted));
        call.succeed(told.call(), at, told.created());
        return call;
    }

    /**
     * The labels of what the call was answered with: on the same keys, and on what it created, at one moment.
     *
     * @param asked the keys that the call had when it was answered
     */
    static PastCall answered(
            PastCall call,
            Set<Key> asked,
            SortedSet<String> found,
            List<Key> created,
            Set<Key> otherwise,
            long number,
            long at) {
        var reserved = new CallReserved(
                number,
                call.task(),
                call.reserved.actor(),
                call.asked.facts().answered(found, new TreeMap<>()),
                List.of(),
                List.of(),
                List.of());
        Set<Key> keys = new TreeSet<>(asked);
        keys.addAll(created);
        Optional<Set<String>> trusted = call.inLane ? Optional.of(Set.of()) : Optional.empty();
        PastCall answer = new PastCall(reserved, at, keys, call.reachable, call.originals, call.links, trusted);
        answer.succeed(number, at, created);
        answer.uncounted = true;
        answer.doubtful = new TreeSet<>(otherwise);
        answer.doubtful.removeAll(asked);
        answer.doubtful.addAll(call.doubtful);
        answer.doubtfullyCreated = otherwise;
        return answer;
    }

    /** The labels that say more than the call does by itself; what failed says nothing. */
    public SortedSet<String> found(Settlement settlement, SortedSet<String> labels) {
        SortedSet<String> found = new TreeSet<>(labels);
        if (!(settlement instanceof Settlement.Failed)) {
            found.removeAll(reserved.facts().marks());
        }
        return found;
    }

    /** The call turned out to lie on these objects, and meets no requirement. */
    void existed(long seq, long at, List<Key> objects, boolean done) {
        succeed(seq, at, objects);
        existed = true;
        if (!done || inLane) {
            trusted = Optional.of(Set.of());
        }
    }

    void succeed(long seq, long at, List<Key> objects) {
        status = Status.SUCCEEDED;
        succeededSeq = seq;
        succeededAt = at;
        created = new TreeSet<>(objects);
        createdInOrder = List.copyOf(objects);
    }

    /** Some elements of its list were not done: of keys and amounts those are left that others brought. */
    void without(List<Integer> undone) {
        this.undone = undone;
        Set<Key> left = new TreeSet<>();
        List<Set<Key>> done = new ArrayList<>();
        for (int i = 0; i < closures.size(); i++) {
            if (undone.contains(i)) {
                left.addAll(closures.get(i));
            } else {
                done.add(closures.get(i));
            }
        }
        done.forEach(left::removeAll);
        keys = new TreeSet<>(keys);
        keys.removeAll(left);
        askedClosures = Optional.of(askedClosures.orElse(closures));
        closures = done;
        reserved = new CallReserved(
                reserved.call(),
                reserved.task(),
                reserved.actor(),
                reserved.facts().without(undone),
                reserved.findings(),
                reserved.excepted(),
                reserved.approvals(),
                reserved.continues(),
                reserved.asked(),
                reserved.waived());
    }

    /** Until somebody accepts it, a call of a lane counts as done for nothing. */
    void accepted(boolean byReview) {
        inLane = true;
        trusted = byReview && !existed ? Optional.empty() : Optional.of(Set.of());
    }

    /** Another call takes its place: it never was. */
    void withdraw() {
        status = Status.FAILED;
        uncounted = true;
    }

    /** Sent again, it is in flight once more. */
    void repeat(List<Long> spent) {
        status = Status.RESERVED;
        repeats++;
        approvals.addAll(spent);
    }

    /** The portion of the call on a key that it is on. */
    Portion portion(Key key) {
        return created.contains(key) && !keys.contains(key) && !existed
                ? Portion.ofCreated(reserved.facts(), createdInOrder, key)
                : Portion.of(reserved.facts(), closures, key, namedByEach);
    }

    /** The portion of the call on a key as it was reserved, whatever part of it was done. */
    public Portion askedPortion(Key key) {
        return Portion.of(asked.facts(), askedClosures.orElse(closures), key, namedByEach);
    }

    private List<Key> also(Rule limit, Key key) {
        return also.getOrDefault(limit.id(), Map.of()).getOrDefault(key, List.of());
    }

    /** Lets what counts on one key count on another, too, from here on. */
    void inherit(Rule limit, Key key, Key from) {
        List<Key> more = new ArrayList<>(also(limit, from));
        if (names(from)) {
            more.add(from);
        }
        also.computeIfAbsent(limit.id(), id -> new HashMap<>())
                .computeIfAbsent(key, k -> new ArrayList<>())
                .addAll(more);
    }

    /** The shares that count towards the limit on the key: by being on it, if the call is, and by late links. */
    public List<Counted> counted(Rule limit, Key key, boolean on) {
        List<Counted> counted = new ArrayList<>();
        if (on) {
            counted.add(new Counted(this, portion(key)));
        }
        also(limit, key).stream().filter(this::names).forEach(own -> counted.add(new Counted(this, portion(own))));
        return counted;
    }

    public long number() {
        return reserved.call();
    }

    public long task() {
        return reserved.task();
    }

    /** Its actor, with linked values made one. */
    public Actor actor() {
        return links.party(reserved.actor());
    }

    /** Whether the key is among its own, or names what it created. */
    public boolean names(Key key) {
        return keys.contains(key) || created.contains(key);
    }

    /** Whether the call names, or created, some object of the kind, or one value of it. */
    public boolean isOnSome(String kind) {
        return Stream.concat(keys.stream(), created.stream())
                .anyMatch(key -> key.kind().equals(kind) && !Wildcard.is(key));
    }

    /** Whether the call names the key, without any doubt. */
    boolean surelyNames(Key key) {
        return (keys.contains(key) && !doubtful.contains(key))
                || (created.contains(key) && !doubtfullyCreated.contains(key));
    }

    /** Reserved or unknown. */
    public boolean open() {
        return status == Status.RESERVED || status == Status.UNKNOWN;
    }

    /** In H+. */
    public boolean mayHaveHappened() {
        return open() || status == Status.SUCCEEDED;
    }

    /** In H-. */
    boolean didHappen() {
        return status == Status.SUCCEEDED;
    }

    /** Whether it is in H- for the duty. */
    public boolean did(String duty) {
        return didHappen()
                && carries(duty)
                && (trusted.isEmpty() || trusted.get().contains(duty));
    }

    public boolean carries(String mark) {
        return reserved.facts().marks().contains(mark);
    }

    public boolean carriesAny(Set<String> marks) {
        return reserved.facts().carriesAny(marks);
    }

    /** Whether it settled before the event {@code seq} was recorded. */
    public boolean surelyBefore(long seq) {
        return status == Status.SUCCEEDED && succeededSeq < seq;
    }

    /** Whether it may have taken effect within the window that ends now. */
    public boolean within(java.util.OptionalLong window, long now) {
        if (window.isEmpty()) {
            return true;
        }
        long time = open() ? now : succeededAt;
        return time > now - window.getAsLong();
    }

    /** Whether it took effect within the window that ends now, even if it did so as early as it can have. */
    public boolean reservedWithin(java.util.OptionalLong window, long now) {
        return window.isEmpty() || reservedAt > now - window.getAsLong();
    }

    /** Direct or related objects, which it changes when it writes. */
    public boolean writes(Key object) {
        return reserved.facts().writes()
                && (reserved.facts().objects().contains(object)
                        || reserved.facts().related().contains(object)
                        || reserved.facts().isAboutAll(object.kind()));
    }
}
