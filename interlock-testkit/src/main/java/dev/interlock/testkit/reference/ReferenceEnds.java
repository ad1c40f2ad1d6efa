package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.EndTask;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastLease;
import dev.interlock.testkit.reference.history.PastTask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ends of tasks. */
final class ReferenceEnds {

    /** The name by which a task that is over by time is ended. */
    static final String INTERLOCK = "interlock";

    private ReferenceEnds() {}

    /**
     * The reason why the task is over by time: its deadline passed, or nothing happened in it or below for too long.
     * Empty if it goes on.
     */
    private static Optional<EndReason> over(History history, PastTask task, long now) {
        if (now > task.deadline.earliest()) {
            return Optional.of(EndReason.EXPIRED);
        }
        long last = history.subtree(task).stream()
                .mapToLong(each -> each.lastEventAt.earliest())
                .max()
                .orElseThrow();
        return now - last > task.opened.idleMillis() ? Optional.of(EndReason.IDLE) : Optional.empty();
    }

    /** The events that end the task because it, or one above it, is over by time; none if it goes on. */
    static List<Event> endIfOver(History history, PastTask task, long now) {
        for (PastTask each : history.lineage(task).reversed()) {
            if (!each.ended && over(history, each, now).isPresent()) {
                return end(history, each, over(history, each, now).get(), INTERLOCK);
            }
        }
        return List.of();
    }

    /** Ends the task with its subtree, children first. */
    static List<Event> end(History history, PastTask task, EndReason reason, String by) {
        List<Event> events = new ArrayList<>();
        for (PastTask each : history.subtree(task)) {
            if (!each.ended) {
                for (PastLease lease : history.liveLeases(each)) {
                    events.add(new LeaseEvent.Revoked(lease.number(), LeaseEnd.TASK_ENDED, by, ""));
                }
                events.add(new Event.TaskEnded(each.number(), each == task ? reason : EndReason.PARENT_ENDED, by));
                history.laneOf(each).ifPresent(lane -> events.add(new LaneEvent.Ended(lane.number, reason, by)));
            }
        }
        return events;
    }

    static Decision tick(History history, long now) {
        List<Event> events = new ArrayList<>();
        for (PastTask task : history.tasks.values()) {
            if (!task.ended) {
                for (Event event : endIfOver(history, task, now)) {
                    if (!events.contains(event)) {
                        events.add(event);
                    }
                }
            }
        }
        for (PastLease lease : history.leases.values()) {
            boolean already = events.stream()
                    .anyMatch(
                            event -> event instanceof LeaseEvent.Revoked revoked && revoked.lease() == lease.number());
            if (!lease.ended && !already && now > lease.expires.earliest()) {
                events.add(new LeaseEvent.Revoked(lease.number(), LeaseEnd.EXPIRED, INTERLOCK, ""));
            }
        }
        for (Event event : ReferenceAsks.overdue(history, now)) {
            if (events.stream().noneMatch(before -> ReferenceOutcomes.endsTheSame(before, event))) {
                events.add(event);
            }
        }
        events.addAll(ReferenceLanes.overdue(history, now));
        Set<Long> ending = new HashSet<>();
        for (Event event : events) {
            if (event instanceof Event.TaskEnded ended) {
                ending.add(ended.task());
            }
        }
        events.addAll(ReferenceHolds.tick(history, ending, now));
        return new Decision(events, new Answer.Done(0));
    }

    static Decision end(History history, EndTask command) {
        PastTask task = history.tasks.get(command.task());
        if (task == null) {
            return Refusals.refuse(RefusalCode.TASK_UNKNOWN);
        }
        if (task.ended) {
            return Refusals.refuse(RefusalCode.TASK_ENDED);
        }
        String by = command.by().name();
        if (!command.by().person()
                && history.lineage(task).stream()
                        .noneMatch(each -> each.opened.agent().equals(by))) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        return new Decision(end(history, task, command.reason(), by), new Answer.Done(task.number()));
    }
}
