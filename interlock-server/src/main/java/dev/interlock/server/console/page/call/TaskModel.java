package dev.interlock.server.console.page.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Places;
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
 * @param drawn these tasks as a picture
 * @param all whether the picture is to be that of all that there is
 * @param conflicts the calls that met a conflict, the newest first
 * @param step the call that the picture is about
 * @param calls what was done in them, the oldest first
 * @param truncated whether there were more calls than these
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
        Drawn drawn,
        boolean all,
        List<String> conflicts,
        Optional<Call> step,
        List<Call> calls,
        boolean truncated,
        List<Lease> leases,
        Optional<Note> note) {

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

    /**
     * A call, in the words of the record.
     *
     * @param hot whether it is one of the two of the conflict that is drawn
     * @param later whether it came after what the picture is about
     */
    public record Call(
            Optional<Instant> time,
            String id,
            Seen seen,
            String agent,
            String what,
            List<String> objects,
            List<String> rules,
            boolean hot,
            boolean later) {}

    /** What an agent may use, or could. */
    public record Lease(String id, String place, String what) {}

    static TaskModel of(
            String id, ObjectNode task, ObjectNode history, ObjectNode picture, boolean all, Optional<Note> note) {
        String page = Places.task(id);
        Drawn drawn = Drawn.of(picture, step -> page + "?at=" + step);
        List<Call> calls = Nodes.list(history.path("calls"), call -> call(call, drawn));
        return new TaskModel(
                id,
                Nodes.text(task, "state").equals("active"),
                Nodes.text(task, "agent"),
                Nodes.text(task, "openedBy"),
                Nodes.text(task, "intent"),
                Nodes.text(task, "instruction"),
                Nodes.texts(task, "objects"),
                tree(id, history.path("tasks")),
                drawn,
                all,
                Nodes.texts(picture, "conflicts"),
                calls.stream()
                        .filter(call -> drawn.at().filter(call.id()::equals).isPresent())
                        .findFirst(),
                calls,
                history.path("truncated").asBoolean(),
                Nodes.list(history.path("leases"), TaskModel::lease),
                note);
    }

    /** The page at what its picture shows, to be sent to somebody. */
    public String link() {
        return Places.task(id) + shown();
    }

    /** The picture as a file. */
    public String file() {
        return Places.task(id) + "/picture.svg" + shown();
    }

    private String shown() {
        return all ? "?show=tasks" : drawn.at().map(at -> "?at=" + at).orElse("");
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

    private static Call call(JsonNode entry, Drawn drawn) {
        String id = Nodes.text(entry, "id");
        return new Call(
                Nodes.time(entry, "time"),
                id,
                Seen.of(entry),
                Nodes.text(entry, "agent"),
                Nodes.given(entry, "say").orElse(Nodes.text(entry, "tool")),
                Nodes.texts(entry, "objects"),
                Nodes.texts(entry, "rules"),
                drawn.hot().contains(id),
                drawn.at().filter(at -> number(id) > number(at)).isPresent());
    }

    /** The place of a call or task in the record, which is the number in its id. */
    static long number(String id) {
        return Long.parseLong(id.substring(id.indexOf('-') + 1));
    }

    private static Lease lease(JsonNode lease) {
        String id = Nodes.text(lease, "id");
        return new Lease(id, "/console/ledger/" + id.substring(id.lastIndexOf('-') + 1), Nodes.text(lease, "what"));
    }
}
