package dev.interlock.engine.table;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys that recorded calls carry, numbered in the order of their first appearance, with the record of each as a business
 * object: its relations, its version, and the event that established it.
 */
public final class KeyTable {

    /** Number of a key that no recorded call carries, or of a kind that no such key and no rule has. */
    public static final int ABSENT = -1;

    /** {@link #establishedAt} of an object that is not established. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int[] NONE = {};

    /** The suffix of the kinds of keys that stand for many: no name has it, so no object is taken for such a key. */
    private static final String WIDE = "*";

    private static final String SOME = "+";

    // The columns of a row.
    private static final int TEXT = 0; // where the value begins, and the number of the kind
    private static final int VERSION = 1;
    private static final int ESTABLISHED = 2;
    private static final int WIDTH = 3;

    private final Map<String, Integer> kindNumbers = new HashMap<>();
    private final List<String> kinds = new ArrayList<>();
    private final KeyTexts texts = new KeyTexts();
    private long[] rows = new long[16 * WIDTH];
    private int[] @Nullable [] relations = new int[16][];
    private int[] places = new int[64]; // hash and number alternate
    private int size;
    private final Counts calls = new Counts();
    /** The keys of objects that a call created, or was observed to have created. */
    private final BitSet created = new BitSet();
    /** By kind: the number of the latest settlement or observation of a call that wrote objects of it. */
    private long[] written = new long[8];

    /** By kind: the key of all objects of it. */
    private int[] all = {};
    /** By kind: the key under which calls on any key of it are filed. */
    private int[] any = {};

    private final Lineage lineage = new Lineage();
    private final KeyHash hash;

    public KeyTable() {
        this(KeyHash.OF_PROCESS);
    }

    KeyTable(KeyHash hash) {
        this.hash = hash;
        Arrays.fill(places, ABSENT);
    }

    public int size() {
        return size;
    }

    /** Number of a kind, so that comparing kinds is comparing ints; {@link #ABSENT} for one never seen. */
    public int kindOf(String kind) {
        Integer known = kindNumbers.get(kind);
        return known != null ? known : ABSENT;
    }

    /** Number of a kind, given now if it has none. */
    public int internKind(String kind) {
        Integer known = kindNumbers.get(kind);
        if (known != null) {
            return known;
        }
        kindNumbers.put(kind, kinds.size());
        kinds.add(kind);
        return kinds.size() - 1;
    }

    public int find(Key key) {
        return find(kindOf(key.kind()), key.value());
    }

    /** As {@link #find(Key)}, for a kind whose number is known already. */
    public int find(int kind, String value) {
        return kind == ABSENT ? ABSENT : places[place(kind, value) + 1];
    }

    public int intern(Key key) {
        int kind = internKind(key.kind());
        int place = place(kind, key.value());
        if (places[place + 1] != ABSENT) {
            return places[place + 1];
        }
        if (WIDTH * size == rows.length) {
            growRows();
        }
        if (3L * 2 * (size + 1) > 2L * places.length) {
            growPlaces();
            place = place(kind, key.value());
        }
        rows[WIDTH * size + TEXT] = (long) texts.add(key.value()) << 32 | kind;
        rows[WIDTH * size + ESTABLISHED] = NEVER;
        places[place] = hash.of(kind, key.value());
        places[place + 1] = size;
        if (key.kind().endsWith(WIDE)) {
            noteWide(internKind(key.kind().substring(0, key.kind().length() - 1)), key.value(), size);
        }
        return size++;
    }

    private void noteWide(int kind, String value, int id) {
        if (kind >= all.length) {
            int known = all.length;
            all = Arrays.copyOf(all, kind + 4);
            any = Arrays.copyOf(any, kind + 4);
            Arrays.fill(all, known, all.length, ABSENT);
            Arrays.fill(any, known, any.length, ABSENT);
        }
        (value.equals(Wildcard.ALL) ? all : any)[kind] = id;
    }

    /** Number of the key of all of a kind, given now if it has none. */
    public int internAll(String kind) {
        return intern(new Key(kind + WIDE, Wildcard.ALL));
    }

    /** Gives the kind a key under which calls on any key of it are filed from here on. */
    public void internAny(String kind) {
        intern(new Key(kind + WIDE, SOME));
    }

    /** Number of the key of all of a kind; {@link #ABSENT} where no call was about all of it, and none may be. */
    public int all(int kind) {
        return kind >= 0 && kind < all.length ? all[kind] : ABSENT;
    }

    /** Number of the key under which calls on any key of a kind are filed; {@link #ABSENT} where they are not. */
    public int any(int kind) {
        return kind >= 0 && kind < any.length ? any[kind] : ABSENT;
    }

    /** The key as calls carry it: to them the key of all of a kind is of that kind, though the table has it under another. */
    public Key shown(int id) {
        Key key = key(id);
        return key.kind().endsWith(WIDE)
                ? Wildcard.of(key.kind().substring(0, key.kind().length() - 1))
                : key;
    }

    public Key key(int id) {
        return new Key(kinds.get(kind(id)), texts.text(start(id), end(id)));
    }

    /** Number of the key's kind. */
    public int kind(int id) {
        return (int) rows[WIDTH * id + TEXT];
    }

    private int start(int id) {
        return (int) (rows[WIDTH * id + TEXT] >>> 32);
    }

    private int end(int id) {
        return id + 1 < size ? start(id + 1) : texts.end();
    }

    /** Numbers of the objects that this one was recorded to belong to, in the order of recording. */
    public int[] relations(int id) {
        int[] found = relations[id];
        return found == null ? NONE : found;
    }

    /** Records that one object belongs to another. Relations are only added. */
    public void relate(int id, int to) {
        if (id == to) {
            return;
        }
        int[] old = relations(id);
        for (int known : old) {
            if (known == to) {
                return;
            }
        }
        int[] more = Arrays.copyOf(old, old.length + 1);
        more[old.length] = to;
        relations[id] = more;
    }

    /** The descent of objects, and the history that keys got from others. */
    public Lineage lineage() {
        return lineage;
    }

    /** Number of the latest settlement or observation of a call that wrote the object; 0 for none. */
    public long version(int id) {
        return Math.max(ownVersion(id), versionOfAll(kind(id)));
    }

    private long ownVersion(int id) {
        return rows[WIDTH * id + VERSION];
    }

    /** Number of the latest settlement or observation of a call that wrote all objects of the kind; 0 for none. */
    public long versionOfAll(int kind) {
        return all(kind) == ABSENT ? 0 : ownVersion(all(kind));
    }

    public void touch(int id, long seq) {
        rows[WIDTH * id + VERSION] = seq;
    }

    /** Number of the event that first showed that the object exists, or {@link #NEVER}. */
    public long establishedAt(int id) {
        return rows[WIDTH * id + ESTABLISHED];
    }

    public void establish(int id, long seq) {
        if (establishedAt(id) == NEVER) {
            rows[WIDTH * id + ESTABLISHED] = seq;
        }
    }

    /** Returns whether a recorded call created the object. */
    public boolean isCreated(int id) {
        return created.get(id);
    }

    /**
     * Notes that a call created the object, which shows that it exists.
     *
     * @param seq number of the event; {@link #NEVER} where it is doubtful whether the call created this very object
     */
    public void create(int id, long seq) {
        establish(id, seq);
        created.set(id);
    }

    /** Number of the latest settlement or observation of a call that wrote objects of the kind; 0 for none. */
    public long writtenAt(int kind) {
        return kind >= 0 && kind < written.length ? written[kind] : 0;
    }

    /** Notes that a call wrote objects of the kind. */
    public void wrote(int kind, long seq) {
        if (kind >= written.length) {
            written = Arrays.copyOf(written, kind + 8);
        }
        written[kind] = seq;
    }

    /** The number of calls that may have happened, that some rule is about, and that have the key among their own or created it. */
    public long calls(int id) {
        return calls.get(id);
    }

    /** Adds to the number of calls on the key; negative when a call leaves history. */
    public void count(int id, int more) {
        calls.set(id, calls.get(id) + more);
    }

    /** Index of the place of the key, or of the free place where it would be put. */
    private int place(int kind, String value) {
        int mask = places.length - 1;
        int hashed = hash.of(kind, value);
        int at = (hashed << 1) & mask;
        while (places[at + 1] != ABSENT && !(places[at] == hashed && isAt(places[at + 1], kind, value))) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private boolean isAt(int id, int kind, String value) {
        return kind(id) == kind && texts.equals(start(id), end(id), value);
    }

    private void growRows() {
        int capacity = size + (size >> 1);
        rows = Arrays.copyOf(rows, capacity * WIDTH);
        relations = Arrays.copyOf(relations, capacity);
    }

    private void growPlaces() {
        int[] old = places;
        places = new int[2 * old.length];
        Arrays.fill(places, ABSENT);
        int mask = places.length - 1;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != ABSENT) {
                int at = (old[i] << 1) & mask;
                while (places[at + 1] != ABSENT) {
                    at = (at + 2) & mask;
                }
                places[at] = old[i];
                places[at + 1] = old[i + 1];
            }
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int id = 0; id < size; id++) {
            Snapshots.write(out, key(id).toString());
            int[] to = relations(id);
            Snapshots.write(out, to, to.length);
            out.writeLong(ownVersion(id));
            out.writeLong(establishedAt(id));
            out.writeLong(calls(id));
            out.writeBoolean(isCreated(id));
        }
        int known = 0;
        for (String kind : kinds) {
            known += writtenAt(kindOf(kind)) > 0 ? 1 : 0;
        }
        out.writeInt(known);
        for (String kind : new TreeSet<>(kinds)) {
            if (writtenAt(kindOf(kind)) > 0) {
                Snapshots.write(out, kind);
                out.writeLong(writtenAt(kindOf(kind)));
            }
        }
        lineage.write(out);
    }

    /** Fills this empty table. */
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        for (int id = 0; id < count; id++) {
            intern(Key.parse(Snapshots.readString(in)));
            int[] to = Snapshots.readInts(in);
            if (to.length > 0) {
                relations[id] = to;
            }
            touch(id, in.readLong());
            rows[WIDTH * id + ESTABLISHED] = in.readLong();
            calls.set(id, in.readLong());
            created.set(id, in.readBoolean());
        }
        int known = in.readInt();
        for (int i = 0; i < known; i++) {
            wrote(internKind(Snapshots.readString(in)), in.readLong());
        }
        lineage.read(in);
    }
}
