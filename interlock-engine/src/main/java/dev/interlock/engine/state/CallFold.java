package dev.interlock.engine.state;

import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.Plan;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.table.KeyTable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/** The part of the fold that the rules are about: folds reserved, settled and observed calls into the state. */
final class CallFold {

    private static final int[] NONE = {};

    private final State state;
    private final Views views;
    /** Number of the key that every call is on, once there is a call. */
    private int wholeDomain = KeyTable.ABSENT;

    CallFold(State state, Views views) {
        this.state = state;
        this.views = views;
    }

    /** @param otherwise the keys that were recorded under another spelling */
    void reserve(Event.CallReserved event, Set<Key> otherwise, long now) {
        event.continues()
                .ifPresent(
                        call -> settle(call, new Settlement.Failed("continued as c-" + event.call()), Set.of(), now));
        CallView view =
                views.recorded(event.call(), now, event.task(), event.actor(), event.facts(), List.of(), otherwise);
        state.named.named(view);
        for (Plan.Applicable applicable : view.plan().applicable()) {
            applicable.monitor().reserve(view, applicable.roles());
        }
        count(view, 1);
        if (view.facts().contacts().isPresent()) {
            state.contacts.reserve(
                    event.call(), view.actor(), view.facts(), state.holds.people(event.approvals()), state.links());
        }
        state.calls.put(new OpenCall(view, event));
        state.asks.decided(event, true);
        state.guesses.reserve(view, state.keys);
        state.creating.reserve(view);
        state.plans.reserve(view);
        state.tasks.carries(event.task(), event.call());
        state.lanes.acted(event.task(), event.actor());
        if (event.continues().isPresent()) {
            state.tasks.seen(event.task(), now);
        } else {
            state.tasks.reserved(event.task(), now);
        }
        state.holds.spent(event.approvals());
    }

    /** Folds a repetition. The call stays on its keys under its number, and counts once more in the budget of its tasks. */
    void repeat(Event.CallRepeated event, long now) {
        OpenCall open = required(event.call());
        state.calls.put(open.again(event.approvals()));
        state.contacts.mayHaveHappened(
                event.call(), open.view().actor(), open.view().facts(), state.links());
        state.tasks.reserved(open.view().task(), now);
        state.holds.spent(event.approvals());
    }

    private OpenCall required(long number) {
        OpenCall open = state.calls.get(number);
        if (open == null) {
            throw new IllegalArgumentException("call " + number + " is not open");
        }
        return open;
    }

    /**
     * Folds an observation as if it were reserved and settled at one moment. Duties that its source is not trusted for meet no
     * requirement, and an ambiguous observation meets none at all.
     */
    void observe(Event.CallObserved event, Set<Key> otherwise, long now) {
        CallView view = views.recorded(event.call(), now, 0, event.actor(), event.facts(), event.created(), otherwise);
        Set<String> trusted = event.ambiguous() ? Set.of() : state.bundle.trustedFor(event.source());
        wrote(view, event.call());
        state.named.proven(view);
        int[] created =
                event.created().stream().mapToInt(state.keys::find).distinct().toArray();
        for (int id : created) {
            state.named.proven(id);
            state.keys.touch(id, event.call());
        }
        for (Plan.Applicable applicable : view.plan().applicable()) {
            long counting = applicable.monitor().trusted(applicable.roles(), trusted);
            applicable.monitor().reserve(view, counting);
            succeed(applicable, counting, view, created, otherwise, event.call(), now);
        }
        if (!Collections.disjoint(trusted, state.marksOf(event.facts()))) {
            create(view, event.created(), otherwise, event.call());
        }
        count(view, 1);
        state.contacts.observe(event.facts());
        state.observations.add(event.source(), event.id(), event.call());
    }

    /** Folds a confirmation. An observation by which a source confirmed the call is recognised when the source tells it again. */
    void confirm(Event.CallConfirmed confirmed, Set<Key> otherwise, long now) {
        OpenCall open = required(confirmed.call());
        if (!open.unknown() && confirmed.by() instanceof Confirmation.Told told) {
            note(
                    open,
                    new OpenCall.Told(state.nextSeq - 1, confirmed.settlement().named(), told));
        } else {
            settle(confirmed.call(), confirmed.settlement(), otherwise, now);
        }
        if (confirmed.by() instanceof Confirmation.Told told) {
            state.observations.add(told.source(), told.id(), confirmed.call());
        }
    }

    /**
     * Notes what a source told of a call in flight, which stays in flight, as its answer is still to come. Until then the call also lies
     * on the objects that the source says it created, as these may have been there before.
     */
    private void note(OpenCall open, OpenCall.Told told) {
        unclear(open.view(), told.created());
        state.calls.put(open.toldOf(told));
    }

    private void unclear(CallView view, List<Key> named) {
        view.returned(views.found(named, true));
        for (Plan.Applicable applicable : view.plan().applicable()) {
            applicable.monitor().unclear(view, applicable.roles());
        }
    }

    void settle(Event.CallSettled settled, Set<Key> otherwise, long now) {
        OpenCall open = state.calls.get(settled.call());
        settle(settled.call(), settled.settlement(), otherwise, now);
        if (open != null
                && settled.delivery().isPresent()
                && !settled.delivery().get().withheld()) {
            deliver(open.view(), settled.settlement(), settled.delivery().get().labels(), otherwise, now);
        }
    }

    /**
     * Folds the labels of delivered content as an event of their own, reserved and settled at this moment. In a lane they meet no
     * requirement.
     */
    private void deliver(CallView call, Settlement settlement, SortedSet<String> labels, Set<Key> otherwise, long now) {
        SortedSet<String> found = state.found(call, settlement, labels);
        Plan plan = state.monitors.planOfFound(found);
        if (plan.applicable().isEmpty()) {
            return;
        }
        List<Key> created = settlement instanceof Settlement.Unknown ? List.of() : settlement.named();
        long seq = state.nextSeq - 1;
        CallView view = views.answer(
                        seq, now, call, call.facts().answered(found, Collections.emptySortedMap()), created, otherwise)
                .build();
        int[] ids = created.stream().mapToInt(state.keys::find).distinct().toArray();
        boolean inLane = state.lanes.ofTask(call.task()) != null;
        for (Plan.Applicable applicable : plan.applicable()) {
            long counting = inLane ? prohibiting(applicable) : applicable.roles();
            applicable.monitor().reserve(view, counting);
            succeed(applicable, counting, view, ids, otherwise, seq, now);
        }
        count(view, 1);
        state.tasks.carries(call.task(), seq);
    }

    /** Folds a success. On keys where it is doubtful that the call did anything, it meets no requirement. */
    private void succeed(
            Plan.Applicable applicable,
            long counting,
            CallView view,
            int[] created,
            Set<Key> otherwise,
            long seq,
            long now) {
        long meeting = counting & ~prohibiting(applicable);
        if (meeting == 0 || view.doubtful().length == 0 && otherwise.isEmpty()) {
            applicable.monitor().succeed(view, counting, created, seq, state.clock.steady(now));
            return;
        }
        applicable.monitor().succeed(view, counting & ~meeting, created, seq, state.clock.steady(now));
        applicable
                .monitor()
                .succeed(view.undoubted(), meeting, undoubted(created, otherwise), seq, state.clock.steady(now));
    }

    private int[] undoubted(int[] created, Set<Key> otherwise) {
        return otherwise.isEmpty()
                ? created
                : Arrays.stream(created)
                        .filter(id -> !otherwise.contains(state.keys.key(id)))
                        .toArray();
    }

    /** The roles of the call that meet no requirement. */
    private static long prohibiting(Plan.Applicable applicable) {
        return applicable.monitor().trusted(applicable.roles(), Set.of());
    }

    /** Folds the acceptance of a lane's call, which meets requirements from here on, too. */
    void accept(Lane.Awaiting call, long seq, long now) {
        for (Plan.Applicable applicable : call.view().plan().applicable()) {
            long meeting = applicable.roles() & ~prohibiting(applicable);
            if (meeting != 0) {
                applicable.monitor().succeed(call.view(), meeting, call.created(), seq, state.clock.steady(now));
            }
        }
    }

    void settle(long number, Settlement settlement, Set<Key> otherwise, long now) {
        OpenCall open = required(number);
        CallView view = open.view();
        long seq = state.nextSeq - 1;
        switch (settlement) {
            case Settlement.Succeeded succeeded -> {
                state.calls.remove(number);
                CallView done = undo(view, succeeded.undone());
                wrote(done, seq);
                done.succeeded(Creations.of(done.facts(), succeeded.created()));
                int[] created = create(done, succeeded.created(), otherwise, seq);
                boolean awaits = state.lanes.awaitsReview(view.task());
                for (Plan.Applicable applicable : view.plan().applicable()) {
                    long counting = awaits ? prohibiting(applicable) : applicable.roles();
                    succeed(applicable, counting, done, created, otherwise, seq, now);
                }
                state.lanes.succeeded(done.undoubted(), undoubted(created, otherwise));
                countCreated(done, created);
                if (succeeded.undone().isEmpty()) {
                    state.contacts.succeed(number, view.actor(), view.facts(), succeeded.created(), state.links());
                } else {
                    state.contacts.doubt(number, view.actor(), view.facts(), state.links());
                }
                state.guesses.leave(view);
                state.creating.leave(view);
                state.plans.succeed(number, succeeded.created());
            }
            case Settlement.Existed existed -> {
                state.calls.remove(number);
                wrote(view, seq);
                int[] found = views.found(existed.named(), true);
                for (int id : found) {
                    state.named.proven(id);
                    state.keys.touch(id, seq);
                }
                boolean done = view.facts().mayExist(existed.named()) && !state.lanes.awaitsReview(view.task());
                for (Plan.Applicable applicable : view.plan().applicable()) {
                    long counting = done ? applicable.roles() : prohibiting(applicable);
                    applicable.monitor().existed(view, counting, found, seq, state.clock.steady(now));
                }
                countCreated(view, found);
                state.contacts.doubt(number, view.actor(), view.facts(), state.links());
                state.guesses.leave(view);
                state.creating.leave(view);
                state.plans.succeed(number, existed.named());
            }
            case Settlement.Failed failed -> {
                for (Plan.Applicable applicable : view.plan().applicable()) {
                    applicable.monitor().fail(view, applicable.roles());
                }
                count(view, -1);
                state.calls.remove(number);
                state.contacts.fail(number);
                state.guesses.leave(view);
                state.creating.leave(view);
                state.plans.fail(number);
            }
            case Settlement.Unknown unknown -> {
                unclear(view, unknown.named());
                state.contacts.mayHaveHappened(number, view.actor(), view.facts(), state.links());
                state.calls.put(open.ofUnknownOutcome(now, state.disturbances.inFlight(view)));
            }
        }
        open.asked().ifPresent(asked -> state.asks.settled(asked, number, settlement, seq));
        state.tasks.settled(view.task(), now);
    }

    /** Takes the call off the keys of elements that were not done, and returns the view of what is left of it. */
    private CallView undo(CallView view, List<Integer> elements) {
        if (elements.isEmpty()) {
            return view;
        }
        CallView leaving = view.leaving(elements);
        for (Plan.Applicable applicable : view.plan().applicable()) {
            applicable.monitor().undone(leaving, applicable.roles());
        }
        for (int i = 0; i < leaving.keys() && !view.plan().applicable().isEmpty(); i++) {
            state.keys.count(leaving.id(i), -1);
        }
        CallView done = view.without(elements);
        state.plans.left(done, leaving);
        return done;
    }

    /** Counts the call on its keys, if some rule is about it: nothing asks for the counts of other calls. */
    private void count(CallView view, int calls) {
        if (!view.plan().applicable().isEmpty()) {
            for (int i = 0; i < view.keys(); i++) {
                state.keys.count(view.id(i), calls);
            }
            if (wholeDomain == KeyTable.ABSENT) {
                wholeDomain = state.keys.intern(Scopes.WHOLE_DOMAIN);
            }
            if (!view.hasKey(wholeDomain)) {
                state.keys.count(wholeDomain, calls);
            }
        }
    }

    private void countCreated(CallView view, int[] created) {
        if (!view.plan().applicable().isEmpty()) {
            for (int id : created) {
                if (!view.hasKey(id)) {
                    state.keys.count(id, 1);
                }
            }
        }
    }

    /**
     * Records created objects: their relations, and that they and the objects the call wrote exist. A related object is not taken to
     * exist: whoever names it may have guessed its name.
     */
    private int[] create(CallView view, List<Key> created, Set<Key> otherwise, long seq) {
        CallFacts facts = view.facts();
        Creations creations = Creations.of(facts, created);
        relate(creations.common(), facts.related(), facts.derivedFrom());
        for (int place = 0; place < facts.elements().size(); place++) {
            Element element = facts.elements().get(place);
            relate(creations.ofElement(place), element.related(), element.derivedFrom());
        }
        // Two created objects may be spelled as one by now.
        int[] ids = created.isEmpty()
                ? NONE
                : created.stream().mapToInt(state.keys::intern).distinct().toArray();
        for (int id : ids) {
            Key object = state.keys.key(id);
            state.keys.create(id, otherwise.contains(object) ? KeyTable.NEVER : seq);
            state.keys.touch(id, seq);
            state.named.proven(id);
            state.tasks.created(view.task(), object);
        }
        if (facts.writes()) {
            for (int i = 0; i < view.direct(); i++) {
                if (!view.isDoubtful(i)) {
                    state.keys.establish(view.id(i), seq);
                }
            }
        }
        return ids;
    }

    /** Records the owners to which the created objects belong, and the sources from which they descend. */
    private void relate(List<Key> created, List<Key> owners, List<Key> sources) {
        for (Key object : created) {
            int id = state.keys.intern(object);
            ObjectType type = state.bundle.types().get(object.kind());
            for (Key related : owners) {
                if (sources.contains(related)) {
                    if (related.kind().equals(object.kind())) {
                        state.keys.lineage().descend(id, state.keys.intern(related));
                    }
                } else if (type != null && type.of().containsKey(related.kind())) {
                    state.keys.relate(id, state.keys.intern(related));
                }
            }
        }
    }

    private void wroteAll(String kind, long seq) {
        state.keys.wrote(state.keys.internKind(kind), seq);
        state.keys.touch(state.keys.internAll(kind), seq);
    }

    private void wrote(CallView view, long seq) {
        if (!view.facts().writes()) {
            return;
        }
        state.named.proven(view);
        for (int i = 0; i < view.direct(); i++) {
            state.keys.wrote(view.kind(i), seq);
        }
        if (!view.facts().all().isEmpty()) {
            view.facts().all().forEach(kind -> wroteAll(kind, seq));
        }
        state.disturbances.wrote(view.facts(), view.actor());
        for (int i = 0; i < view.named(); i++) {
            state.keys.touch(view.id(i), seq);
        }
    }
}
