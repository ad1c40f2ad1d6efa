package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The holds of tasks that have not ended. */
public final class HoldTable {

    private final Map<Long, HoldState> all = new HashMap<>();
    /** By the digest of the call: the latest hold. A digest names the task, so it belongs to one task only. */
    private final Map<String, HoldState> byDigest = new HashMap<>();

    private final Map<Long, List<HoldState>> byTask = new HashMap<>();
    /** By the number of an answer: the hold that it answers. */
    private final Map<Long, HoldState> byAnswer = new HashMap<>();

    public @Nullable HoldState get(long number) {
        return all.get(number);
    }

    /** The latest hold of this very call. */
    public @Nullable HoldState byDigest(String digest) {
        return byDigest.get(digest);
    }

    /** Ascending by number. */
    public Collection<HoldState> all() {
        return new TreeMap<>(all).values();
    }

    void held(Event.CallHeld event, long now) {
        if (event.hold() != event.call()) {
            return; // the same call asked again
        }
        HoldState before = byDigest.get(event.digest());
        if (before != null && before.status() == HoldState.Status.OPEN) {
            before.status(HoldState.Status.SUPERSEDED);
        }
        add(new HoldState(event, now));
    }

    HoldState answered(Event.HoldAnswered event, long now) {
        HoldState hold = all.get(event.hold());
        if (hold == null) {
            throw new IllegalArgumentException("hold " + event.hold() + " is not there");
        }
        hold.answered(new HoldState.Answered(event, now));
        byAnswer.put(event.answer(), hold);
        return hold;
    }

    /** The holds whose approvals these are let their call through. */
    void spent(List<Long> approvals) {
        for (long approval : approvals) {
            HoldState hold = byAnswer.get(approval);
            if (hold != null) {
                hold.status(HoldState.Status.SPENT);
            }
        }
    }

    /** These relied on a difference that there is not. */
    void voided(List<Long> numbers) {
        for (long number : numbers) {
            HoldState hold = all.get(number);
            if (hold != null) {
                hold.status(HoldState.Status.VOIDED);
            }
        }
    }

    void endOfTask(long task) {
        List<HoldState> ended = byTask.remove(task);
        if (ended == null) {
            return;
        }
        for (HoldState hold : ended) {
            all.remove(hold.number());
            byDigest.remove(hold.held().digest());
            hold.answers().forEach(answer -> byAnswer.remove(answer.event().answer()));
        }
    }

    /** Takes back a hold with its answers; holds come ascending by number. */
    void restore(HoldState hold) {
        add(hold);
        hold.answers().forEach(answer -> byAnswer.put(answer.event().answer(), hold));
    }

    private void add(HoldState hold) {
        all.put(hold.number(), hold);
        byDigest.put(hold.held().digest(), hold);
        byTask.computeIfAbsent(hold.held().task(), t -> new ArrayList<>(1)).add(hold);
    }
}
