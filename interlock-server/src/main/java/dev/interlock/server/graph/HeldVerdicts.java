package dev.interlock.server.graph;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * The verdicts on held calls, as the entries tell that were read after them. Whether an open hold has all the approvals that it needs is
 * known to the state alone. For one question, by one thread.
 */
public final class HeldVerdicts {

    private final LongPredicate approved;
    /** The holds that have ended, by their number. */
    private final Map<Long, Verdict> ends = new HashMap<>();

    private final Map<Long, Long> answers = new HashMap<>();
    private final Set<Long> answered = new HashSet<>();
    private final Map<String, Long> latest = new HashMap<>();
    private final Map<Long, Set<Long>> byTask = new HashMap<>();

    /** @param approved tells of an open hold whether it has all the approvals that it needs */
    public HeldVerdicts(LongPredicate approved) {
        this.approved = approved;
    }

    /** Takes what was recorded, in its order. */
    public void read(Recorded recorded) {
        switch (recorded.event()) {
            case Event.CallHeld held -> held(held);
            case Event.HoldAnswered answer -> answered(answer);
            case Event.CallReserved call -> call.approvals().forEach(this::spent);
            case HoldEvent.Expired expired -> end(expired.hold(), Verdict.EXPIRED);
            case HoldEvent.Withdrawn withdrawn -> end(withdrawn.hold(), Verdict.WITHDRAWN);
            case Event.LinkAnswered link -> link.voided().forEach(hold -> end(hold, Verdict.VOIDED));
            case Event.TaskEnded ended ->
                byTask.getOrDefault(ended.task(), Set.of()).forEach(hold -> end(hold, Verdict.TASK_ENDED));
            default -> {} // nothing else ends a hold
        }
    }

    private void held(Event.CallHeld held) {
        if (held.hold() != held.call()) {
            return; // the same call asked again, and held by the same hold
        }
        Long before = latest.put(held.digest(), held.hold());
        if (before != null) {
            end(before, Verdict.ASKED_AGAIN);
        }
        byTask.computeIfAbsent(held.task(), task -> new HashSet<>()).add(held.hold());
    }

    private void answered(Event.HoldAnswered answer) {
        answers.put(answer.answer(), answer.hold());
        answered.add(answer.hold());
        if (!answer.approved()) {
            end(answer.hold(), Verdict.REJECTED);
        }
    }

    private void spent(long answer) {
        Long hold = answers.get(answer);
        if (hold != null) {
            end(hold, Verdict.LET_THROUGH);
        }
    }

    private void end(long hold, Verdict verdict) {
        ends.putIfAbsent(hold, verdict);
    }

    /** What became of a held call, by what was read. */
    public Verdict of(Event.CallHeld held) {
        long hold = held.hold();
        Verdict end = ends.get(hold);
        if (end != null) {
            return end;
        }
        return answered.contains(hold) && approved.test(hold) ? Verdict.APPROVED : Verdict.WAITS;
    }
}
