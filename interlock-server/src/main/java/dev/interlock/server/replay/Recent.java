package dev.interlock.server.replay;

import dev.interlock.server.replay.read.Place;
import dev.interlock.server.replay.read.TraceEvent;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest calls, by which witnesses are shown as what they are. Older ones are forgotten: keeping them all would need as
 * much memory as the trace is long. Kept in columns, so that remembering a call makes no object.
 */
final class Recent {

    static final int KEPT = 1 << 18;

    private static final int FIRST = 1 << 10;

    /** Ascending from the oldest on, as calls are numbered in the order in which they are decided. */
    private long[] calls = new long[FIRST];

    private long[] lines = new long[FIRST];
    private long[] times = new long[FIRST];
    private @Nullable String[] files = new @Nullable String[FIRST];
    private @Nullable String[] agents = new @Nullable String[FIRST];
    private @Nullable String[] tools = new @Nullable String[FIRST];
    private int size;
    /** The place of the oldest call, which the next one takes when no more are kept. */
    private int oldest;

    /** @param timeMillis as the trace says it, or {@link TraceEvent#NO_TIME} */
    void add(long call, Place place, String agent, String tool, long timeMillis) {
        int at = size < KEPT ? size++ : oldest++ & KEPT - 1;
        if (at == calls.length) {
            grow();
        }
        calls[at] = call;
        lines[at] = place.line();
        times[at] = timeMillis;
        files[at] = place.file();
        agents[at] = agent;
        tools[at] = tool;
    }

    private void grow() {
        int length = calls.length * 2;
        calls = Arrays.copyOf(calls, length);
        lines = Arrays.copyOf(lines, length);
        times = Arrays.copyOf(times, length);
        files = Arrays.copyOf(files, length);
        agents = Arrays.copyOf(agents, length);
        tools = Arrays.copyOf(tools, length);
    }

    /** The call in words, if it is not too long ago. */
    Optional<String> describe(long call) {
        int from = 0;
        int to = size - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int at = oldest + middle & KEPT - 1;
            if (calls[at] == call) {
                return Optional.of(describe(at));
            }
            if (calls[at] < call) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return Optional.empty();
    }

    private String describe(int at) {
        String time = times[at] == TraceEvent.NO_TIME ? "" : " at " + Conflict.time(times[at]);
        return tools[at] + " by " + agents[at] + time + " (" + files[at] + ":" + lines[at] + ")";
    }
}
