package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The holds of tasks that have not ended. */
public final class HoldTable {

    private final TreeMap<Long, HoldState> all = new TreeMap<>();
    /** By the digest of the call: the latest hold. A digest names the task, so it belongs to one task only. */
    private final Map<String, HoldState> byDigest = new HashMap<>();

    public @Nullable HoldState get(long number) {
        return all.get(number);
    }

    /** The latest hold of this very call. */
    public @Nullable HoldState byDigest(String digest) {
        return byDigest.get(digest);
    }

    /** Ascending by number. */
    public Collection<HoldState> all() {
        return all.values();
    }

    void held(Event.CallHeld event, long now) {
        if (event.hold() != event.call()) {
            return; // the same call asked again
        }
        var hold = new HoldState(event, now);
        all.put(hold.number(), hold);
        HoldState before = byDigest.put(event.digest(), hold);
        if (before != null && before.status() == HoldState.Status.OPEN) {
            before.status(HoldState.Status.SUPERSEDED);
        }
    }

    HoldState answered(Event.HoldAnswered event, long now) {
        HoldState hold = all.get(event.hold());
        if (hold == null) {
            throw new IllegalArgumentException("hold " + event.hold() + " is not there");
        }
        hold.answered(new HoldState.Answered(event, now));
        return hold;
    }

    /** The holds whose approvals these are let their call through. */
    void spent(List<Long> approvals) {
        if (approvals.isEmpty()) {
            return;
        }
        for (HoldState hold : all.values()) {
            for (HoldState.Answered answer : hold.answers()) {
                if (approvals.contains(answer.event().answer())) {
                    hold.status(HoldState.Status.SPENT);
                }
            }
        }
    }

    void endOfTask(long task) {
        all.values().removeIf(hold -> hold.held().task() == task);
        byDigest.values().removeIf(hold -> hold.held().task() == task);
    }

    void restore(HoldState hold) {
        all.put(hold.number(), hold);
        byDigest.put(hold.held().digest(), hold);
    }
}
