package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Key;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.Ids;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

/**
 * The recorded history of a task with all that it belongs to: the tasks that it was delegated from and those that were delegated, down to the
 * last, their calls and leases, and which objects belong to which. Each part is bounded. For one question, by one thread.
 */
public final class TaskHistory {

    /** The most tasks, counted from the top. */
    static final int MOST_TASKS = 200;

    /** The most calls of all tasks. */
    public static final int MOST_CALLS = 500;

    /** The most leases, the newest of each task. */
    static final int MOST_LEASES = 100;

    /** The most relations. */
    static final int MOST_RELATIONS = 2_000;

    private static final String ENDED = "task-ended";
    private static final String ISSUED = "lease-issued";
    private static final String REVOKED = "lease-revoked";

    private final LedgerReplayer history;
    private final RecordIndex index;
    private final EntryView entries;
    private final Outcomes outcomes;
    private final Map<Long, Event.TaskOpened> tasks = new LinkedHashMap<>();
    private final ObjectNode body = Json.object();
    private boolean truncated;

    /**
     * The calls that are asked for: the newest, or those around an entry, of which a quarter comes after it where there are so many.
     *
     * @param most at most {@link #MOST_CALLS}
     */
    public record Calls(int most, OptionalLong around) {}

    private TaskHistory(Domain domain, RecordIndex index, CallPhrases phrases) {
        this.history = domain.history();
        this.index = index;
        this.entries = new EntryView(domain, index, phrases);
        this.outcomes = new Outcomes(history, index);
    }

    /**
     * The history of a task.
     *
     * @param task a task that the record has
     * @param phrases how calls read
     */
    public static ObjectNode of(long task, Calls calls, Domain domain, RecordIndex index, CallPhrases phrases) {
        index.awaitNear();
        var reading = new TaskHistory(domain, index, phrases);
        reading.body.put("id", Ids.task(task)).put("size", index.size()).put("indexed", index.indexed());
        reading.readTasks(reading.top(task));
        reading.readCalls(calls);
        reading.readLeases();
        return reading.body.put("truncated", reading.truncated);
    }

    private Event.TaskOpened opened(long task) {
        return (Event.TaskOpened) history.event(task).event();
    }

    /** The task from which all others of the tree were delegated. A parent was recorded before its parts, so this ends. */
    private long top(long task) {
        long top = task;
        OptionalLong parent = opened(top).parent();
        while (parent.isPresent()) {
            top = parent.getAsLong();
            parent = opened(top).parent();
        }
        return top;
    }

    private void readTasks(long top) {
        ArrayNode list = body.putArray("tasks");
        Deque<Long> left = new ArrayDeque<>(List.of(top));
        while (!left.isEmpty()) {
            if (tasks.size() == MOST_TASKS) {
                truncated = true;
                break;
            }
            long task = left.remove();
            Recorded opening = history.event(task);
            tasks.put(task, (Event.TaskOpened) opening.event());
            list.add(view(opening));
            left.addAll(index.from(Term.partOf(task), task, MOST_TASKS));
        }
    }

    private ObjectNode view(Recorded opening) {
        var opened = (Event.TaskOpened) opening.event();
        ObjectNode view = Json.object()
                .put("id", Ids.task(opened.task()))
                .put("agent", opened.agent())
                .put("openedBy", opened.openedBy())
                .put("intent", opened.intent())
                .put("instruction", opened.instruction())
                .put("implicit", opened.implicit());
        opened.parent().ifPresent(parent -> view.put("parent", Ids.task(parent)));
        ArrayNode objects = view.putArray("objects");
        opened.objects().forEach(key -> objects.add(key.toString()));
        view.put("opened", Times.of(opening.timeMillis()));
        newest(List.of(Term.task(opened.task()), Term.event(ENDED))).ifPresent(end -> putEnd(view, end));
        return view;
    }

    private Optional<Recorded> newest(List<Term> about) {
        return index.find(about, Long.MAX_VALUE, 1).numbers().stream()
                .findFirst()
                .map(history::event);
    }

    /** Puts when something ended, why, in the word of the record, and by whom. */
    private static void putEnd(ObjectNode view, Recorded end) {
        Map<String, ?> event = EventCodec.toMap(end);
        view.putObject("ended")
                .put("time", Times.of(end.timeMillis()))
                .put("reason", String.valueOf(event.get("reason")))
                .put("by", String.valueOf(event.get("by")));
    }

    /** The numbers of the calls that are asked for, and of no others. */
    private NavigableSet<Long> numbers(Calls asked) {
        var after = new TreeSet<Long>();
        asked.around().ifPresent(entry -> {
            int most = Math.min(asked.most() - 1, Math.max(1, asked.most() / 4));
            for (long task : tasks.keySet()) {
                after.addAll(index.from(Term.callOf(task), entry + 1, most + 1));
                while (after.size() > most) {
                    after.removeLast();
                    truncated = true;
                }
            }
        });
        var numbers = new TreeSet<Long>();
        int most = asked.most() - after.size();
        long end = asked.around().isPresent() ? asked.around().getAsLong() + 1 : Long.MAX_VALUE;
        for (long task : tasks.keySet()) {
            numbers.addAll(index.find(List.of(Term.callOf(task)), end, most + 1).numbers());
            while (numbers.size() > most) {
                numbers.removeFirst();
                truncated = true;
            }
        }
        numbers.addAll(after);
        return numbers;
    }

    private void readCalls(Calls asked) {
        NavigableSet<Long> numbers = numbers(asked);
        ArrayNode calls = body.putArray("calls");
        var relations = new LinkedHashSet<Relation>();
        for (long number : numbers) {
            Recorded recorded = history.event(number);
            List<Recorded> later = recorded.event() instanceof Event.CallReserved ? outcomes.later(number) : List.of();
            calls.add(entries.of(recorded, later));
            if (recorded.event() instanceof Event.CallReserved reserved) {
                outcomes.of(later).ifPresent(settlement -> relate(reserved.facts(), settlement, relations));
            }
        }
        ArrayNode list = body.putArray("relations");
        relations.stream()
                .limit(MOST_RELATIONS)
                .forEach(relation -> list.addObject()
                        .put("object", relation.object().toString())
                        .put("of", relation.of().toString()));
        truncated |= relations.size() > MOST_RELATIONS;
    }

    /** An object that belongs to another, or comes from it. */
    private record Relation(Key object, Key of) {}

    /** What a call created belongs to the objects that it named for that; of a list, to those of its element. */
    private static void relate(CallFacts facts, Settlement settlement, Set<Relation> relations) {
        if (settlement instanceof Settlement.Succeeded succeeded) {
            CallFacts done = facts.without(succeeded.undone());
            Creations created = Creations.of(done, succeeded.created());
            relate(created.common(), done.related(), relations);
            for (int place = 0; place < done.elements().size(); place++) {
                relate(created.ofElement(place), done.elements().get(place).related(), relations);
            }
        }
    }

    private static void relate(List<Key> created, List<Key> related, Set<Relation> relations) {
        for (Key object : created) {
            related.stream().filter(of -> !of.equals(object)).forEach(of -> relations.add(new Relation(object, of)));
        }
    }

    private void readLeases() {
        ArrayNode leases = body.putArray("leases");
        for (long task : tasks.keySet()) {
            List<Long> numbers = new ArrayList<>(
                    index.find(List.of(Term.task(task), Term.event(ISSUED)), Long.MAX_VALUE, MOST_LEASES + 1)
                            .numbers());
            truncated |= numbers.size() > MOST_LEASES;
            numbers.stream().limit(MOST_LEASES).sorted().forEach(number -> leases.add(lease(history.event(number))));
        }
    }

    private ObjectNode lease(Recorded recorded) {
        var issued = (LeaseEvent.Issued) recorded.event();
        ObjectNode view = Json.object()
                .put("id", Ids.lease(issued.lease()))
                .put("task", Ids.task(issued.task()))
                .put("agent", issued.actor().name())
                .put("credential", issued.credential())
                .put("kind", issued.kind())
                .put("issued", Times.of(recorded.timeMillis()))
                .put("expires", Times.of(issued.expiresMillis()));
        issued.call().ifPresent(call -> view.put("call", Ids.call(call)));
        newest(List.of(Term.lease(issued.lease()), Term.event(REVOKED))).ifPresent(end -> putEnd(view, end));
        return view;
    }
}
