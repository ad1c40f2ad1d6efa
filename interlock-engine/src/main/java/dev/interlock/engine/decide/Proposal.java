package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The events of a decision in the making, and the numbers that they will have. */
final class Proposal {

    /** The name in which Interlock itself acts, such as when it ends tasks that are over. */
    static final String INTERLOCK = "interlock";

    private final State state;
    private final long first;
    private final List<Event> events = new ArrayList<>(2);
    private Set<Long> endedLeases = Set.of();
    private Set<Long> endedTasks = Set.of();

    Proposal(State state) {
        this.state = state;
        this.first = state.nextSeq();
    }

    /** The number that the next event will have. */
    long next() {
        return first + events.size();
    }

    void add(Event event) {
        events.add(event);
    }

    /** Ends a lease, if this decision has not ended it yet. */
    void end(Lease lease, LeaseEnd reason, String by, String comment) {
        endedLeases = endedLeases.isEmpty() ? new HashSet<>() : endedLeases;
        if (endedLeases.add(lease.number())) {
            add(new LeaseEvent.Revoked(lease.number(), reason, by, comment));
        }
    }

    /**
     * Ends a task, if this decision has not ended it yet, with its subtree and all leases, children before parents. A
     * lane ends with its task.
     */
    void end(Task task, EndReason reason, String by) {
        endedTasks = endedTasks.isEmpty() ? new HashSet<>() : endedTasks;
        if (!endedTasks.add(task.number())) {
            return;
        }
        for (Task child : task.children()) {
            end(child, EndReason.PARENT_ENDED, by);
        }
        for (Lease lease : state.leases().of(task.number())) {
            end(lease, LeaseEnd.TASK_ENDED, by, "");
        }
        add(new Event.TaskEnded(task.number(), reason, by));
        Lane lane = state.lanes().ofTask(task.number());
        if (lane != null) {
            add(new LaneEvent.Ended(lane.number(), reason, by));
        }
    }

    /** The tasks that this decision ends. */
    List<Long> ended() {
        if (endedTasks.isEmpty()) {
            return List.of();
        }
        return events.stream()
                .filter(Event.TaskEnded.class::isInstance)
                .map(event -> ((Event.TaskEnded) event).task())
                .toList();
    }

    /** Ends a task that is over. */
    void endOver(Task over, long now) {
        end(over, over.over(now).orElseThrow(), INTERLOCK);
    }

    Decision answer(Answer answer) {
        return new Decision(events, answer);
    }

    Decision refuse(RefusalCode code, String message) {
        return answer(new Answer.Refused(code, message));
    }

    /** The result of a check that has something against a command; the result of one that has nothing is empty. */
    static Optional<Answer.Refused> refusal(RefusalCode code, String message) {
        return Optional.of(new Answer.Refused(code, message));
    }
}
