package dev.interlock.server.replay;

import dev.interlock.server.replay.read.Place;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest calls, by which witnesses are shown as what they are. Older ones are forgotten: keeping them all would need as
 * much memory as the trace is long. Kept in columns, so that remembering a call makes no object.
 */
final class Recent {

    static final int KEPT = 1 << 14;

    private final long[] calls = new long[KEPT];
    private final long[] lines = new long[KEPT];
    private final long[] times = new long[KEPT];
    private final @Nullable String[] files = new @Nullable String[KEPT];
    private final @Nullable String[] agents = new @Nullable String[KEPT];
    private final @Nullable String[] tools = new @Nullable String[KEPT];
    private int next;

    Recent() {
        Arrays.fill(calls, -1);
    }

    void add(long call, Place place, String agent, String tool, long timeMillis) {
        int at = next++ & KEPT - 1;
        calls[at] = call;
        lines[at] = place.line();
        times[at] = timeMillis;
        files[at] = place.file();
        agents[at] = agent;
        tools[at] = tool;
    }

    /** The call in words, if it is not too long ago. */
    Optional<String> describe(long call) {
        for (int i = 0; i < KEPT; i++) {
            if (calls[i] == call) {
                return Optional.of(tools[i] + " by " + agents[i] + " at " + Conflict.time(times[i]) + " (" + files[i]
                        + ":" + lines[i] + ")");
            }
        }
        return Optional.empty();
    }
}
