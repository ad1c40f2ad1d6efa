package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Event.TaskOpened;
import dev.interlock.engine.model.Key;
import java.util.List;

/** A task with its bounds as they are now. */
final class PastTask {

    final TaskOpened opened;
    final long openedAt;
    List<Key> objects;
    long deadlineMillis;
    int calls;
    boolean ended;
    /** Time of the last event of the task itself; its sub-tasks have their own. */
    long lastEventAt;

    PastTask(TaskOpened opened, long at) {
        this.opened = opened;
        this.openedAt = at;
        this.objects = opened.objects();
        this.deadlineMillis = opened.deadlineMillis();
        this.calls = opened.calls();
        this.lastEventAt = at;
    }

    long number() {
        return opened.task();
    }
}
