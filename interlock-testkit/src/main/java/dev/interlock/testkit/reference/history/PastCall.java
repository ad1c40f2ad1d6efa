package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event.CallObserved;
import dev.interlock.engine.event.Event.CallReserved;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
            .thenComparing(call -> call.open() ? 0 : call.succeededAt.latest())
            .thenComparing(PastCall::number);

    /** The reservation, with the facts that the call has now. */
    public CallReserved reserved;
    /** The reservation as it was made, whatever part of the call was done. */
    public final CallReserved asked;
    /** The time of the reservation, which is the earliest at which the call can have happened. */
    public final Moment reservedAt;
    /** Direct, related and derived objects, values and scopes, by the relations recorded when it was reserved. */
    public Set<Key> keys;
    /** The objects that were reachable then from each object among the keys. */
    public final Map<Key, SortedSet<Key>> reachable;
    /** The objects from which each of them was then known to descend in the end. */
    public final Map<Key, SortedSet<Key>> originals;

    public Status status = Status.RESERVED;
    /** Number and time of the settlement that said it succeeded; meaningless before. */
    public long succeededSeq;

    Moment succeededAt;
    public Set<Key> created = Set.of();
    /** The created objects in the order in which they were named, by which elements of a list created them. */
    public List<Key> createdInOrder = List.of();
    /** Places of the elements of its list that turned out not to be done. */
    public List<Integer> undone = List.of();
    /** True if the call was only observed, with the names of what its elements created. */
    boolean namedByEach;
    /** True if the call succeeded on what existed before, and created nothing. */
    public boolean existed;

    /** The objects that it created, by the word of a source that told of it in flight; and who told that. */
    public Optional<Told> told = Optional.empty();

    public record Told(List<Key> created, Confirmation.Told by) {}

    /** The number of the event by which the outcome was recorded as unknown, and its time; meaningless before. */
    public long unknownSeq;

    public Moment unknownAt;
    /** The objects that an unclear outcome named, with all that was reachable from them then. */
    Set<Key> returned = Set.of();
    /**
     * The objects that were reachable from each object that the outcome put the call on, and from which that one
     * descends in the end, by object.
     */
    public Map<Key, SortedSet<Key>> alsoReachable = Map.of();

    public Map<Key, SortedSet<Key>> alsoOriginals = Map.of();
    /** The keys that the call may not have been on, as the record spelled them otherwise. */
    Set<Key> doubtful = Set.of();
    /** The created objects that may have been others, as the record spelled them otherwise. */
    Set<Key> doubtfullyCreated = Set.of();
    /**
     * True if the call is none of its task's budget: another call took its place, or it is what a call was answered
     * with.
     */
    boolean uncounted;

    /** The number of times that the call was sent again after an unknown outcome. */
    public int repeats;
    /** The approvals spent on it. */
    final Set<Long> approvals = new TreeSet<>();

    /** True if the call is one of a break-glass lane. */
    boolean inLane;

    /** The values that were stated since, by attributes that are unknown in the recorded actor. */
    private final Map<String, AttributeValue> stated = new TreeMap<>();

    /** The keys, by how the call has them; not known of what was only observed. */
    @Nullable
    CallKeys own;
    /** The keys that each element of its list lay on when the call was reserved. */
    List<Set<Key>> closures = List.of();
    /** The closures of all elements, also of those that turned out not to be done; absent where all were. */
    private Optional<List<Set<Key>>> askedClosures = Optional.empty();

    /**
     * The keys whose portions count on a key besides the one on itself, by limit and by key that got its history by
     * late links.
     */
    private final Map<String, Map<Key, List<Key>>> also = new HashMap<>();

    private final PastLinks links;

    /** The duties for which it counts as done; empty where it counts for all. */
    private Optional<Set<String>> trusted;

    PastCall(
            CallReserved reserved,
            Moment reservedAt,
            Set<Key> keys,
            Map<Key, SortedSet<Key>> reachable,
            Map<Key, SortedSet<Key>> originals,
            PastLinks links) {
        this(reserved, reservedAt, keys, reachable, originals, links, Optional.empty());
    }

    private PastCall(
            CallReserved reserved,
            Moment reservedAt,
            Set<Key> keys,
            Map<Key, SortedSet<Key>> reachable,
            Map<Key, SortedSet<Key>> originals,
            PastLinks links,
            Optional<Set<String>> trusted) {
        this.reserved = reserved;
        this.asked = reserved;
        this.reservedAt = reservedAt;
        this.succeededAt = reservedAt;
        this.unknownAt = reservedAt;
        this.keys = keys;
        this.reachable = reachable;
        this.originals = originals;
        this.links = links;
        this.trusted = trusted;
        approvals.addAll(reserved.approvals());
    }

    /** A call that was observed, which is reserved and settled at one moment. */
    static PastCall observed(
            CallObserved told,
            Set<Key> keys,
            Map<Key, SortedSet<Key>> reachable,
            Map<Key, SortedSet<Key>> originals,
            PastLinks links,
            Set<String> trusted,
            Moment at) {
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
            Moment at) {
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
        answer.stated.putAll(call.stated);
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

    /**
     * Notes that the call turned out to lie on these objects. It meets no requirement, unless it was decided on all of
     * them outside of a lane.
     */
    void existed(long seq, Moment at, List<Key> objects, boolean done) {
        succeed(seq, at, objects);
        existed = true;
        if (!done || inLane) {
            trusted = Optional.of(Set.of());
        }
    }

    void succeed(long seq, Moment at, List<Key> objects) {
        status = Status.SUCCEEDED;
        succeededSeq = seq;
        succeededAt = at;
        created = new TreeSet<>(objects);
        createdInOrder = List.copyOf(objects);
    }

    /** Takes out elements of the list that were not done: of keys and amounts those are left that others brought. */
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

    /** Notes that the call is one of a lane, which counts as done for nothing until somebody accepts it. */
    void accepted(boolean byReview) {
        inLane = true;
        trusted = byReview && !existed ? Optional.empty() : Optional.of(Set.of());
    }

    /** Withdraws the call, whose place another takes: it is as if it had never been. */
    void withdraw() {
        status = Status.FAILED;
        uncounted = true;
    }

    /** Puts the call in flight once more, as it is sent again. */
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

    /** The actor of the call, with linked values made one. */
    public Actor actor() {
        return links.party(said());
    }

    /** The recorded actor, with what was stated of it since. */
    public Actor said() {
        Actor said = reserved.actor();
        for (Map.Entry<String, AttributeValue> one : stated.entrySet()) {
            said = said.with(one.getKey(), one.getValue());
        }
        return said;
    }

    /** Returns whether the call is by an agent of one of these names, and the attribute is unknown of it. */
    public boolean doesNotKnow(String attribute, Set<String> agents) {
        return doesNotKnow(said(), attribute, agents);
    }

    /** Returns whether the actor has one of these names, and the attribute is unknown of it. */
    public static boolean doesNotKnow(Actor actor, String attribute, Set<String> agents) {
        return actor.get(attribute) instanceof AttributeValue.Unknown
                && actor.get(Attributes.AGENT) instanceof AttributeValue.Known agent
                && agents.contains(agent.value());
    }

    /** Takes in what an unknown attribute of its agent was. */
    void state(Link.Unknown link) {
        stated.put(link.attribute(), AttributeValue.known(link.value()));
    }

    /** Returns whether the key is among the call's own, or names what it created. */
    public boolean names(Key key) {
        return keys.contains(key) || created.contains(key);
    }

    /** Returns whether the call names, or created, some object of the kind, or one value of it. */
    public boolean isOnSome(String kind) {
        return Stream.concat(keys.stream(), created.stream())
                .anyMatch(key -> key.kind().equals(kind) && !Wildcard.is(key));
    }

    /** Returns whether the call names the key, without any doubt. */
    boolean surelyNames(Key key) {
        return (keys.contains(key) && !doubtful.contains(key))
                || (created.contains(key) && !doubtfullyCreated.contains(key));
    }

    /** Returns whether the call is reserved, or of unknown outcome. */
    public boolean open() {
        return status == Status.RESERVED || status == Status.UNKNOWN;
    }

    /** Returns whether the call is in H+. */
    public boolean mayHaveHappened() {
        return open() || status == Status.SUCCEEDED;
    }

    /** Returns whether the call is in H-. */
    boolean didHappen() {
        return status == Status.SUCCEEDED;
    }

    /** Returns whether the call is in H- for the duty. */
    public boolean did(String duty) {
        return didHappen()
                && carries(duty)
                && (trusted.isEmpty() || trusted.get().contains(duty));
    }

    /** Returns whether the call was permitted here, succeeded and did what it was asked to, which a lane's call does once it is accepted. */
    public boolean surelyDid() {
        return didHappen() && trusted.isEmpty();
    }

    public boolean carries(String mark) {
        return reserved.facts().marks().contains(mark);
    }

    public boolean carriesAny(Set<String> marks) {
        return reserved.facts().carriesAny(marks);
    }

    /** Returns whether the call succeeded before the event {@code seq} was recorded. */
    public boolean surelyBefore(long seq) {
        return status == Status.SUCCEEDED && succeededSeq < seq;
    }

    /** Returns whether the call may have taken effect within the window that ends now. */
    public boolean within(OptionalLong window, long now) {
        if (window.isEmpty()) {
            return true;
        }
        long time = open() ? now : succeededAt.latest();
        return time > now - window.getAsLong();
    }

    /** Returns whether the call took effect within the window that ends now, even if it did so as early as it can have. */
    public boolean reservedWithin(OptionalLong window, long now) {
        return window.isEmpty() || reservedAt.earliest() > now - window.getAsLong();
    }

    /** Returns whether the call was reserved within the window that ends now, if it was reserved as late as it can have been. */
    public boolean mayBeReservedWithin(OptionalLong window, long now) {
        return window.isEmpty() || reservedAt.latest() > now - window.getAsLong();
    }

    /**
     * Returns whether the call changes the object: it writes, and the object is direct, related, or of a type that it
     * is all about.
     */
    public boolean writes(Key object) {
        return reserved.facts().writes()
                && (reserved.facts().objects().contains(object)
                        || reserved.facts().related().contains(object)
                        || reserved.facts().isAboutAll(object.kind()));
    }
}
