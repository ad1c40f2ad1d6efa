package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.table.ActorTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task that has not ended. Changed only by the fold. */
public final class Task {

    private final Event.TaskOpened opened;
    private long openedMillis;
    private long budgetSinceMillis;
    private final @Nullable Task parent;
    private final List<Task> children = new ArrayList<>(0);
    /** The numbers of the ended tasks below this one of which it is the nearest task above that goes on. */
    private final List<Long> endedBelow = new ArrayList<>(0);

    private final Set<Key> created = new HashSet<>();
    private List<Key> objects;
    private long deadlineMillis;
    private int calls;
    private int used;
    private long lastMillis;
    private int rejections;
    /** The numbers of its reserved calls, and of those of sub-tasks that ended. */
    private long[] carried = {};

    private int carriedCount;
    // The vector of the latest caller: a cache that is no part of the state.
    private @Nullable Caller lastCaller;
    private @Nullable Actor lastActor;

    Task(Event.TaskOpened opened, @Nullable Task parent, long now) {
        this.opened = opened;
        this.openedMillis = now;
        this.budgetSinceMillis = opened.budgetSinceMillis();
        this.parent = parent;
        this.objects = opened.objects();
        this.deadlineMillis = opened.deadlineMillis();
        this.calls = opened.calls();
        this.used = opened.callsUsed();
        this.lastMillis = now;
        if (parent != null) {
            parent.children.add(this);
        }
    }

    public long number() {
        return opened.task();
    }

    public @Nullable Task parent() {
        return parent;
    }

    public String agent() {
        return opened.agent();
    }

    public String intent() {
        return opened.intent();
    }

    public boolean implicit() {
        return opened.implicit();
    }

    /** The event that opened the task. Objects, deadline and calls may have been amended since. */
    public Event.TaskOpened opened() {
        return opened;
    }

    /** The time at which the task was opened, in milliseconds since 1970. */
    public long openedMillis() {
        return openedMillis;
    }

    /** The start of the period in which an implicit task's calls are counted, in milliseconds since 1970. */
    public long budgetSinceMillis() {
        return budgetSinceMillis;
    }

    public AttributeValue chain() {
        return opened.chain();
    }

    public AttributeValue owner() {
        return opened.owner();
    }

    public AttributeValue origin() {
        return opened.origin();
    }

    /**
     * Returns whether the agent is still registered as it was when it opened the task by itself. The parts of its vector that a task
     * keeps are fixed, so what is mended in the registry counts in another task only.
     */
    public boolean isAsRegistered(Caller agent) {
        return chain().equals(Actors.ownChain(agent))
                && owner().equals(Actors.ownOwner(agent))
                && origin().equals(Actors.ownOrigin(agent));
    }

    /** The actor vector of a call that this caller makes in this task. */
    Actor actor(Caller caller, ActorTable actors) {
        if (lastActor == null || !caller.equals(lastCaller)) {
            lastActor = actors.canonical(Actors.inTask(caller, this));
            lastCaller = caller;
        }
        return lastActor;
    }

    /** The objects that the task is bound to. */
    public List<Key> objects() {
        return objects;
    }

    /** Returns whether the task is bound to the object, or a call of its subtree created it. */
    public boolean covers(Key object) {
        return objects.contains(object) || created.contains(object);
    }

    public long deadlineMillis() {
        return deadlineMillis;
    }

    /** The most calls that the task may have reserved, those of sub-tasks included. */
    public int calls() {
        return calls;
    }

    /** The number of calls reserved so far. */
    public int used() {
        return used;
    }

    /** The time of the latest activity in its subtree, in milliseconds since 1970. */
    public long lastMillis() {
        return lastMillis;
    }

    /** Returns whether the call was reserved in this task, or in a sub-task that has ended. */
    public boolean carriedOut(long call) {
        for (int i = 0; i < carriedCount; i++) {
            if (carried[i] == call) {
                return true;
            }
        }
        return false;
    }

    public boolean hasRejections() {
        return rejections > 0;
    }

    /** The sub-tasks that have not ended, ascending. */
    public List<Task> children() {
        return children;
    }

    /** The reason why the task is over at this time although nobody ended it; empty if it is not. Looks at this task only. */
    public Optional<EndReason> over(long now) {
        if (now > deadlineMillis) {
            return Optional.of(EndReason.EXPIRED);
        }
        if (now - lastMillis > opened.idleMillis()) {
            return Optional.of(EndReason.IDLE);
        }
        return Optional.empty();
    }

    /** The topmost of this task and those above it that is over at this time. */
    public @Nullable Task topmostOver(long now) {
        Task found = null;
        for (Task t = this; t != null; t = t.parent) {
            if (t.over(now).isPresent()) {
                found = t;
            }
        }
        return found;
    }

    void amend(Event.TaskAmended amended) {
        objects = amended.objects();
        deadlineMillis = amended.deadlineMillis();
        calls = amended.calls();
    }

    /** Takes its times as they are to be read from now on: a budget begins anew later, all else is over earlier. */
    void move(Shift by) {
        openedMillis = by.earliest(openedMillis);
        deadlineMillis = by.earliest(deadlineMillis);
        lastMillis = by.earliest(lastMillis);
        budgetSinceMillis = by.latest(budgetSinceMillis);
    }

    void seen(long now) {
        for (Task t = this; t != null; t = t.parent) {
            t.lastMillis = now;
        }
    }

    void reserved() {
        for (Task t = this; t != null; t = t.parent) {
            t.used++;
        }
    }

    void created(Key object) {
        for (Task t = this; t != null; t = t.parent) {
            t.created.add(object);
        }
    }

    void rejected() {
        rejections++;
    }

    void carries(long... calls) {
        if (carriedCount + calls.length > carried.length) {
            carried = Arrays.copyOf(carried, Math.max(carriedCount + calls.length, 2 * carried.length));
        }
        System.arraycopy(calls, 0, carried, carriedCount, calls.length);
        carriedCount += calls.length;
    }

    void end() {
        if (parent != null) {
            parent.children.remove(this);
            parent.carries(carriedOut());
        }
        carried = new long[0];
        carriedCount = 0;
    }

    long[] carriedOut() {
        return Arrays.copyOf(carried, carriedCount);
    }

    List<Long> endedBelow() {
        return endedBelow;
    }

    Set<Key> createdObjects() {
        return created;
    }

    int rejections() {
        return rejections;
    }

    void restore(
            List<Key> savedObjects, long savedDeadline, int savedCalls, int savedUsed, long savedLast, int rejected) {
        objects = List.copyOf(savedObjects);
        deadlineMillis = savedDeadline;
        calls = savedCalls;
        used = savedUsed;
        lastMillis = savedLast;
        rejections = rejected;
    }

    void restoreCreated(Key object) {
        created.add(object);
    }
}
