package dev.interlock.server.door.api.view;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import org.jspecify.annotations.Nullable;

/** The rules of visibility: an agent is told of nothing that it does not see, not even that it exists. */
public final class Visibility {

    private Visibility() {}

    /** People see every task; an agent those it acts in, and those below them. */
    public static boolean sees(Caller caller, Task task) {
        if (caller.person()) {
            return true;
        }
        for (@Nullable Task t = task; t != null; t = t.parent()) {
            if (t.agent().equals(caller.name())) {
                return true;
            }
        }
        return false;
    }

    /** The same of a task by its number, as long as it has not ended. */
    public static boolean sees(Caller caller, State state, long task) {
        Task found = state.task(task);
        return caller.person() || (found != null && sees(caller, found));
    }
}
