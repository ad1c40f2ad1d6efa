package dev.interlock.server.console.page.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The pages of tasks: the list of them, and each one with everything that was done in it and below it. */
public final class TasksPage implements Page {

    private static final int ROWS = 100;
    private static final String FILE = "picture.svg";
    private static final String ALL = "tasks";

    private final Frames frames;

    public TasksPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        if (visit.path().size() == 1 && visit.form().isEmpty()) {
            return list(visit);
        }
        String id = visit.segment(1).orElseThrow(Visit::nowhere);
        if (visit.path().size() == 3 && visit.segment(2).filter(FILE::equals).isPresent()) {
            return file(visit, id);
        }
        if (visit.path().size() != 2) {
            throw Visit.nowhere();
        }
        return visit.form().isEmpty() ? show(visit, id, 200, Optional.empty()) : stop(visit, id);
    }

    private Reply list(Visit visit) throws V1Refusal, Refusal, IOException {
        Optional<String> before = visit.parameter("before");
        ObjectNode live = before.isPresent() ? Json.object() : visit.v1().get("tasks?limit=" + ROWS);
        ObjectNode opened = visit.v1()
                .get("entries?kind=task-opened&limit=" + ROWS
                        + before.map(number -> "&before=" + V1.encoded(number)).orElse(""));
        var model = TaskList.of(live, opened);
        return Html.page(200, "tasks.jte", Map.of("frame", frames.of(visit, "tasks", "Tasks"), "tasks", model));
    }

    private Reply show(Visit visit, String id, int status, Optional<Note> note) throws V1Refusal, Refusal, IOException {
        String target = "tasks/" + V1.encoded(id);
        ObjectNode task = visit.v1().get(target);
        ObjectNode picture = visit.v1()
                .get(target + "/picture?links=" + V1.encoded("/console") + "&steps=" + V1.encoded(Places.task(id))
                        + "&zone=" + V1.encoded(visit.zone().getId()) + shown(visit));
        ObjectNode history = visit.v1()
                .get(target + "/history?calls=" + ROWS
                        + Nodes.given(picture, "at")
                                .map(at -> "&around=" + TaskModel.number(at))
                                .orElse(""));
        var model = TaskModel.of(id, task, history, picture, isAll(visit), note);
        return Html.page(status, "task.jte", Map.of("frame", frames.of(visit, "tasks", "Task " + id), "task", model));
    }

    /** The picture to be kept, under a name that tells of what and of when it is. */
    private static Reply file(Visit visit, String id) throws V1Refusal, Refusal, IOException {
        byte[] picture = visit.v1().file("tasks/" + V1.encoded(id) + "/picture?form=file" + shown(visit));
        String at = visit.parameter("at").map(step -> "-at-" + step).orElse("");
        return Html.file("image/svg+xml", id + at + ".svg", picture);
    }

    /** What of the picture is asked for, as a part of the query that the page and the API have in common. */
    private static String shown(Visit visit) throws Refusal {
        String at = visit.parameter("at").map(step -> "&at=" + V1.encoded(step)).orElse("");
        return at + (isAll(visit) ? "&show=" + ALL : "");
    }

    private static boolean isAll(Visit visit) throws Refusal {
        return visit.parameter("show").filter(ALL::equals).isPresent();
    }

    /** Ends the task, and all below it, before its time. */
    private Reply stop(Visit visit, String id) throws V1Refusal, Refusal, IOException {
        try {
            visit.v1().post("tasks/" + V1.encoded(id) + "/cancel", Json.object());
        } catch (V1Refusal e) {
            return show(visit, id, e.status(), Optional.of(Note.bad("It was not stopped", e.detail())));
        }
        return Html.seeOther(Places.task(id));
    }
}
