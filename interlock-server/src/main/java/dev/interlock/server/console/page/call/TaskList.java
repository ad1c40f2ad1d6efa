package dev.interlock.server.console.page.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Nodes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the list of tasks shows.
 *
 * @param live those that go on, in the order of their opening
 * @param earlier others, the newest first
 * @param older the number of the entry before which the list goes on
 */
public record TaskList(List<Live> live, List<Earlier> earlier, Optional<String> older) {

    /**
     * A task that goes on.
     *
     * @param parent the task that it is part of
     * @param used the number of its calls, of at most {@code calls}
     */
    public record Live(
            String id,
            String agent,
            String openedBy,
            String intent,
            String instruction,
            Optional<String> parent,
            int used,
            int calls,
            Optional<Instant> last,
            Optional<Instant> deadline) {}

    /** The opening of a task, in the words of the record. */
    public record Earlier(String id, Optional<Instant> opened, String by, String what) {}

    static TaskList of(ObjectNode tasks, ObjectNode opened) {
        List<Live> live = Nodes.list(tasks.path("tasks"), TaskList::live);
        var going = live.stream().map(Live::id).collect(Collectors.toSet());
        List<Earlier> earlier = Nodes.list(opened.path("entries"), TaskList::earlier).stream()
                .filter(task -> !going.contains(task.id()))
                .toList();
        return new TaskList(live, earlier, Nodes.given(opened, "next"));
    }

    private static Live live(JsonNode task) {
        return new Live(
                Nodes.text(task, "id"),
                Nodes.text(task, "agent"),
                Nodes.text(task, "openedBy"),
                Nodes.text(task, "intent"),
                Nodes.text(task, "instruction"),
                Nodes.given(task, "parent"),
                task.path("used").asInt(),
                task.path("calls").asInt(),
                Nodes.time(task, "lastEvent"),
                Nodes.time(task, "deadline"));
    }

    private static Earlier earlier(JsonNode entry) {
        return new Earlier(
                Nodes.text(entry, "id"),
                Nodes.time(entry, "time"),
                Nodes.text(entry, "who"),
                Nodes.text(entry, "what"));
    }
}
