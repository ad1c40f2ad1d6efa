package dev.interlock.engine.monitor;

import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;

/** Open calls of an {@code order} rule that do not lie on their keys alone. */
final class OpenOrder {

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

    void pendingThird(CallView call) {
        thirds = CallViews.with(thirds, call);
    }

    void pendingMark(CallView call) {
        marks = CallViews.with(marks, call);
    }

    /** Notes a call that an unclear outcome put on further keys. */
    void unclear(CallView call, boolean third, boolean mark, String kind, KeyTable keys) {
        if (third) {
            thirds = CallViews.returning(thirds, call, kind, keys);
        }
        if (mark) {
            marks = CallViews.returning(marks, call, kind, keys);
        }
    }

    void leave(CallView call) {
        thirds = CallViews.without(thirds, call);
        marks = CallViews.without(marks, call);
    }

    void write(DataOutput out) throws IOException {
        CallViews.write(out, thirds);
        CallViews.write(out, marks);
    }

    void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        thirds = CallViews.read(in, calls);
        marks = CallViews.read(in, calls);
    }
}
