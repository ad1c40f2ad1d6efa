package dev.interlock.testkit.reference;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Scopes;
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

/** What the recorded events say, worked out anew from the first to the last. */
final class History {

    final Bundle bundle;
    /** Under canonical spellings. */
    final List<Recorded> events;
    /** The events as they were recorded. */
    final List<Recorded> raw;
    /** Reserved calls by number, ascending. */
    final TreeMap<Long, PastCall> calls = new TreeMap<>();

    final TreeMap<Long, PastTask> tasks = new TreeMap<>();
    final TreeMap<Long, PastHold> holds = new TreeMap<>();
    /** Those that have not ended. */
    final TreeMap<Long, HoldEvent.Delegated> delegations = new TreeMap<>();

    /** By source: what it told, in order. */
    final TreeMap<String, List<Told>> observed = new TreeMap<>();
    /** The bundle that was proposed last and not activated since; and when. */
    Optional<Recorded> proposed = Optional.empty();

    final Spelled spelled;
    /** Objects that some event spelled otherwise than canonically. */
    private final Set<Key> respelled = new TreeSet<>();

    final PastObjects objects;
    final PastLinks links = new PastLinks();
    /** Proposed links that nobody answered yet. */
    final TreeMap<Long, Event.LinkProposed> proposals = new TreeMap<>();

    final TreeMap<Long, PastLease> leases = new TreeMap<>();
    final PastAgents agents = new PastAgents();
    final TreeMap<Long, PastLane> lanes = new TreeMap<>();
    /** Runtimes that acted in a lane or hold a lease of one, with the lane. */
    final TreeMap<String, Long> laneRuntimes = new TreeMap<>();

    /** What calls used when they were reserved: a fact about the events before them, so it may be kept. */
    private final Map<Use, Set<Long>> uses;

    /** An observation that a source told by an id of its own, and the call that it is. */
    record Told(String id, long call) {}

    private record Use(String rule, int item, Key key, long call) {}

    History(Bundle bundle, List<Recorded> events) {
        this(bundle, events, new HashMap<>());
    }

    private History(Bundle bundle, List<Recorded> events, Map<Use, Set<Long>> uses) {
        this.bundle = bundle;
        this.spelled = new Spelled(bundle);
        this.raw = events;
        this.events = events.stream().map(spelled::of).toList();
        this.objects = new PastObjects(bundle);
        this.uses = uses;
        for (Recorded recorded : events) {
            Set<Key> otherwise = spelled.otherwise(recorded.event());
            respelled.addAll(otherwise);
            read(spelled.of(recorded), otherwise);
        }
    }

    /** As it was just before the event {@code seq} was recorded. */
    History asOf(long seq) {
        return new History(
                bundle, raw.stream().filter(recorded -> recorded.seq() < seq).toList(), uses);
    }

    /** The same, but that a call in flight never was: one that is to take its place is decided by this. */
    History without(long continued) {
        History without = new History(bundle, raw, uses);
        without.call(continued).withdraw();
        return without;
    }

    /** The same, but that the call in flight whose place the held one is to take never was. */
    History without(Event.CallHeld held) {
        PastCall continued =
                held.continues().isPresent() ? calls.get(held.continues().getAsLong()) : null;
        return continued != null && continued.status == PastCall.Status.RESERVED ? without(continued.number()) : this;
    }

    /** What the call used for the item of the rule on the key; worked out at most once. */
    Set<Long> usedBy(PastCall call, Rule.Require rule, Rule.Done item, Key key, Supplier<Set<Long>> work) {
        Use use = new Use(rule.id(), rule.done().indexOf(item), key, call.number());
        Set<Long> known = uses.get(use);
        if (known == null) {
            known = work.get();
            uses.put(use, known);
        }
        return known;
    }

    /** The task of that number, which is there. */
    PastTask task(long number) {
        return Objects.requireNonNull(tasks.get(number));
    }

    private PastCall call(long number) {
        return Objects.requireNonNull(calls.get(number));
    }

    private PastLease lease(long number) {
        return Objects.requireNonNull(leases.get(number));
    }

    /** The leases of the task itself that have not ended, ascending. */
    List<PastLease> liveLeases(PastTask task) {
        return leases.values().stream()
                .filter(lease -> !lease.ended && lease.issued.task() == task.number())
                .toList();
    }

    long nextSeq() {
        return events.isEmpty() ? 0 : events.getLast().seq() + 1;
    }

    private void read(Recorded recorded, Set<Key> otherwise) {
        long at = recorded.timeMillis();
        switch (recorded.event()) {
            case Event.BundleActivated activated -> proposed = Optional.empty();
            case Event.BundleProposed proposal -> proposed = Optional.of(recorded);
            case Event.TaskOpened opened -> {
                tasks.put(opened.task(), new PastTask(opened, at));
                agents.read(opened);
            }
            case Event.TaskAmended amended -> {
                PastTask task = task(amended.task());
                task.objects = amended.objects();
                task.deadlineMillis = amended.deadlineMillis();
                task.calls = amended.calls();
                for (PastTask below : subtree(task)) {
                    liveLeases(below)
                            .forEach(lease ->
                                    lease.expiresMillis = Math.min(lease.expiresMillis, amended.deadlineMillis()));
                }
                task.lastEventAt = at;
            }
            case Event.PlanDeclared declared -> task(declared.task()).lastEventAt = at;
            case Event.TaskEnded ended -> {
                PastTask task = task(ended.task());
                task.ended = true;
                task.lastEventAt = at;
            }
            case Event.CallReserved reserved -> {
                reserved.continues().ifPresent(continued -> call(continued).withdraw());
                CallKeys keys = keysOf(reserved.facts(), reserved.actor(), reserved.task());
                Map<Key, SortedSet<Key>> reachable = objects.reachableFromEach(keys.objects());
                var call = new PastCall(reserved, at, keys.all(), reachable, originals(keys.objects()), links);
                call.own = keys;
                call.closures = Portion.closures(this, reserved.facts());
                call.doubtful = doubtful(keys, otherwise);
                calls.put(reserved.call(), call);
                if (tasks.containsKey(reserved.task())) {
                    laneOf(task(reserved.task())).ifPresent(lane -> {
                        call.accepted(false);
                        actedIn(lane, reserved.actor());
                    });
                }
                for (PastHold hold : holds.values()) {
                    hold.spent |= hold.answers.stream()
                            .anyMatch(given ->
                                    reserved.approvals().contains(given.answer().answer()));
                }
                touch(reserved.task(), at);
            }
            case Event.CallHeld held -> {
                if (held.hold() == held.call()) {
                    // For other reasons than before: what was approved then is not what is asked now.
                    for (PastHold hold : holds.values()) {
                        hold.replaced |= hold.first.digest().equals(held.digest());
                    }
                    holds.put(held.hold(), new PastHold(held, at));
                }
                touch(held.task(), at);
            }
            case Event.CallDenied denied -> {
                // Asking in vain in a task that has ended, or in another's, keeps nothing alive.
                boolean strange = denied.findings().stream()
                        .anyMatch(f -> Set.of(
                                        Code.TASK_NOT_YOURS,
                                        Code.TOKEN_FOR_ANOTHER_TASK,
                                        Code.LANE_TOKEN_REQUIRED,
                                        Code.RUNTIME_IN_LANE,
                                        Code.RUNTIME_NOT_FRESH,
                                        Code.AGENT_SUSPENDED,
                                        Code.OWNER_GONE)
                                .contains(f.code()));
                if (!strange && tasks.containsKey(denied.task()) && !task(denied.task()).ended) {
                    touch(denied.task(), at);
                }
            }
            case Event.CallObserved told -> observe(told, otherwise, at);
            case Event.CallSettled settled -> {
                settle(call(settled.call()), settled.settlement(), otherwise, recorded.seq(), at);
                settled.delivery().ifPresent(delivery -> deliver(settled, delivery, otherwise, recorded.seq(), at));
            }
            case Event.CallConfirmed confirmed -> {
                settle(call(confirmed.call()), confirmed.settlement(), otherwise, recorded.seq(), at);
                if (confirmed.by() instanceof Confirmation.Told told) {
                    told(told.source(), told.id(), confirmed.call());
                }
            }
            case Event.CallReconciled reconciled ->
                settle(call(reconciled.call()), reconciled.settlement(), otherwise, recorded.seq(), at);
            case Event.HoldAnswered answered -> {
                PastHold hold = Objects.requireNonNull(holds.get(answered.hold()));
                hold.answers.add(new PastHold.Given(answered, at));
                hold.rejected |= !answered.approved();
                touch(hold.first.task(), at);
            }
            case HoldEvent.Expired expired -> Objects.requireNonNull(holds.get(expired.hold())).expired = true;
            case HoldEvent.Withdrawn withdrawn -> {
                PastHold hold = Objects.requireNonNull(holds.get(withdrawn.hold()));
                hold.withdrawn = true;
                touch(hold.first.task(), at);
            }
            case HoldEvent.Delegated delegated -> delegations.put(delegated.delegation(), delegated);
            case HoldEvent.DelegationEnded ended -> delegations.remove(ended.delegation());
            case LeaseEvent.Issued issued -> {
                leases.put(issued.lease(), new PastLease(issued));
                laneOf(task(issued.task())).ifPresent(lane -> actedIn(lane, issued.actor()));
            }
            case LaneEvent lane -> readLane(lane, at);
            case LeaseEvent.Renewed renewed -> lease(renewed.lease()).expiresMillis = renewed.expiresMillis();
            case LeaseEvent.Revoked revoked -> {
                lease(revoked.lease()).ended = true;
                lease(revoked.lease()).gone = !lease(revoked.lease()).issued.outside();
            }
            case LeaseEvent.Confirmed confirmed -> {
                switch (confirmed.step()) {
                    case ISSUED -> lease(confirmed.lease()).confirmed = true;
                    case WITHDRAWN -> lease(confirmed.lease()).gone = true;
                }
            }
            case AgentEvent agent -> agents.read(agent);
            case Event.LinkProposed proposed -> proposals.put(proposed.link(), proposed);
            case Event.LinkAnswered answered -> {
                Event.LinkProposed proposed = Objects.requireNonNull(proposals.remove(answered.link()));
                if (answered.confirmed()) {
                    link(proposed.what(), recorded.seq());
                }
                for (PastHold hold : holds.values()) {
                    hold.voided |= answered.voided().contains(hold.number());
                }
            }
        }
    }

    private void readLane(LaneEvent event, long at) {
        PastLane lane = lanes.computeIfAbsent(event.lane(), number -> new PastLane(number, at));
        switch (event) {
            case LaneEvent.Proposed proposed -> {
                // What nobody confirmed in time is as if it had never been.
                lanes.values()
                        .removeIf(other -> other.opened.isEmpty() && !other.ended && other.firstAt < at - 15 * 60_000);
                lane.proposed = Optional.of(proposed);
            }
            case LaneEvent.Opened opened -> lane.opened = Optional.of(opened);
            case LaneEvent.Ended ended -> {
                lane.ended = true;
                lane.endedAt = at;
            }
            case LaneEvent.Reviewed reviewed -> {
                lane.reviewed = Optional.of(reviewed);
                for (PastCall call : calls.values()) {
                    // What calls were answered with is none of them.
                    if (call.inLane
                            && !call.uncounted
                            && call.task() == lane.opened.orElseThrow().task()) {
                        call.accepted(reviewed.accepted());
                    }
                }
            }
            case LaneEvent.ReviewOverdue overdue -> lane.overdue = true;
        }
    }

    private void actedIn(PastLane lane, Actor actor) {
        if (actor.get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime) {
            laneRuntimes.put(runtime.value(), lane.number);
        }
    }

    /** The lane that the task is. */
    Optional<PastLane> laneOf(PastTask task) {
        return lanes.values().stream()
                .filter(lane -> lane.opened
                        .filter(opened -> opened.task() == task.number())
                        .isPresent())
                .findFirst();
    }

    private void deliver(Event.CallSettled settled, Delivery delivery, Set<Key> otherwise, long seq, long at) {
        PastCall call = call(settled.call());
        SortedSet<String> found = call.found(settled.settlement(), delivery.labels());
        if (!delivery.withheld() && !found.isEmpty()) {
            List<Key> created = settled.settlement() instanceof Settlement.Unknown
                    ? List.of()
                    : settled.settlement().named();
            calls.put(seq, PastCall.answered(call, found, created, otherwise, seq, at));
        }
    }

    private void link(Link what, long seq) {
        if (what instanceof Link.Objects same && same.child().equals(same.parent())) {
            return; // two spellings of one object
        }
        for (Key heir : heirs(what)) {
            inherit(heir, child(what).orElseThrow());
        }
        switch (what) {
            case Link.Values link -> links.values.add(link);
            case Link.Objects link -> objects.link(link, respelled, seq);
        }
    }

    private void inherit(Key key, Key from) {
        if (key.equals(from)) {
            return;
        }
        for (Rule rule : bundle.rules()) {
            if (rule instanceof Rule.Limit && closedBy(rule, from).isEmpty()) {
                for (PastCall call : calls.values()) {
                    List<Portion> more = call.counted(rule, from, call.names(from)).stream()
                            .map(Counted::portion)
                            .toList();
                    call.addAlso(rule, key, more);
                }
            }
        }
        links.inherit(key, from);
    }

    /** The key whose history others get by the link, if any do. */
    Optional<Key> child(Link what) {
        return switch (what) {
            case Link.Values link -> scopes(link).map(SortedSet::last);
            case Link.Objects link -> Optional.of(link.child());
        };
    }

    /** The keys that get the history of the child. */
    SortedSet<Key> heirs(Link what) {
        SortedSet<Key> heirs = new TreeSet<>();
        switch (what) {
            case Link.Values link -> scopes(link).ifPresent(keys -> heirs.add(keys.first()));
            case Link.Objects link -> {
                heirs.addAll(objects.everythingAbove(List.of(link.parent())));
                heirs.add(link.parent());
                heirs.removeIf(key -> !key.kind().equals(link.child().kind()));
            }
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

    private void observe(Event.CallObserved told, Set<Key> otherwise, long at) {
        CallKeys own = keysOf(told.facts(), told.actor(), 0);
        Set<Key> keys = new TreeSet<>(own.all());
        keys.addAll(told.created());
        Map<Key, SortedSet<Key>> reachable = objects.reachableFromEach(own.objects());
        Set<String> trusted = bundle.trustedFor(told.source());
        var call = PastCall.observed(told, keys, reachable, originals(own.objects()), links, trusted, at);
        call.closures = Portion.closures(this, told.facts());
        call.doubtful = doubtful(own, otherwise);
        call.doubtfullyCreated = otherwise;
        calls.put(told.call(), call);
        if (told.facts().carriesAny(trusted)) {
            objects.succeeded(call, told.created(), told.call());
        }
        told(told.source(), told.id(), told.call());
    }

    private void told(String source, String id, long call) {
        observed.computeIfAbsent(source, any -> new ArrayList<>()).add(new Told(id, call));
    }

    /** The objects that a call was done to which names these as created: they, and all that is reachable from them. */
    SortedSet<Key> found(List<Key> named) {
        SortedSet<Key> found = objects.everythingAbove(named);
        found.addAll(named);
        return found;
    }

    /** Of each object what it descends from and what itself descends from nothing; the least where each descends from another. */
    Map<Key, SortedSet<Key>> originals(Iterable<Key> of) {
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

    /** The keys of which it is doubtful whether the call was on them. */
    private Set<Key> doubtful(CallKeys keys, Set<Key> otherwise) {
        Set<Key> doubtful = new TreeSet<>(otherwise);
        if (keys.objects().stream().anyMatch(respelled::contains)) {
            Set<Key> found = keys.objects();
            found.removeAll(keys.direct());
            found.removeAll(keys.related());
            doubtful.addAll(found);
        }
        return doubtful;
    }

    private void touch(long task, long at) {
        if (tasks.containsKey(task)) {
            task(task).lastEventAt = at;
        }
    }

    private void settle(PastCall call, Settlement settlement, Set<Key> otherwise, long seq, long at) {
        touch(call.task(), at);
        SortedSet<Key> also = settlement instanceof Settlement.Succeeded ? new TreeSet<>() : found(settlement.named());
        call.returned = Set.of();
        call.alsoReachable = objects.reachableFromEach(also);
        call.alsoOriginals = originals(also);
        switch (settlement) {
            case Settlement.Failed failed -> call.status = PastCall.Status.FAILED;
            case Settlement.Unknown unknown -> {
                call.status = PastCall.Status.UNKNOWN;
                call.unknownSeq = seq;
                call.unknownAt = at;
                call.returned = also;
            }
            case Settlement.Existed existed -> call.existed(seq, at, List.copyOf(also));
            case Settlement.Succeeded succeeded -> {
                call.succeed(seq, at, succeeded.created());
                call.doubtfullyCreated = otherwise;
                objects.succeeded(call, succeeded.created(), seq);
            }
        }
    }

    /** The tier of the name; one that the bundle does not know is as bad as the worst. */
    Tier tier(String name) {
        Tier known = bundle.tiers().get(name);
        return known == null ? bundle.strictest() : known;
    }

    CallKeys keysOf(CallFacts facts, Actor actor, long task) {
        return CallKeys.of(this, facts, actor, task);
    }

    /**
     * Whether the call is on the key. One that is open, and creates an object of the kind, may turn out to have created
     * any that was not established before it was reserved; and what an unclear outcome named it may have been done to.
     */
    boolean isOn(PastCall call, Key key) {
        if (call.keys.contains(key) || call.created.contains(key)) {
            return true;
        }
        return call.open() && (call.returned.contains(key) || mayCreate(call, key));
    }

    /** Whether the open call may turn out to be the one that created the object, or that its creation returned. */
    boolean mayCreate(PastCall call, Key object) {
        return call.reserved.facts().creates().contains(object.kind())
                && (!objects.isEstablishedBefore(object, call.number()) || call.returned.contains(object));
    }

    /** The call whose success closed the key for the rule first. */
    Optional<PastCall> closedBy(Rule rule, Key key) {
        return Closing.of(rule)
                .flatMap(closing -> calls.values().stream()
                        .filter(call -> call.didHappen() && ReferenceClosing.closes(call, closing, key))
                        .min(Comparator.comparing(call -> call.succeededSeq)));
    }

    /** The keys whose calls count on this one for the rule: on a closed key none count any more. */
    SortedSet<Key> historyOf(Rule rule, Key key) {
        SortedSet<Key> keys = links.historyOf(key);
        keys.removeIf(each -> !each.equals(key) && closedBy(rule, each).isPresent());
        return keys;
    }

    /** The calls in H+ on the key, ascending. */
    List<PastCall> mayHaveHappenedOn(Rule rule, Key key) {
        List<PastCall> byName = mayHaveHappenedByName(rule, key);
        return calls.values().stream()
                .filter(call -> byName.contains(call) || (call.mayHaveHappened() && isOn(call, key)))
                .toList();
    }

    /**
     * The calls in H+ that name the key or one whose history it got, ascending: without those that may turn out to be on
     * it.
     */
    List<PastCall> mayHaveHappenedByName(Rule rule, Key key) {
        SortedSet<Key> keys = historyOf(rule, key);
        return calls.values().stream()
                .filter(call -> call.mayHaveHappened() && keys.stream().anyMatch(call::names))
                .toList();
    }

    /** The most recent of these events, each key that counts here looked at by itself. */
    Optional<PastCall> mostRecent(Rule rule, List<PastCall> events, Key key) {
        return mostRecent(historyOf(rule, key).stream()
                .map(each -> events.stream()
                        .filter(event -> event.open() || event.names(each))
                        .toList())
                .toList());
    }

    /** The most recent event of each list, and of these the open one with the greatest number, else the latest by time. */
    static Optional<PastCall> mostRecent(List<List<PastCall>> lists) {
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
                        .filter(key -> facts.creates().contains(key.kind()))
                        .filter(key ->
                                !objects.isEstablished(key) && !keys.all().contains(key))
                        .forEach(guessed::add);
            }
        }
        return guessed;
    }

    /** The calls in H- on the key, ascending. */
    List<PastCall> didHappenOn(Key key) {
        return calls.values().stream()
                .filter(call -> call.didHappen() && call.surelyNames(key))
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
    List<PastTask> lineage(PastTask task) {
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
    List<PastTask> subtree(PastTask task) {
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

    /** Whether the object is one of the task's: bound to it, or created by a call of it or below. */
    boolean covers(PastTask task, Key object) {
        return task.objects.contains(object)
                || calls.values().stream()
                        .anyMatch(call -> !call.existed && call.created.contains(object) && belongsTo(call, task));
    }

    /** Calls reserved in the task and below, whatever became of them; an implicit task goes on counting. */
    int callsUsed(PastTask task) {
        return task.opened.callsUsed()
                + (int) calls.values().stream()
                        .filter(call -> !call.uncounted && belongsTo(call, task))
                        .count();
    }

    boolean open(PastHold hold) {
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

    /** The latest hold of this very call, if it is still open. */
    Optional<PastHold> holdOf(String digest) {
        return holds.descendingMap().values().stream()
                .filter(hold -> hold.first.digest().equals(digest))
                .findFirst()
                .filter(this::open);
    }
}
