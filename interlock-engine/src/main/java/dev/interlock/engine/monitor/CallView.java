package dev.interlock.engine.monitor;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.KeyTable;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A call as monitors see it: its facts resolved to keys and rows. While a call is being decided its keys may be
 * {@linkplain KeyTable#ABSENT absent} from the table; once reserved they are all there, and the view lives on as the open
 * call. Built by a {@link CallViewBuilder}. Immutable, but for what its outcome named: the objects that it
 * {@linkplain #succeeded created}, and those that an unclear outcome {@linkplain #returned(int[]) named}.
 */
public final class CallView {

    private static final int[] NONE = {};

    private final long seq;
    private final long now;
    private final long task;
    private final Actor actor;
    private final int actorId;
    private final int[] row;
    private final CallFacts facts;
    private final Tier tier;
    private final Plan plan;
    private final Key[] keys;
    private final int[] ids;
    private final int[] kinds;
    private final boolean creates;
    private final int direct;
    private final int named;
    private final int belonging;
    private final int objects;
    private final Set<String> unresolved;
    private final int[] guessed;
    private final List<Key> created;
    private final long continued;
    /**
     * The division of the call among its keys; null where the call is not about a list, so that all of it lies on each
     * key.
     */
    private final @Nullable Portions portions;
    /** The objects that an unclear outcome named, with all that is reachable from them. */
    private int[] returned = NONE;

    private final int[] doubtful;
    /** Places of the elements that were not done; what is left of the call is this view. */
    private final List<Integer> undone;
    /** The objects that the call created; null until its result names them. */
    private @Nullable Creations creations;

    CallView(CallViewBuilder b) {
        this.seq = b.seq;
        this.now = b.now;
        this.task = b.task;
        this.actor = b.actor;
        this.actorId = b.actorId;
        this.row = b.row;
        this.facts = b.facts;
        this.tier = b.tier;
        this.plan = b.plan;
        this.keys = Arrays.copyOf(b.keys, b.size);
        this.ids = Arrays.copyOf(b.ids, b.size);
        this.kinds = Arrays.copyOf(b.kinds, b.size);
        this.creates = b.creates;
        this.direct = b.direct;
        this.named = b.named;
        this.belonging = b.belonging;
        this.objects = b.objects;
        this.unresolved = b.unresolved;
        this.guessed = b.guessed;
        this.created = b.created;
        this.creations = b.creations;
        this.continued = b.continued;
        this.portions = b.portions;
        this.doubtful = b.doubtful;
        this.undone = b.undone;
    }

    /** The number that the call has, or would have. */
    public long seq() {
        return seq;
    }

    /** Steady time of the decision or of the reservation, in milliseconds. */
    public long now() {
        return now;
    }

    public long task() {
        return task;
    }

    public Actor actor() {
        return actor;
    }

    /** Number in the actor table, or -1 while being decided. */
    public int actorId() {
        return actorId;
    }

    /** Row of the actor table. */
    public int[] row() {
        return row;
    }

    public CallFacts facts() {
        return facts;
    }

    public Tier tier() {
        return tier;
    }

    public Plan plan() {
        return plan;
    }

    /** The number of keys. Direct objects come first, then related and derived ones, then values and scopes. */
    public int keys() {
        return keys.length;
    }

    public Key key(int i) {
        return keys[i];
    }

    /** Number of the key in the key table, or {@link KeyTable#ABSENT}. */
    public int id(int i) {
        return ids[i];
    }

    /** Number of the key's kind in the key table, or {@link KeyTable#ABSENT} when nothing knows the kind. */
    public int kind(int i) {
        return kinds[i];
    }

    /** The number of direct objects, which are the first keys. */
    public int direct() {
        return direct;
    }

    /** The number of objects that the call itself names, direct and related ones, which are the first keys. */
    public int named() {
        return named;
    }

    /**
     * The number of objects that the call names or that these belong to, which are the first keys; those that they
     * descend from follow.
     */
    public int belonging() {
        return belonging;
    }

    /** The number of objects (direct, related and derived), which are the first keys. */
    public int objects() {
        return objects;
    }

    /**
     * Types of which a direct object should belong to one, and belongs to none that is recorded. Known while the call is
     * being decided.
     */
    public Set<String> unresolved() {
        return unresolved;
    }

    /**
     * Numbers of keys that this call may turn out to create: not established, and among the keys of an open call that took
     * the name for granted. In no particular order; known while the call is being decided.
     */
    public int[] guessed() {
        return guessed;
    }

    /**
     * The objects that an observed call created, which are named from the start and among the keys. Other calls name
     * what they created when they succeed.
     */
    public List<Key> created() {
        return created;
    }

    /** The created objects by the elements of the list; known of an observed call, and once a call succeeded. */
    public Optional<Creations> creations() {
        return Optional.ofNullable(creations);
    }

    /** Notes what the result of the call named. */
    public void succeeded(Creations named) {
        creations = named;
    }

    /** The number of elements that lie on an object that the call created, and did not name. */
    int elementsOnCreated(Key object) {
        int creators = creations == null ? 0 : creations.creatorsOf(object).size();
        return creators == 0 ? elements() : creators;
    }

    /** The part of the amount that lies on an object that the call created, and did not name. */
    Optional<Amount> amountOnCreated(Key object) {
        List<Integer> creators = creations == null ? List.of() : creations.creatorsOf(object);
        return creators.isEmpty()
                ? facts.amount()
                : facts.amount().map(total -> Portions.amount(facts, creators, total));
    }

    /** The number of elements that may lie together on an object that the call is about to create. */
    int elementsOnNew(String kind) {
        return facts.eachCreates(kind) ? 1 : elements();
    }

    /** The greatest part of the amount that may lie on an object that the call is about to create. */
    Optional<Amount> amountOnNew(String kind) {
        return facts.eachCreates(kind) && facts.divided()
                ? facts.elements().stream()
                        .flatMap(element -> element.amount().stream())
                        .max(Comparator.comparing(Amount::value))
                : facts.amount();
    }

    /**
     * Returns whether this call, which is being decided, is to take the place of that open one. It is decided as if the
     * other had never been there.
     */
    public boolean continues(long call) {
        return continued == call;
    }

    /** The number of elements in the list of the call; 1 where the call is not about a list. */
    public int elements() {
        return portions == null ? 1 : facts.elements().size();
    }

    /** The number of elements that lie on the key. */
    int elements(int i) {
        return portions == null ? 1 : portions.count(i);
    }

    /** Places of the elements of its list that lie on the key; none where all do, or none by name. */
    public List<Integer> elementsOn(Key key) {
        for (int i = 0; i < keys.length && portions != null; i++) {
            if (keys[i].equals(key)) {
                return portions.lying(i).boxed().toList();
            }
        }
        return List.of();
    }

    /** Places of the elements of its list that lie on no key of the kind, where others do; else none. */
    public List<Integer> elementsWithout(String kind) {
        if (portions == null || !portions.uneven().contains(kind)) {
            return List.of();
        }
        var on = new BitSet();
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].kind().equals(kind)) {
                portions.lying(i).forEach(on::set);
            }
        }
        return IntStream.range(0, facts.elements().size())
                .filter(place -> !on.get(place))
                .boxed()
                .toList();
    }

    /** The part of the amount that lies on the key; empty where the call has no amount. */
    Optional<Amount> amount(int i) {
        return portions == null ? facts.amount() : facts.amount().map(total -> portions.amount(i, total));
    }

    /** Writes what was fixed at the reservation and cannot be told from the keys. */
    public void writePortions(DataOutput out) throws IOException {
        if (portions != null) {
            portions.write(out);
        }
    }

    /**
     * Places of the keys on which the call may have done nothing: they, or what they were found by, were recorded under another
     * spelling. There it counts for what may have happened, and meets no requirement. Ascending; known of recorded calls.
     */
    public int[] doubtful() {
        return doubtful;
    }

    public boolean isDoubtful(int i) {
        return Arrays.binarySearch(doubtful, i) >= 0;
    }

    /** The part of this call on the keys that are not {@linkplain #doubtful doubtful}. */
    public CallView undoubted() {
        return doubtful.length == 0 ? this : CallParts.undoubted(this);
    }

    /**
     * The rest of this call about a list, where some elements were not done: on the keys that others brought, too, and
     * with what the others took there.
     *
     * @param elements places of those that were not done
     */
    public CallView without(List<Integer> elements) {
        Portions whole = portions;
        return whole == null || elements.isEmpty() ? this : CallParts.without(this, whole, elements);
    }

    /** The part of this call on the keys that it {@linkplain #without leaves} where these elements were not done. */
    public CallView leaving(List<Integer> elements) {
        return CallParts.leaving(this, elements);
    }

    /** The division of a call about a list among its keys; null where it is not about a list, and all of it lies on each key. */
    @Nullable
    Portions portions() {
        return portions;
    }

    /** Places of the elements of its list that were not done, and are not in its facts. */
    public List<Integer> undone() {
        return undone;
    }

    public boolean creates(String kind) {
        return creates && facts.creates().contains(kind);
    }

    /** Returns whether one of its keys is of the kind, or is that of all of the kind. */
    public boolean hasKind(int kind) {
        for (int own : kinds) {
            if (own == kind) {
                return true;
            }
        }
        return false;
    }

    public boolean hasKey(int id) {
        for (int own : ids) {
            if (own == id) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether this open call may turn out to be the one that created an object, or whose creation returned it:
     * the call creates objects of the kind, and this one was not established before the call was reserved, or an
     * unclear outcome named it.
     */
    public boolean mayCreate(Key key, int id, KeyTable table) {
        if (!creates(key.kind())) {
            return false;
        }
        return id == KeyTable.ABSENT || table.establishedAt(id) > seq || isReturned(id);
    }

    /** Returns whether this open call may lie on a key that it does not name. */
    public boolean mayLieOn(Key key, int id, KeyTable table) {
        return mayCreate(key, id, table)
                || isReturned(id)
                || facts.mayExist(key.kind())
                || Wildcard.is(key) && hasReturned(key.kind(), table);
    }

    /** Returns whether this call, once it is open, may lie on keys of the kind that it does not name. */
    boolean mayLieOnOthers(String kind) {
        return creates(kind) || facts.mayExist(kind);
    }

    /** Returns whether deciding the call reads all of the kind: the call is about all, or may turn out to be on any. */
    public boolean readsAll(String kind) {
        if (facts.all().isEmpty() && facts.mayExist().isEmpty()) {
            return false;
        }
        for (int i = objects; i < keys.length; i++) {
            if (keys[i].kind().equals(kind) && Wildcard.is(keys[i])) {
                return true;
            }
        }
        return false;
    }

    private boolean hasReturned(String kind, KeyTable table) {
        int number = table.kindOf(kind);
        for (int one : returned) {
            if (table.kind(one) == number) {
                return true;
            }
        }
        return false;
    }

    /**
     * Notes what the unknown outcome of the call named: these objects, and what they belong to or descend from. The
     * objects that an earlier outcome named stay when the call is sent again.
     */
    public void returned(int[] ids) {
        returned = IntStream.concat(Arrays.stream(returned), Arrays.stream(ids))
                .distinct()
                .toArray();
    }

    /** Numbers of the objects that an unclear outcome named, and of all that is reachable from these. */
    public int[] returned() {
        return returned.clone();
    }

    private boolean isReturned(int id) {
        for (int one : returned) {
            if (one == id) {
                return true;
            }
        }
        return false;
    }
}
