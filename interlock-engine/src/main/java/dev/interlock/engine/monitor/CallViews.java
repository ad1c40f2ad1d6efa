package dev.interlock.engine.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;

/** Lists of open calls in snapshots: by their numbers. */
final class CallViews {

    private CallViews() {}

    static void write(DataOutput out, List<CallView> calls) throws IOException {
        out.writeInt(calls.size());
        for (CallView call : calls) {
            out.writeLong(call.seq());
        }
    }

    static void read(DataInput in, LongFunction<CallView> open, List<CallView> into) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            into.add(open.apply(in.readLong()));
        }
    }
}
