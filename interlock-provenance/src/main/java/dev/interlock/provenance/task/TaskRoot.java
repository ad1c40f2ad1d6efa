package dev.interlock.provenance.task;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.HashSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The uppermost task of the graph that a call is in: all tasks of the graph have one {@link TaskContent}, as a sub-agent may
 * know what the agent that started it has read, and the other way round.
 *
 * @param number of the task; {@value #NONE} where there is none yet
 * @param instruction what a person asked for; empty where no person gave an instruction
 * @param calls the number of calls that were made in the graph; nobody knows for a task that never was
 * @param byPerson whether a person opened it
 * @param objects the objects to which people bound the task
 */
public record TaskRoot(long number, String instruction, int calls, boolean byPerson, Set<Key> objects) {

    /** The number of a task that is not there: the caller has no implicit task yet, or named one that never was. */
    public static final long NONE = -1;

    /**
     * Finds the root of a task.
     *
     * @param task the task of the call; empty for the implicit one of its caller
     */
    public static TaskRoot of(State state, String agent, OptionalLong task) {
        Task found = task.isPresent()
                ? state.tasks().get(task.getAsLong())
                : state.tasks().latestImplicit(agent);
        if (found == null) {
            return new TaskRoot(NONE, "", task.isPresent() ? Integer.MAX_VALUE : 0, false, Set.of());
        }
        Task root = found;
        while (root.parent() != null) {
            root = Objects.requireNonNull(root.parent());
        }
        Event.TaskOpened opened = root.opened();
        boolean byPerson = byPerson(opened);
        return new TaskRoot(
                root.number(), byPerson ? opened.instruction() : "", root.used(), byPerson, objects(root, byPerson));
    }

    /**
     * The objects to which people bound a task: an agent that opens a task may have them from what it read. An agent may take objects
     * away later, and only an independent person adds others.
     */
    private static Set<Key> objects(Task root, boolean byPerson) {
        var objects = new HashSet<>(root.objects());
        if (!byPerson) {
            root.opened().objects().forEach(objects::remove);
        }
        return Set.copyOf(objects);
    }

    /** The opener of a task is a person if it is the origin of what happens in it. Only a person's text is an instruction. */
    private static boolean byPerson(Event.TaskOpened opened) {
        return opened.origin() instanceof AttributeValue.Known(String origin)
                && origin.equals(opened.openedBy())
                && !opened.openedBy().equals(opened.agent());
    }
}
