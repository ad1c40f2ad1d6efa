package dev.interlock.engine.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** Open calls of an {@code order} rule that do not lie on their keys alone. */
final class OpenOrder {

    private final TreeSet<Long> firsts = new TreeSet<>();
    private List<CallView> thirds = List.of();
    private List<CallView> marks = List.of();

    /** Open thirds that create objects of the kind. */
    List<CallView> pendingThirds() {
        return thirds;
    }

    /** Open calls that have to be in order on what they create, too. */
    List<CallView> pendingMarks() {
        return marks;
    }

    /** Number of the first that was reserved before all others that are open. */
    long oldestFirst() {
        return firsts.isEmpty() ? Long.MAX_VALUE : firsts.first();
    }

    void first(CallView call) {
        firsts.add(call.seq());
    }

    void pendingThird(CallView call) {
        thirds = CallViews.with(thirds, call);
    }

    void pendingMark(CallView call) {
        marks = CallViews.with(marks, call);
    }

    void leave(CallView call) {
        firsts.remove(call.seq());
        thirds = CallViews.without(thirds, call);
        marks = CallViews.without(marks, call);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(firsts.size());
        for (long call : firsts) {
            out.writeLong(call);
        }
        CallViews.write(out, thirds);
        CallViews.write(out, marks);
    }

    void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            firsts.add(in.readLong());
        }
        thirds = CallViews.read(in, calls);
        marks = CallViews.read(in, calls);
    }
}
