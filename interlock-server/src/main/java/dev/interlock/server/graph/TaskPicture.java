package dev.interlock.server.graph;

import dev.interlock.engine.event.Event;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Frame;
import dev.interlock.server.graph.Picture.More;
import dev.interlock.server.render.TaskStory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The picture of a task with those that are part of it, their calls, and what these touched. */
public final class TaskPicture {

    private TaskPicture() {}

    /**
     * The picture of the tasks, the first of which all others are part of.
     *
     * @param more how many more calls were made in a task than are told of it, by its id
     * @param chosen the id of the task that it is about; what came after its opening is faint
     * @param held tells what became of a call that was held
     */
    public static Picture of(
            List<TaskStory> tasks,
            Map<String, More> more,
            Optional<String> chosen,
            Function<Event.CallHeld, Verdict> held) {
        var reading = new Reading(held);
        tasks.forEach(reading::task);
        Frame first = reading.frames().getFirst();
        return new Picture(
                        "Task " + first.id() + " of " + first.agent(),
                        description(reading.frames()),
                        reading.frames(),
                        reading.cards(),
                        reading.edges(),
                        Optional.empty(),
                        chosen)
                .with(more);
    }

    private static String description(List<Frame> frames) {
        List<Call> calls =
                frames.stream().flatMap(frame -> frame.calls().stream()).toList();
        long stopped =
                calls.stream().filter(call -> call.verdict() == Verdict.STOPPED).count();
        return frames.size() + (frames.size() == 1 ? " task, " : " tasks, ") + calls.size()
                + (calls.size() == 1 ? " call, " : " calls, ") + stopped + " stopped.";
    }
}
