package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Closing;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The history that the recorded events tell, read one after the other from the first. Deciding changes nothing of it. */
public final class History {

    public final Bundle bundle;
    /** The events under canonical spellings. */
    public final List<Recorded> events = new ArrayList<>();
    /** The events as they were recorded. */
    public final List<Recorded> raw = new ArrayList<>();
    /** Reserved calls by number, ascending. */
    public final TreeMap<Long, PastCall> calls = new TreeMap<>();

    public final TreeMap<Long, PastTask> tasks = new TreeMap<>();
    public final TreeMap<Long, PastHold> holds = new TreeMap<>();
    public final PastNames names = new PastNames();
    public final PastClock clock = new PastClock();
    /** The delegations that have not ended. */
    public final TreeMap<Long, HoldEvent.Delegated> delegations = new TreeMap<>();

    /** The observations that each source told, in order, by source. */
    public final TreeMap<String, List<Told>> observed = new TreeMap<>();
    /** The bundle that was proposed last and not activated since; and when. */
    public Optional<Recorded> proposed = Optional.empty();

    public final Spelled spelled;

    public final PastObjects objects;
    public final PastLinks links = new PastLinks();
    public final PastContacts contacts = new PastContacts(links);
    /** Proposed links that nobody answered yet. */
    public final TreeMap<Long, Event.LinkProposed> proposals = new TreeMap<>();
    /** The times of these proposals, as they were recorded. */
    public final TreeMap<Long, Long> proposedAt = new TreeMap<>();

    public final TreeMap<Long, PastLease> leases = new TreeMap<>();
    public final PastAgents agents = new PastAgents();
    public final TreeMap<Long, PastLane> lanes = new TreeMap<>();
    /** Runtimes that acted in a lane or hold a lease of one, with the lane. */
    public final TreeMap<String, Long> laneRuntimes = new TreeMap<>();

    /** The calls that others used when they were reserved: a fact about the events before them, so it may be kept. */
    private final Map<Use, Set<Long>> uses;

    private final HistoryReader reader;

    /** An observation that a source told by an id of its own, and the call that it is. */
    public record Told(String id, long call) {}

    private record Use(String rule, int item, Key key, long call) {}

    public History(Bundle bundle, List<Recorded> events) {
        this(bundle, events, new HashMap<>());
    }

    private History(Bundle bundle, List<Recorded> events, Map<Use, Set<Long>> uses) {
        this.bundle = bundle;
        this.spelled = new Spelled(bundle);
        this.objects = new PastObjects(bundle);
        this.uses = uses;
        this.reader = new HistoryReader(this);
        events.forEach(this::read);
    }

    /** Takes what was recorded next. */
    public void read(Recorded recorded) {
        Recorded canonical = spelled.of(recorded);
        raw.add(recorded);
        events.add(canonical);
        clock.read(recorded);
        reader.read(recorded, canonical);
    }

    /** The history as it was just before the event {@code seq} was recorded. */
    public History asOf(long seq) {
        return new History(
                bundle, raw.stream().filter(recorded -> recorded.seq() < seq).toList(), uses);
    }

    /** The history as if a call in flight had never been: one that is to take its place is decided by this. */
    public History without(long continued) {
        History without = new History(bundle, raw, uses);
        without.call(continued).withdraw();
        return without;
    }

    /** The history as if a call of unknown outcome had had no effect: a repeat of it is decided by this, and counts beside it in budgets. */
    public History withoutEffectOf(PastCall repeated) {
        History without = new History(bundle, raw, uses);
        without.call(repeated.number()).status = PastCall.Status.FAILED;
        return without;
    }

    /** The history without the call in flight whose place the held one is to take, or that it repeats. */
    public History without(Event.CallHeld held) {
        if (held.continues().isEmpty()) {
            return held.asked().isPresent() || !tasks.containsKey(held.task())
                    ? this
                    : ReferenceRepeats.repeated(this, task(held.task()), held.actor(), held.facts())
                            .map(this::withoutEffectOf)
                            .orElse(this);
        }
        PastCall continued = calls.get(held.continues().getAsLong());
        return continued != null && continued.status == PastCall.Status.RESERVED ? without(continued.number()) : this;
    }

    /** The calls that the call used for the item of the rule on the key; worked out at most once. */
    public Set<Long> usedBy(PastCall call, Rule.Require rule, Rule.Done item, Key key, Supplier<Set<Long>> work) {
        Use use = new Use(rule.id(), rule.done().indexOf(item), key, call.number());
        Set<Long> known = uses.get(use);
        if (known == null) {
            known = work.get();
            uses.put(use, known);
        }
        return known;
    }

    /** The task of that number, which is there. */
    public PastTask task(long number) {
        return Objects.requireNonNull(tasks.get(number));
    }

    /** The call of that number, which is there. */
    public PastCall call(long number) {
        return Objects.requireNonNull(calls.get(number));
    }

    /** The lease of that number, which is there. */
    PastLease lease(long number) {
        return Objects.requireNonNull(leases.get(number));
    }

    /** The leases of the task itself that have not ended, ascending. */
    public List<PastLease> liveLeases(PastTask task) {
        return leases.values().stream()
                .filter(lease -> !lease.ended && lease.issued.task() == task.number())
                .toList();
    }

    public long nextSeq() {
        return events.isEmpty() ? 0 : events.getLast().seq() + 1;
    }

    /** The lane that the task is. */
    public Optional<PastLane> laneOf(PastTask task) {
        return lanes.values().stream()
                .filter(lane -> lane.opened
                        .filter(opened -> opened.task() == task.number())
                        .isPresent())
                .findFirst();
    }

    /** The key whose history others get by the link, if any do. */
    public Optional<Key> child(Link what) {
        return switch (what) {
            case Link.Values link -> scopes(link).map(SortedSet::last);
            case Link.Objects link -> Optional.of(link.child());
            case Link.Unknown link -> Optional.empty();
        };
    }

    /** The keys that get the history of the child. */
    public SortedSet<Key> heirs(Link what) {
        SortedSet<Key> heirs = new TreeSet<>();
        switch (what) {
            case Link.Values link -> scopes(link).ifPresent(keys -> heirs.add(keys.first()));
            case Link.Objects link -> {
                heirs.addAll(objects.everythingAbove(List.of(link.parent())));
                heirs.add(link.parent());
                heirs.removeIf(key -> !key.kind().equals(link.child().kind()));
            }
            case Link.Unknown link -> {}
        }
        return heirs;
    }

    /** The two keys of one scope that are one after the link. */
    private Optional<SortedSet<Key>> scopes(Link.Values link) {
        if (!Set.of(Scopes.CHAIN, Scopes.AGENT, Scopes.OWNER, Scopes.ORIGIN).contains(link.attribute())) {
            return Optional.empty();
        }
        SortedSet<Key> keys = new TreeSet<>();
        for (String value : List.of(link.first(), link.second())) {
            keys.add(new Key(
                    link.attribute(), links.same(link.attribute(), value).first()));
        }
        return keys.size() == 2 ? Optional.of(keys) : Optional.empty();
    }

    /** The objects that a call was done to which names these as created: they, and all that is reachable from them. */
    public SortedSet<Key> found(List<Key> named) {
        SortedSet<Key> found = objects.everythingAbove(named);
        found.addAll(named);
        return found;
    }

    /**
     * The originals of each object: what it descends from and what itself descends from nothing; the least where each
     * descends from another.
     */
    public Map<Key, SortedSet<Key>> originals(Iterable<Key> of) {
        Map<Key, SortedSet<Key>> originals = new HashMap<>();
        for (Key object : of) {
            SortedSet<Key> all = objects.ancestors(List.of(object));
            all.add(object);
            SortedSet<Key> first = new TreeSet<>(all);
            first.removeIf(above -> !objects.ancestors(List.of(above)).isEmpty());
            originals.put(object, first.isEmpty() ? new TreeSet<>(List.of(all.first())) : first);
        }
        return originals;
    }

    /** The tier of the name; one that the bundle does not know is as bad as the worst. */
    public Tier tier(String name) {
        Tier known = bundle.tiers().get(name);
        return known == null ? bundle.strictest() : known;
    }

    public CallKeys keysOf(CallFacts facts, Actor actor, long task) {
        return keysOf(facts, actor, task, List.of());
    }

    public CallKeys keysOf(CallFacts facts, Actor actor, long task, List<Key> created) {
        return CallKeys.of(this, facts, actor, task, created);
    }

    /**
     * Returns whether the call is on the key. An open call that creates an object of the kind may turn out to have
     * created any that was not established before it was reserved; and it may have been done to what an unclear outcome
     * named.
     */
    boolean isOn(PastCall call, Key key) {
        if (call.keys.contains(key) || call.created.contains(key)) {
            return true;
        }
        if (Wildcard.is(key)) {
            return call.isOnSome(key.kind())
                    || (call.open()
                            && (call.reserved.facts().mayExist(key.kind())
                                    || call.reserved.facts().creates().contains(key.kind())
                                    || call.returned.stream()
                                            .anyMatch(other -> other.kind().equals(key.kind()))));
        }
        return call.open()
                && (call.returned.contains(key) || call.reserved.facts().mayExist(key.kind()) || mayCreate(call, key));
    }

    /** Returns whether the open call may turn out to be the one that created the object, or whose creation returned it. */
    public boolean mayCreate(PastCall call, Key object) {
        return call.reserved.facts().creates().contains(object.kind())
                && (!objects.isEstablishedBefore(object, call.number()) || call.returned.contains(object));
    }

    /** Returns whether the open call, if it succeeds, may turn out to have created the object, and to have said what it belongs to. */
    boolean mayRelate(PastCall call, Key object) {
        return call.reserved.facts().creates().contains(object.kind())
                && !objects.isCreated(object)
                && !objects.isEstablishedBefore(object, call.number());
    }

    /** The call whose success closed the key for the rule first. */
    public Optional<PastCall> closedBy(Rule rule, Key key) {
        return Closing.of(rule)
                .flatMap(closing -> calls.values().stream()
                        .filter(call -> call.didHappen() && ReferenceClosing.closes(call, closing, key))
                        .min(Comparator.comparing(call -> call.succeededSeq)));
    }

    /** The keys whose calls count on this one for the rule: on a closed key none count any more. */
    public SortedSet<Key> historyOf(Rule rule, Key key) {
        SortedSet<Key> keys = links.historyOf(key);
        keys.removeIf(each -> !each.equals(key) && closedBy(rule, each).isPresent());
        return keys;
    }

    /** The calls in H+ on the key, ascending. */
    public List<PastCall> mayHaveHappenedOn(Rule rule, Key key) {
        List<PastCall> byName = mayHaveHappenedByName(rule, key);
        return calls.values().stream()
                .filter(call -> byName.contains(call) || (call.mayHaveHappened() && isOn(call, key)))
                .toList();
    }

    /** The keys whose calls count on this one for the rule, with that of all of its kind. */
    private SortedSet<Key> countingOn(Rule rule, Key key) {
        SortedSet<Key> keys = historyOf(rule, key);
        Key all = Wildcard.of(key.kind());
        if (closedBy(rule, all).isEmpty()) {
            keys.add(all);
        }
        return keys;
    }

    /**
     * The calls in H+ that name the key, or one whose history it got, or all of its kind, ascending: without those that
     * may turn out to be on it. A call that names any key of the kind counts on the key of all.
     */
    List<PastCall> mayHaveHappenedByName(Rule rule, Key key) {
        SortedSet<Key> keys = countingOn(rule, key);
        return calls.values().stream()
                .filter(PastCall::mayHaveHappened)
                .filter(call -> keys.stream().anyMatch(call::names) || (Wildcard.is(key) && call.isOnSome(key.kind())))
                .toList();
    }

    /** The calls in H+ on an object of the kind that has no name yet: those that are about all, ascending. */
    List<PastCall> mayHaveHappenedOnNew(Rule rule, String kind) {
        Key all = Wildcard.of(kind);
        return closedBy(rule, all).isPresent()
                ? List.of()
                : calls.values().stream()
                        .filter(call -> call.mayHaveHappened() && call.names(all))
                        .toList();
    }

    /** The most recent of these events, each key that counts here looked at by itself. */
    public Optional<PastCall> mostRecent(Rule rule, List<PastCall> events, Key key) {
        List<List<PastCall>> lists = new ArrayList<>();
        for (Key each : countingOn(rule, key)) {
            lists.add(events.stream()
                    .filter(event -> event.open() || event.names(each))
                    .toList());
        }
        if (Wildcard.is(key)) {
            lists.add(events.stream()
                    .filter(event -> event.open() || event.isOnSome(key.kind()))
                    .toList());
        }
        return mostRecent(lists);
    }

    /** The most recent event of each list, and of these the open one with the greatest number, else the latest by time. */
    public static Optional<PastCall> mostRecent(List<List<PastCall>> lists) {
        return lists.stream()
                .flatMap(events -> events.stream().max(PastCall.RECENCY).stream())
                .max(PastCall.BY_TIME);
    }

    /**
     * The keys that a call with these facts and keys may turn out to create: not established, and among the keys of an
     * open call that took the name for granted.
     */
    SortedSet<Key> guessed(CallFacts facts, CallKeys keys) {
        SortedSet<Key> guessed = new TreeSet<>();
        for (PastCall call : calls.values()) {
            if (call.open()) {
                call.keys.stream()
                        .filter(key -> facts.creates().contains(key.kind()) && !Wildcard.is(key))
                        .filter(key ->
                                !objects.isEstablished(key) && !keys.all().contains(key))
                        .forEach(guessed::add);
            }
        }
        return guessed;
    }

    /** The calls in H- on the key, ascending. A call about all is sure of none. */
    public List<PastCall> didHappenOn(Key key) {
        return calls.values().stream()
                .filter(call -> call.didHappen() && call.surelyNames(key) && !Wildcard.is(key))
                .toList();
    }

    /** Number of the latest event that may have changed the object: the reservation of an open call, or a success. */
    long version(Key object) {
        long version = 0;
        for (PastCall call : calls.values()) {
            if (call.writes(object) || call.created.contains(object)) {
                if (call.open()) {
                    version = Math.max(version, call.number());
                } else if (call.didHappen()) {
                    version = Math.max(version, call.succeededSeq);
                }
            }
        }
        return version;
    }

    /** The task itself first, then its parent, and so on. */
    public List<PastTask> lineage(PastTask task) {
        List<PastTask> lineage = new ArrayList<>();
        lineage.add(task);
        OptionalLong parent = task.opened.parent();
        while (parent.isPresent()) {
            PastTask above = task(parent.getAsLong());
            lineage.add(above);
            parent = above.opened.parent();
        }
        return lineage;
    }

    /** The task itself and all below it, children before their parents. */
    public List<PastTask> subtree(PastTask task) {
        List<PastTask> subtree = new ArrayList<>();
        for (PastTask other : tasks.values()) {
            if (other.opened.parent().equals(OptionalLong.of(task.number()))) {
                subtree.addAll(subtree(other));
            }
        }
        subtree.add(task);
        return subtree;
    }

    boolean belongsTo(PastCall call, PastTask task) {
        PastTask own = tasks.get(call.task());
        return own != null && lineage(own).contains(task);
    }

    /** Returns whether the object is one of the task's: bound to it, or created by a call of it or below. */
    public boolean covers(PastTask task, Key object) {
        return task.objects.contains(object)
                || calls.values().stream()
                        .anyMatch(call -> !call.existed
                                && !call.uncounted
                                && call.created.contains(object)
                                && belongsTo(call, task));
    }

    /** Calls reserved in the task and below, whatever became of them, and each repeat; an implicit task goes on counting. */
    public int callsUsed(PastTask task) {
        return task.opened.callsUsed()
                + calls.values().stream()
                        .filter(call -> belongsTo(call, task))
                        .mapToInt(call -> (call.uncounted ? 0 : 1) + call.repeats)
                        .sum();
    }

    public boolean open(PastHold hold) {
        PastTask task = tasks.get(hold.first.task());
        return !hold.rejected
                && !hold.spent
                && !hold.replaced
                && !hold.voided
                && !hold.expired
                && !hold.withdrawn
                && task != null
                && !task.ended;
    }

    /** The latest hold of this very call. */
    public Optional<PastHold> holdOf(String digest) {
        return holds.descendingMap().values().stream()
                .filter(hold -> hold.first.digest().equals(digest))
                .findFirst();
    }
}
