package dev.interlock.engine.monitor;

import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Operations on lists of open calls, which are short and mostly empty and therefore copied. Snapshots hold calls by
 * their numbers.
 */
final class CallViews {

    private CallViews() {}

    static void write(DataOutput out, List<CallView> calls) throws IOException {
        out.writeInt(calls.size());
        for (CallView call : calls) {
            out.writeLong(call.seq());
        }
    }

    /** Returns the calls with one more, in the order of their numbers. */
    static List<CallView> with(List<CallView> calls, CallView more) {
        var all = new ArrayList<CallView>(calls.size() + 1);
        all.addAll(calls);
        int at = all.size();
        while (at > 0 && all.get(at - 1).seq() > more.seq()) {
            at--;
        }
        all.add(at, more);
        return List.copyOf(all);
    }

    /** The calls with one that an unclear outcome put on keys of a kind that it does not create. */
    static List<CallView> returning(List<CallView> calls, CallView call, String kind, KeyTable keys) {
        if (call.mayLieOnOthers(kind) || calls.contains(call)) {
            return calls; // it is among them since its reservation, or since an unclear outcome before
        }
        int number = keys.kindOf(kind);
        for (int id : call.returned()) {
            if (keys.kind(id) == number) {
                return with(calls, call);
            }
        }
        return calls;
    }

    static List<CallView> without(List<CallView> calls, CallView gone) {
        if (calls.isEmpty()) {
            return calls;
        }
        // Calls are compared by number, because a part of a call is a view of its own.
        return calls.stream().filter(call -> call.seq() != gone.seq()).toList();
    }

    /** Returns the open calls that are there for a call that is being decided: all but the one whose place it is to take. */
    static List<CallView> seenBy(CallView decided, List<CallView> open) {
        for (CallView one : open) {
            if (decided.continues(one.seq())) {
                return without(open, one);
            }
        }
        return open;
    }

    static List<CallView> read(DataInput in, LongFunction<CallView> open) throws IOException {
        int count = in.readInt();
        var calls = new ArrayList<CallView>();
        for (int i = 0; i < count; i++) {
            calls.add(open.apply(in.readLong()));
        }
        return List.copyOf(calls);
    }
}
