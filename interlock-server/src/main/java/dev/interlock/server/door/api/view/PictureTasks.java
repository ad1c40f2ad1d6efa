package dev.interlock.server.door.api.view;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.graph.Picture.More;
import dev.interlock.server.index.EntryPage;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.TaskStory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Tasks as pictures show them, found by the index: of all their calls those around a moment, so that a picture takes as long to make however
 * much was done. For one question, by one thread.
 */
public final class PictureTasks {

    /** The most tasks that are read. */
    static final int MOST_TASKS = 200;

    /** The most calls of all tasks up to the moment. */
    static final int BEFORE = 100;

    /** The most calls after it. */
    static final int AFTER = 30;

    /** The most leases of a task. */
    private static final int MOST_LEASES = 10;

    /** The most calls of a task that are counted, by pages of {@link RecordIndex#MOST}. */
    private static final int PAGES = 5;

    private final LedgerReplayer history;
    private final RecordIndex index;
    private final Outcomes outcomes;

    /**
     * The stories that were read.
     *
     * @param stories the tasks in the order of their opening, with the calls around the moment
     * @param more how many calls of a task are not among them, by its id
     */
    public record Read(List<TaskStory> stories, Map<String, More> more) {

        /** The calls of all of them. */
        public Stream<Event.CallDecided> calls() {
            return stories.stream().flatMap(story -> story.calls().stream()).map(TaskStory.Call::event);
        }
    }

    public PictureTasks(LedgerReplayer history, RecordIndex index) {
        this.history = history;
        this.index = index;
        this.outcomes = new Outcomes(history, index);
        index.awaitNear();
    }

    /**
     * The numbers of the tasks of a tree of delegation: the given one, those above it, those below it, and then, where there is room, what
     * else was delegated from the top.
     */
    public Set<Long> tree(long task) {
        Deque<Long> above = new ArrayDeque<>();
        OptionalLong parent = opened(task).parent();
        while (parent.isPresent() && above.size() < MOST_TASKS - 1) {
            above.addFirst(parent.getAsLong());
            parent = opened(parent.getAsLong()).parent();
        }
        var tasks = new LinkedHashSet<>(above);
        below(task, tasks);
        below(above.isEmpty() ? task : above.getFirst(), tasks);
        return tasks;
    }

    private void below(long task, Set<Long> tasks) {
        Deque<Long> left = new ArrayDeque<>(List.of(task));
        while (!left.isEmpty() && tasks.size() < MOST_TASKS) {
            long next = left.remove();
            tasks.add(next);
            left.addAll(index.from(Term.partOf(next), next, MOST_TASKS));
        }
    }

    private Event.TaskOpened opened(long task) {
        return (Event.TaskOpened) history.event(task).event();
    }

    /**
     * Reads tasks with their calls around a moment.
     *
     * @param moment the number of the call, or of another entry, up to which most calls are told; {@link Long#MAX_VALUE} for the newest
     */
    public Read around(Collection<Long> tasks, long moment) {
        Map<Long, NavigableSet<Long>> calls = new LinkedHashMap<>();
        var all = new TreeSet<Long>();
        for (long task : new TreeSet<>(tasks)) {
            calls.put(task, calls(task));
            all.addAll(calls.get(task));
        }
        var told = new TreeSet<Long>();
        all.headSet(moment, true).descendingSet().stream().limit(BEFORE).forEach(told::add);
        all.tailSet(moment, false).stream().limit(AFTER).forEach(told::add);
        var stories = new ArrayList<TaskStory>();
        Map<String, More> more = new LinkedHashMap<>();
        calls.forEach((task, numbers) -> {
            stories.add(story(task, numbers.stream().filter(told::contains).toList()));
            if (!told.isEmpty()) {
                more.put(
                        Ids.task(task),
                        new More(
                                numbers.headSet(told.getFirst(), false).size(),
                                numbers.tailSet(told.getLast(), false).size()));
            }
        });
        return new Read(stories, more);
    }

    /** The numbers of the newest calls of a task. */
    private NavigableSet<Long> calls(long task) {
        var numbers = new TreeSet<Long>();
        OptionalLong before = OptionalLong.of(Long.MAX_VALUE);
        for (int page = 0; page < PAGES && before.isPresent(); page++) {
            EntryPage found = index.find(List.of(Term.callOf(task)), before.getAsLong(), RecordIndex.MOST);
            numbers.addAll(found.numbers());
            before = found.next();
        }
        return numbers;
    }

    private TaskStory story(long task, List<Long> calls) {
        Recorded opening = history.event(task);
        OptionalLong parent = ((Event.TaskOpened) opening.event()).parent();
        return new TaskStory(
                opening,
                parent.isPresent() ? Optional.of(history.event(parent.getAsLong())) : Optional.empty(),
                List.of(),
                calls.stream().map(this::call).toList(),
                leases(task),
                List.of(),
                index.find(List.of(Term.task(task), Term.event("task-ended")), Long.MAX_VALUE, 1).numbers().stream()
                        .findFirst()
                        .map(history::event));
    }

    /** What was lent in a task, the newest first. */
    private List<TaskStory.Lease> leases(long task) {
        return index
                .find(List.of(Term.task(task), Term.event("lease-issued")), Long.MAX_VALUE, MOST_LEASES)
                .numbers()
                .stream()
                .map(number -> new TaskStory.Lease(history.event(number), Optional.empty()))
                .toList();
    }

    private TaskStory.Call call(long number) {
        Recorded decided = history.event(number);
        Optional<Recorded> outcome = decided.event() instanceof Event.CallReserved
                ? outcomes.later(number).stream()
                        .filter(PictureTasks::isOutcome)
                        .reduce((first, second) -> second)
                : Optional.empty();
        return new TaskStory.Call(decided, outcome);
    }

    private static boolean isOutcome(Recorded recorded) {
        return recorded.event() instanceof Event.CallSettled
                || recorded.event() instanceof Event.CallConfirmed
                || recorded.event() instanceof Event.CallReconciled;
    }
}
