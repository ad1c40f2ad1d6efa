package dev.interlock.server.replay;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest calls, by which witnesses are shown as what they are. Older ones are forgotten: keeping them all would need as
 * much memory as the trace is long.
 */
final class Recent {

    static final int KEPT = 1 << 14;

    /** A call as it is shown beside a finding. */
    record Seen(long call, Object place, String agent, String tool, long timeMillis) {}

    private final @Nullable Seen[] ring = new @Nullable Seen[KEPT];
    private int next;

    void add(Seen seen) {
        ring[next++ & KEPT - 1] = seen;
    }

    Optional<Seen> find(long call) {
        for (Seen seen : ring) {
            if (seen != null && seen.call() == call) {
                return Optional.of(seen);
            }
        }
        return Optional.empty();
    }
}
