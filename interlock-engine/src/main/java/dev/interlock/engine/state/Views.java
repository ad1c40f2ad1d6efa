package dev.interlock.engine.state;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.CallViewBuilder;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Builds the views of calls for the monitors: keys, their distance, and the actor. Only recorded calls give keys and actors numbers. */
final class Views {

    private static final int[] NONE = {};

    private final State state;

    Views(State state) {
        this.state = state;
    }

    /** @param continued the open call whose place this one is to take: it is decided as if that one had failed */
    CallView asked(long seq, long now, long task, Actor actor, CallFacts facts, @Nullable OpenCall continued) {
        var builder = new CallViewBuilder(
                seq,
                state.clock.steady(now),
                task,
                actor,
                -1,
                state.actors.rowOf(actor),
                facts,
                state.tier(facts.risk()),
                state.monitors.planOf(facts));
        if (continued != null) {
            builder.continues(continued.view().seq());
        }
        addKeys(builder, actor, task, facts, Creations.of(facts, List.of()), false, facts.mayExist());
        int[] guessed =
                state.guesses.of(facts.creates(), builder, continued == null ? null : continued.view(), state.keys);
        if (guessed.length > 0) {
            builder.unresolved(Creating.unresolved(builder.unresolved(), facts, guessed, state.keys));
        }
        builder.unresolved(state.pairing.unresolved(builder.unresolved(), facts, true));
        return builder.guessed(guessed).build();
    }

    /** The answer of an open call: on the same keys, and on those of the objects that the call created. */
    CallViewBuilder answer(long seq, long now, CallView call, CallFacts facts, List<Key> created, Set<Key> otherwise) {
        var builder = new CallViewBuilder(
                seq,
                state.clock.steady(now),
                call.task(),
                state.links.party(call.actor(), call.seq()),
                call.actorId(),
                call.row(),
                facts,
                call.tier(),
                state.monitors.planOfFound(facts.marks()));
        for (int i = 0; i < call.keys(); i++) {
            builder.add(call.key(i), call.kind(i), call.id(i));
            if (i + 1 == call.direct()) {
                builder.endOfDirect();
            }
            if (i + 1 == call.objects()) {
                builder.endOfObjects();
            }
        }
        created.forEach(key -> addKey(builder, key, false));
        int[] doubtful = IntStream.range(0, builder.size())
                .filter(i -> i < call.keys() ? call.isDoubtful(i) : otherwise.contains(builder.key(i)))
                .toArray();
        return builder.created(created).doubtful(doubtful);
    }

    /**
     * The objects that an outcome named, with all that is reachable from them: a call that returns existing objects was done to these.
     *
     * @param record whether objects that no call carried so far get a number; else they are left out
     */
    int[] found(List<Key> named, boolean record) {
        var found = new LinkedHashSet<Integer>();
        for (Key key : named) {
            int id = record ? state.keys.intern(key) : state.keys.find(key);
            if (id != KeyTable.ABSENT) {
                found.add(id);
                found.addAll(Linking.reachable(id, state.keys));
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * An open call as the monitors would see it if it were answered with these objects, which existed before: its own keys include them
     * then. The call itself is left out.
     */
    CallView existed(long seq, long now, CallView call, List<Key> named) {
        var builder = new CallViewBuilder(
                seq,
                state.clock.steady(now),
                call.task(),
                state.links.party(call.actor(), call.seq()),
                call.actorId(),
                call.row(),
                call.facts(),
                call.tier(),
                call.plan());
        var found = new ArrayList<>(named);
        for (int id : found(named, false)) {
            Key key = state.keys.key(id);
            if (!found.contains(key)) {
                found.add(key);
            }
        }
        for (int i = 0; i <= call.keys(); i++) {
            if (i == call.direct()) {
                builder.endOfDirect();
            }
            if (i == call.objects()) {
                found.forEach(key -> addKey(builder, key, false));
                builder.endOfObjects();
            }
            if (i < call.keys()) {
                builder.add(call.key(i), call.kind(i), call.id(i));
            }
        }
        return builder.created(found)
                .continues(call.seq())
                .divide(Creations.of(call.facts(), List.of()), state.keys)
                .build();
    }

    /** The view of an observation that is not recorded yet. */
    CallView observed(long seq, long now, Actor actor, CallFacts facts, List<Key> created) {
        var builder = new CallViewBuilder(
                seq,
                state.clock.steady(now),
                0,
                actor,
                -1,
                state.actors.rowOf(actor),
                facts,
                state.tier(facts.risk()),
                state.monitors.planOf(facts));
        Creations creations = Creations.of(facts, created);
        addKeys(builder, actor, 0, facts, creations, false);
        builder.unresolved(state.pairing.unresolved(builder.unresolved(), facts, false));
        return builder.created(creations).build();
    }

    /**
     * The view of a call that is being recorded: every party and object in it gets its number.
     *
     * @param otherwise the keys that were recorded under another spelling
     */
    CallView recorded(
            long seq, long now, long task, Actor actor, CallFacts facts, List<Key> created, Set<Key> otherwise) {
        int id = state.actors.intern(actor);
        var builder = new CallViewBuilder(
                seq,
                state.clock.steady(now),
                task,
                actor,
                id,
                state.actors.row(id),
                facts,
                state.tier(facts.risk()),
                state.monitors.planOfRecorded(facts));
        Creations creations = Creations.of(facts, created);
        addKeys(builder, actor, task, facts, creations, true);
        return builder.created(creations).doubtful(doubtful(builder, otherwise)).build();
    }

    /** The keys that the call had under another spelling, and those that it lies on by relations that may be another object's. */
    private int[] doubtful(CallViewBuilder call, Set<Key> otherwise) {
        if (state.respelled.isEmpty()) {
            return NONE;
        }
        boolean any = false;
        for (int i = 0; i < call.objects(); i++) {
            any |= state.respelled.get(call.id(i));
        }
        boolean found = any;
        Set<Key> doubtful = new HashSet<>(otherwise);
        for (int i = call.named(); found && i < call.objects(); i++) {
            doubtful.add(call.key(i));
        }
        return IntStream.range(0, call.size())
                .filter(i -> doubtful.contains(call.key(i)) || isOfDoubtful(call.key(i), doubtful))
                .toArray();
    }

    /** Returns whether the key is a pair with a doubtful part. */
    private static boolean isOfDoubtful(Key key, Set<Key> doubtful) {
        return KeyPair.isPair(key.kind()) && KeyPair.parts(key).stream().anyMatch(doubtful::contains);
    }

    private void addKeys(
            CallViewBuilder builder, Actor actor, long task, CallFacts facts, Creations created, boolean record) {
        addKeys(builder, actor, task, facts, created, record, Set.of());
    }

    /** @param wide kinds of which the call gets the key of all, as it may turn out to be on any object of them */
    private void addKeys(
            CallViewBuilder builder,
            Actor actor,
            long task,
            CallFacts facts,
            Creations created,
            boolean record,
            Set<String> wide) {
        for (Key key : facts.objects()) {
            addKey(builder, key, record);
        }
        builder.endOfDirect();
        if (!record) {
            builder.unresolved(state.belonging.unresolved(builder, state.keys));
        }
        for (Key key : facts.related()) {
            addKey(builder, key, record);
        }
        builder.endOfNamed();
        for (int i = 0; i < builder.size(); i++) {
            if (builder.id(i) != KeyTable.ABSENT) {
                for (int belongsTo : state.keys.relations(builder.id(i))) {
                    builder.add(state.keys.key(belongsTo), state.keys.kind(belongsTo), belongsTo);
                }
            }
        }
        builder.endOfBelonging();
        if (!state.keys.lineage().isEmpty()) {
            addAncestors(builder);
        }
        if (!record) {
            builder.unresolved(state.creating.unresolved(builder, state.keys));
        }
        builder.endOfObjects();
        for (Key key : state.scopes.of(actor, state.links.values(), task, facts)) {
            addKey(builder, key, record);
        }
        for (Key pair : state.pairing.of(builder, facts, created, state.keys, record)) {
            addKey(builder, pair, record);
        }
        for (String kind : facts.all()) {
            addAll(builder, kind, record);
        }
        for (String kind : wide) {
            addAll(builder, kind, record);
        }
        for (Key key : created.all()) {
            addKey(builder, key, record);
        }
        builder.divide(created, state.keys);
    }

    /** Adds the objects that those so far descend from, and what these belong to and descend from in turn. */
    private void addAncestors(CallViewBuilder builder) {
        for (int i = 0; i < builder.size(); i++) {
            if (builder.id(i) != KeyTable.ABSENT) {
                for (int parent : state.keys.lineage().parents(builder.id(i))) {
                    builder.add(state.keys.key(parent), state.keys.kind(parent), parent);
                }
                for (int belongsTo : state.keys.relations(builder.id(i))) {
                    builder.add(state.keys.key(belongsTo), state.keys.kind(belongsTo), belongsTo);
                }
            }
        }
    }

    private void addAll(CallViewBuilder builder, String kind, boolean record) {
        int number = record ? state.keys.internKind(kind) : state.keys.kindOf(kind);
        builder.add(Wildcard.of(kind), number, record ? state.keys.internAll(kind) : state.keys.all(number));
    }

    private void addKey(CallViewBuilder builder, Key key, boolean record) {
        if (record) {
            int id = state.keys.intern(key);
            builder.add(key, state.keys.kind(id), id);
        } else {
            int kind = state.keys.kindOf(key.kind());
            builder.add(key, kind, state.keys.find(kind, key.value()));
        }
    }
}
