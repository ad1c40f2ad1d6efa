package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Event.TaskOpened;
import dev.interlock.engine.model.Key;
import java.util.List;

/** A task with its bounds as they are now. */
public final class PastTask {

    public final TaskOpened opened;
    public final Moment openedAt;
    public List<Key> objects;
    public Moment deadline;
    public int calls;
    public boolean ended;
    /** Time of the last event of the task itself; its sub-tasks have their own. */
    public Moment lastEventAt;
    /** The start of the period in which an implicit task's calls are counted. */
    public final Moment budgetSince;

    PastTask(TaskOpened opened, Moment at) {
        this.opened = opened;
        this.openedAt = at;
        this.objects = opened.objects();
        this.deadline = at.of(opened.deadlineMillis());
        this.calls = opened.calls();
        this.lastEventAt = at;
        this.budgetSince = at.of(opened.budgetSinceMillis());
    }

    public long number() {
        return opened.task();
    }
}
