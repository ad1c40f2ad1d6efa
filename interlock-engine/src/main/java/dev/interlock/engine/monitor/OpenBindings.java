package dev.interlock.engine.monitor;

import dev.interlock.engine.table.LongMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Set;

/**
 * The bindings of open calls: which actor is doing what on which key. For each rule and key there is a chain with one
 * binding for each entry.
 */
final class OpenBindings {

    private final LongMap heads = new LongMap();
    private final Records records = new Records();

    Records records() {
        return records;
    }

    /** The first binding of open calls, in no particular order, or a negative number. */
    int first(int rule, int key) {
        return heads.size() == 0 ? Records.NONE : heads.get(Records.slot(rule, key));
    }

    /** @param tier rank of the call's tier; it stands in the place of the time, which for an open call is always now */
    void add(int rule, int key, int actor, int entry, long call, int tier) {
        long slot = Records.slot(rule, key);
        heads.put(slot, records.add(slot, heads.get(slot), actor, entry, call, tier));
    }

    /** Rank of the tier of the binding's call. */
    int tier(int binding) {
        return (int) records.time(binding);
    }

    /** Removes the bindings of one call on a key. */
    void remove(int rule, int key, long call) {
        long slot = Records.slot(rule, key);
        int head = heads.get(slot);
        int first = head;
        int before = Records.NONE;
        for (int n = head; n >= 0; ) {
            int after = records.next(n);
            if (records.call(n) != call) {
                before = n;
            } else {
                if (before == Records.NONE) {
                    first = after;
                } else {
                    records.next(before, after);
                }
                records.free(n);
            }
            n = after;
        }
        if (first == Records.NONE) {
            heads.remove(slot);
        } else if (first != head) {
            heads.put(slot, first);
        }
    }

    /** Removes the bindings of a call on those of its keys that are of the kind. */
    void leave(int rule, CallView call, int kind) {
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                remove(rule, call.id(i), call.seq());
            }
        }
    }

    /** Adds the keys on which there is something for the rule. */
    void keys(int rule, Set<Integer> into) {
        Records.keys(heads, rule, into);
    }

    void write(DataOutput out) throws IOException {
        heads.write(out);
        records.write(out);
    }

    void read(DataInput in) throws IOException {
        heads.read(in);
        records.read(in);
    }
}
