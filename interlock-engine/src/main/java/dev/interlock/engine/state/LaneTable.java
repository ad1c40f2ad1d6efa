package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.monitor.CallView;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All break-glass lanes, and the running instances that acted in them. Lanes are few, and none that opened is forgotten. */
public final class LaneTable {

    /** The time for which a proposal can be confirmed: 15 minutes, in milliseconds. */
    public static final long PROPOSAL_MILLIS = 900_000;

    private final TreeMap<Long, Lane> all = new TreeMap<>();
    private final Map<Long, Lane> byTask = new HashMap<>();
    /** By runtime that acted in a lane, or held a lease of it: the lane. Such a runtime never acts anywhere else. */
    private final TreeMap<String, Long> runtimes = new TreeMap<>();

    public @Nullable Lane get(long number) {
        return all.get(number);
    }

    /** The lanes, ascending by number. */
    public Collection<Lane> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** The lane that the task of this number is; null for other tasks. */
    public @Nullable Lane ofTask(long task) {
        return byTask.isEmpty() ? null : byTask.get(task);
    }

    /** The lane in which the runtime acted, if it did. */
    public OptionalLong ofRuntime(String runtime) {
        Long lane = runtimes.get(runtime);
        return lane == null ? OptionalLong.empty() : OptionalLong.of(lane);
    }

    /** Runtimes that acted in lanes, with their lanes. */
    public SortedMap<String, Long> runtimes() {
        return Collections.unmodifiableSortedMap(runtimes);
    }

    /** Returns whether the task is a lane that nobody has accepted, so that what succeeds in it meets no requirement. */
    boolean awaitsReview(long task) {
        Lane lane = ofTask(task);
        return lane != null && lane.status() != Lane.Status.ACCEPTED;
    }

    /** Notes a call that succeeded. In a lane that nobody has reviewed it meets no requirement yet, and waits for the review. */
    void succeeded(CallView view, int[] created) {
        Lane lane = ofTask(view.task());
        if (lane != null && lane.unreviewed()) {
            lane.awaiting.add(new Lane.Awaiting(view, created));
        }
    }

    void acted(long task, Actor actor) {
        Lane lane = ofTask(task);
        if (lane != null && actor.get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime) {
            runtimes.put(runtime.value(), lane.number());
        }
    }

    void leased(LeaseEvent event) {
        if (event instanceof LeaseEvent.Issued issued) {
            acted(issued.task(), issued.actor());
        }
    }

    /** Folds an event, and returns the calls that meet requirements from here on, ascending. */
    List<Lane.Awaiting> apply(LaneEvent event, long seq, long now) {
        switch (event) {
            case LaneEvent.Proposed proposed -> {
                all.values()
                        .removeIf(lane ->
                                lane.status() == Lane.Status.PROPOSED && now - lane.sinceMillis() > PROPOSAL_MILLIS);
                add(new Lane(proposed, now));
            }
            case LaneEvent.Opened opened -> {
                Lane lane = all.get(opened.lane());
                if (lane == null) {
                    add(new Lane(opened, seq, now));
                } else {
                    lane.open(opened, seq, now);
                    byTask.put(opened.task(), lane);
                }
            }
            case LaneEvent.Ended ended -> required(ended.lane()).end(ended, seq, now);
            case LaneEvent.Reviewed reviewed -> {
                Lane lane = required(reviewed.lane());
                lane.reviewed(reviewed, seq, now);
                List<Lane.Awaiting> accepted = reviewed.accepted() ? List.copyOf(lane.awaiting) : List.of();
                lane.awaiting.clear();
                return accepted;
            }
            case LaneEvent.ReviewOverdue overdue -> required(overdue.lane()).overdue(true);
        }
        return List.of();
    }

    void move(Shift by) {
        all.values().forEach(lane -> lane.move(by));
    }

    void restore(Lane lane) {
        add(lane);
    }

    void restore(String runtime, long lane) {
        runtimes.put(runtime, lane);
    }

    private void add(Lane lane) {
        all.put(lane.number(), lane);
        lane.opened().map(LaneEvent.Opened::task).ifPresent(task -> byTask.put(task, lane));
    }

    private Lane required(long number) {
        Lane lane = all.get(number);
        if (lane == null) {
            throw new IllegalArgumentException("lane " + number + " does not exist");
        }
        return lane;
    }
}
