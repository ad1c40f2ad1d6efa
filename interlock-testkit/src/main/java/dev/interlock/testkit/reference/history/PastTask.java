package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Event.TaskOpened;
import dev.interlock.engine.model.Key;
import java.util.List;

/** A task with its bounds as they are now. */
public final class PastTask {

    public final TaskOpened opened;
    public final long openedAt;
    public List<Key> objects;
    public long deadlineMillis;
    public int calls;
    public boolean ended;
    /** Time of the last event of the task itself; its sub-tasks have their own. */
    public long lastEventAt;

    PastTask(TaskOpened opened, long at) {
        this.opened = opened;
        this.openedAt = at;
        this.objects = opened.objects();
        this.deadlineMillis = opened.deadlineMillis();
        this.calls = opened.calls();
        this.lastEventAt = at;
    }

    public long number() {
        return opened.task();
    }
}
