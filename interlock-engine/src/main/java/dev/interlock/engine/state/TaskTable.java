package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Key;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tasks that have not ended, and the numbers of all tasks that ever were. */
public final class TaskTable {

    /** The reasons of denials that are no activity of a task: see {@link #inVain}. */
    private static final Set<FindingCode> IN_VAIN = EnumSet.of(
            FindingCode.TASK_NOT_YOURS,
            FindingCode.TOKEN_FOR_ANOTHER_TASK,
            FindingCode.LANE_TOKEN_REQUIRED,
            FindingCode.RUNTIME_IN_LANE,
            FindingCode.RUNTIME_NOT_FRESH,
            FindingCode.AGENT_SUSPENDED,
            FindingCode.OWNER_GONE,
            FindingCode.LEDGER_CLOSED,
            FindingCode.CLOCK_IN_DOUBT);

    /** In the order in which they were opened, which is that of their numbers. */
    private final Map<Long, Task> active = new LinkedHashMap<>();
    /** By agent: its latest implicit task, ended or not, as its budget goes on in the next one. */
    private final Map<String, Task> implicit = new HashMap<>();

    /**
     * By ended sub-task: the nearest task above it that has not ended. Calls in flight of the sub-task are settled after its end, and
     * their effects still count below that task.
     */
    private final TreeMap<Long, Long> heirs = new TreeMap<>();

    private final Shares shares = new Shares();
    private long[] ever = new long[8];
    private int everCount;

    /** The task by this number, if it has not ended. */
    public @Nullable Task get(long number) {
        return active.get(number);
    }

    /** The task by this number or, if it has ended, the nearest above it that has not. */
    public @Nullable Task nearest(long number) {
        Task task = active.get(number);
        Long heir = task == null ? heirs.get(number) : null;
        return heir == null ? task : active.get(heir);
    }

    /** Returns whether there ever was a task of this number. */
    public boolean known(long number) {
        return Arrays.binarySearch(ever, 0, everCount, number) >= 0;
    }

    /** The tasks that have not ended, ascending by number: parents before children. */
    public Collection<Task> active() {
        return Collections.unmodifiableCollection(active.values());
    }

    /** The agent's latest implicit task, which may have ended. */
    public @Nullable Task latestImplicit(String agent) {
        return implicit.get(agent);
    }

    /** The task that this event would open, without opening it. */
    public static Task preview(Event.TaskOpened event, long now) {
        return new Task(event, null, now);
    }

    void open(Event.TaskOpened event, long now) {
        Task parent = event.parent().isPresent() ? active.get(event.parent().getAsLong()) : null;
        var task = new Task(event, parent, now);
        if (parent != null) {
            parent.seen(now);
        }
        add(task);
    }

    /** The open tasks of each party that starts tasks. */
    public Shares shares() {
        return shares;
    }

    private void add(Task task) {
        active.put(task.number(), task);
        shares.opened(task.opened(), task.parent());
        remember(task.number());
        if (task.implicit()) {
            implicit.put(task.agent(), task);
        }
    }

    private void remember(long number) {
        if (everCount == ever.length) {
            ever = Arrays.copyOf(ever, 2 * everCount);
        }
        ever[everCount++] = number;
    }

    void amend(Event.TaskAmended event, long now) {
        Task task = required(event.task());
        task.amend(event);
        task.seen(now);
    }

    void move(Shift by) {
        active.values().forEach(task -> task.move(by));
        implicit.values().stream()
                .filter(task -> !active.containsKey(task.number()))
                .forEach(task -> task.move(by));
    }

    void end(Event.TaskEnded event, long now) {
        Task task = required(event.task());
        Task parent = task.parent();
        if (parent != null) {
            parent.seen(now);
        }
        task.end();
        active.remove(event.task());
        shares.ended(task.opened(), parent);
        for (long below : task.endedBelow()) {
            inherit(below, parent);
        }
        inherit(event.task(), parent);
    }

    private void inherit(long ended, @Nullable Task heir) {
        if (heir == null) {
            heirs.remove(ended);
        } else {
            heirs.put(ended, heir.number());
            heir.endedBelow().add(ended);
        }
    }

    /** Notes that a call was settled, perhaps after its task ended. */
    void settled(long number, long now) {
        Task task = nearest(number);
        if (task != null) {
            task.seen(now);
        }
    }

    /** Notes that a call was denied, where that is activity of the task that it names. */
    void denied(Event.CallDenied denied, long now) {
        if (!inVain(denied)) {
            seen(denied.task(), now);
        }
    }

    /**
     * Returns whether a denied call does not count as activity of its task: a caller who merely knows the number of another's task must not
     * keep it from ending, nor may one who is suspended, or whose token is for another task.
     */
    private static boolean inVain(Event.CallDenied denied) {
        for (Finding finding : denied.findings()) {
            if (IN_VAIN.contains(finding.code())) {
                return true;
            }
        }
        return false;
    }

    void seen(long number, long now) {
        Task task = active.get(number);
        if (task != null) {
            task.seen(now);
        }
    }

    void reserved(long number, long now) {
        Task task = required(number);
        task.seen(now);
        task.reserved();
    }

    void carries(long number, long call) {
        Task task = nearest(number);
        if (task != null) {
            task.carries(call);
        }
    }

    void created(long number, Key object) {
        Task task = nearest(number);
        if (task != null) {
            task.created(object);
        }
    }

    void rejected(long number) {
        required(number).rejected();
    }

    private Task required(long number) {
        Task task = active.get(number);
        if (task == null) {
            throw new IllegalArgumentException("task " + number + " is not active");
        }
        return task;
    }

    Map<String, Task> implicit() {
        return implicit;
    }

    SortedMap<Long, Long> heirs() {
        return heirs;
    }

    void restoreHeir(long ended, long heir) {
        inherit(ended, required(heir));
    }

    long[] ever() {
        return Arrays.copyOf(ever, everCount);
    }

    void restoreEver(long[] numbers) {
        ever = Arrays.copyOf(numbers, Math.max(8, numbers.length));
        everCount = numbers.length;
    }

    void restore(Task task, boolean isActive) {
        if (isActive) {
            active.put(task.number(), task);
            shares.opened(task.opened(), task.parent());
        }
        if (task.implicit()) {
            implicit.put(task.agent(), task); // ascending, so the latest stays
        }
    }
}
