package dev.interlock.engine.monitor;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The builder of a {@link CallView}, to which its keys are added in their order. Keys that are added twice count once, in
 * their first place. For one thread; a view does not change with its builder.
 */
public final class CallViewBuilder {
    private static final int[] NONE = {};
    private static final long NO_CALL = -1;
    /** The number of keys from which on a set is used to look them up. */
    private static final int MANY = 64;

    final long seq;
    final long now;
    final long task;
    final Actor actor;
    final int actorId;
    final int[] row;
    final CallFacts facts;
    final Tier tier;
    final Plan plan;
    final boolean creates;

    Key[] keys = new Key[8];
    private Set<Key> many = Set.of();
    int[] ids = new int[8];
    int[] kinds = new int[8];
    int size;
    int direct;
    int named;
    int belonging;
    int objects;
    Set<String> unresolved = Set.of();
    int[] guessed = NONE;
    List<Key> created = List.of();

    @Nullable
    Creations creations;

    long continued = NO_CALL;

    @Nullable
    Portions portions;

    int[] doubtful = NONE;
    List<Integer> undone = List.of();

    public CallViewBuilder(
            long seq, long now, long task, Actor actor, int actorId, int[] row, CallFacts facts, Tier tier, Plan plan) {
        this.seq = seq;
        this.now = now;
        this.task = task;
        this.actor = actor;
        this.actorId = actorId;
        this.row = row;
        this.facts = facts;
        this.tier = tier;
        this.plan = plan;
        this.creates = !facts.creates().isEmpty();
    }

    public CallViewBuilder add(Key key, int kind, int id) {
        if (has(key, kind)) {
            return this;
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            ids = Arrays.copyOf(ids, 2 * size);
            kinds = Arrays.copyOf(kinds, 2 * size);
        }
        keys[size] = key;
        ids[size] = id;
        kinds[size] = kind;
        size++;
        return this;
    }

    /**
     * Returns whether the key was added before. Few keys are compared one by one; copies of copies can make them many,
     * which are looked up in a set that takes the key in at once.
     */
    private boolean has(Key key, int kind) {
        if (size < MANY) {
            for (int i = 0; i < size; i++) {
                if (kinds[i] == kind && keys[i].equals(key)) {
                    return true;
                }
            }
            return false;
        }
        if (many.isEmpty()) {
            many = new HashSet<>(Arrays.asList(keys).subList(0, size));
        }
        return !many.add(key);
    }

    public int size() {
        return size;
    }

    public Key key(int i) {
        return keys[i];
    }

    public int id(int i) {
        return ids[i];
    }

    /** The number of keys that are objects named by the call. */
    public int named() {
        return named;
    }

    /** The number of keys that are objects named by the call, or that these belong to. */
    public int belonging() {
        return belonging;
    }

    /** The number of keys that are objects. */
    public int objects() {
        return objects;
    }

    /** Declares all keys so far to be direct objects. */
    public CallViewBuilder endOfDirect() {
        direct = size;
        return this;
    }

    /** Declares all keys so far to be direct or related objects. */
    public CallViewBuilder endOfNamed() {
        named = size;
        return this;
    }

    /** Declares all keys so far to be objects that the call names, or that these belong to. */
    public CallViewBuilder endOfBelonging() {
        belonging = size;
        return this;
    }

    /** Declares all keys so far to be objects. */
    public CallViewBuilder endOfObjects() {
        objects = size;
        return this;
    }

    /** Ends each part that ends there in another view. */
    void endAt(int i, CallView other) {
        if (i == other.direct()) {
            endOfDirect();
        }
        if (i == other.named()) {
            endOfNamed();
        }
        if (i == other.belonging()) {
            endOfBelonging();
        }
        if (i == other.objects()) {
            endOfObjects();
        }
    }

    boolean has(Key key) {
        return Arrays.asList(keys).subList(0, size).contains(key);
    }

    public boolean has(int id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return true;
            }
        }
        return false;
    }

    public CallViewBuilder unresolved(Set<String> types) {
        unresolved = types;
        return this;
    }

    public Set<String> unresolved() {
        return unresolved;
    }

    public CallViewBuilder guessed(int[] keys) {
        guessed = keys;
        return this;
    }

    CallViewBuilder portions(@Nullable Portions divided) {
        portions = divided;
        return this;
    }

    /** @param places of keys on which the call may have done nothing, ascending */
    public CallViewBuilder doubtful(int[] places) {
        doubtful = places;
        return this;
    }

    /** @param elements places of those that were not done: the facts are those of the others */
    public CallViewBuilder undone(List<Integer> elements) {
        undone = elements;
        return this;
    }

    public CallViewBuilder created(List<Key> keys) {
        created = keys;
        return this;
    }

    /** Sets the objects that were observed to be created, by the elements that did; none of a call that is still to name them. */
    public CallViewBuilder created(Creations told) {
        creations = told.all().isEmpty() ? null : told;
        return created(told.all());
    }

    /** Sets the open call whose place this one is to take. */
    public CallViewBuilder continues(long call) {
        continued = call;
        return this;
    }

    public boolean continues(CallView open) {
        return continued == open.seq();
    }

    /**
     * Divides a call about a list among its keys, which are all there. A kind of which some elements have a key and
     * others have none is unresolved: nobody can tell what these others are about, as if they were alone.
     *
     * @param told what each element created, where that has a name already
     */
    public CallViewBuilder divide(Creations told, KeyTable table) {
        if (!facts.elements().isEmpty()) {
            portions = Portions.of(facts, this, told, table);
            if (!portions.uneven().isEmpty()) {
                var all = new TreeSet<>(unresolved);
                all.addAll(portions.uneven());
                unresolved = all;
            }
        }
        return this;
    }

    /** Reads the portions as they were written. */
    public CallViewBuilder readPortions(DataInput in) throws IOException {
        if (!facts.elements().isEmpty()) {
            portions = Portions.read(in);
        }
        return this;
    }

    public CallView build() {
        return new CallView(this);
    }
}
