package dev.interlock.server.console.page.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the page of a task shows.
 *
 * @param active whether it goes on
 * @param tree the tasks of its delegation, each below the one that it is part of
 * @param calls what was done in them, the oldest first
 * @param truncated whether there were more calls before these
 * @param note what came of a form
 */
public record TaskModel(
        String id,
        boolean active,
        String agent,
        String openedBy,
        String intent,
        String instruction,
        List<String> objects,
        List<Branch> tree,
        List<Call> calls,
        boolean truncated,
        List<Lease> leases,
        Optional<Note> note) {

    /** The most calls, the newest: the others are in the ledger, page by page. */
    private static final int MOST_CALLS = 100;

    /**
     * A task of the delegation.
     *
     * @param depth how many tasks it is below the first one
     * @param current whether the page is about it
     */
    public record Branch(
            String id,
            int depth,
            boolean current,
            String agent,
            String openedBy,
            String intent,
            Optional<Instant> opened,
            Optional<Instant> ended,
            String reason) {}

    /** A call, in the words of the record. */
    public record Call(
            Optional<Instant> time,
            String id,
            Seen seen,
            String agent,
            String task,
            String what,
            List<String> objects,
            List<String> rules) {}

    /** What an agent may use, or could. */
    public record Lease(String id, String what, String state) {}

    static TaskModel of(String id, ObjectNode task, ObjectNode history, Optional<Note> note) {
        List<Call> calls = Nodes.list(history.path("calls"), TaskModel::call);
        return new TaskModel(
                id,
                Nodes.text(task, "state").equals("active"),
                Nodes.text(task, "agent"),
                Nodes.text(task, "openedBy"),
                Nodes.text(task, "intent"),
                Nodes.text(task, "instruction"),
                Nodes.texts(task, "objects"),
                tree(id, history.path("tasks")),
                calls.subList(Math.max(0, calls.size() - MOST_CALLS), calls.size()),
                history.path("truncated").asBoolean() || calls.size() > MOST_CALLS,
                Nodes.list(history.path("leases"), TaskModel::lease),
                note);
    }

    /** The tasks come in the order of their opening, so each comes after the one that it is part of. */
    private static List<Branch> tree(String id, JsonNode tasks) {
        Map<String, Integer> depths = new HashMap<>();
        var all = new ArrayList<Branch>();
        for (JsonNode task : tasks) {
            Integer above = depths.get(Nodes.text(task, "parent"));
            int depth = above == null ? 0 : above + 1;
            depths.put(Nodes.text(task, "id"), depth);
            all.add(branch(task, depth, id));
        }
        return all;
    }

    private static Branch branch(JsonNode task, int depth, String current) {
        JsonNode ended = task.path("ended");
        return new Branch(
                Nodes.text(task, "id"),
                depth,
                Nodes.text(task, "id").equals(current),
                Nodes.text(task, "agent"),
                Nodes.text(task, "openedBy"),
                Nodes.text(task, "intent"),
                Nodes.time(task, "opened"),
                ended.isObject() ? Nodes.time(ended, "time") : Nodes.time(task, "ended"),
                ended.isObject() ? Nodes.text(ended, "reason") : Nodes.text(task, "reason"));
    }

    private static Call call(JsonNode entry) {
        return new Call(
                Nodes.time(entry, "time"),
                Nodes.text(entry, "id"),
                Seen.of(entry),
                Nodes.text(entry, "agent"),
                Nodes.text(entry, "task"),
                Nodes.given(entry, "say").orElse(Nodes.text(entry, "tool")),
                Nodes.texts(entry, "objects"),
                Nodes.texts(entry, "rules"));
    }

    private static Lease lease(JsonNode lease) {
        return new Lease(Nodes.text(lease, "id"), Nodes.text(lease, "what"), Nodes.text(lease, "state"));
    }
}
