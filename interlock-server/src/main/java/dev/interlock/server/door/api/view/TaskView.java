package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.state.Task;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task as it is shown. */
public final class TaskView {

    private TaskView() {}

    /** An active task, as it stands. */
    public static ObjectNode of(Task task) {
        ObjectNode view = of(task.opened(), "active", task.objects(), task.deadlineMillis(), task.calls());
        view.put("used", task.used()).put("lastEvent", Times.of(task.lastMillis()));
        var children = view.putArray("subtasks");
        task.children().forEach(child -> children.add(Ids.task(child.number())));
        return view;
    }

    /** Shows a task that has ended, as it was opened. */
    public static ObjectNode ended(Event.TaskOpened opened) {
        return of(opened, "ended", opened.objects(), opened.deadlineMillis(), opened.calls());
    }

    private static ObjectNode of(Event.TaskOpened opened, String state, List<Key> objects, long deadline, int calls) {
        ObjectNode view = Json.object()
                .put("id", Ids.task(opened.task()))
                .put("state", state)
                .put("agent", opened.agent())
                .put("intent", opened.intent())
                .put("openedBy", opened.openedBy());
        opened.parent().ifPresent(parent -> view.put("parent", Ids.task(parent)));
        put(view, "chain", opened.chain());
        put(view, "owner", opened.owner());
        put(view, "origin", opened.origin());
        view.put("implicit", opened.implicit())
                .put("instruction", opened.instruction())
                .put("instructionDigest", opened.instructionDigest());
        var list = view.putArray("objects");
        objects.forEach(key -> list.add(key.toString()));
        return view.put("deadline", Times.of(deadline))
                .put("idleSeconds", opened.idleMillis() / 1_000)
                .put("calls", calls);
    }

    private static void put(ObjectNode view, String name, AttributeValue value) {
        if (value instanceof AttributeValue.Several several) {
            several.values().forEach(view.putArray(name)::add);
        } else {
            view.put(name, text(value));
        }
    }

    /** Returns the text of an attribute; null if it is unknown. */
    static @Nullable String text(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Known known -> known.value();
            case AttributeValue.Several several -> several.toString();
            case AttributeValue.Unknown unknown -> null;
            case AttributeValue.NotApplicable none -> "not applicable";
        };
    }
}
