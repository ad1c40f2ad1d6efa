package dev.interlock.server.graph;

import dev.interlock.server.graph.Picture.Frame;
import dev.interlock.server.render.TaskStory;
import java.util.List;
import java.util.Optional;

/** The picture of a task with those that are part of it, their calls, and what these touched. */
public final class TaskPicture {

    private TaskPicture() {}

    /** The picture of the tasks, the first of which all others are part of. */
    public static Picture of(List<TaskStory> tasks) {
        var reading = new Reading();
        tasks.forEach(reading::task);
        List<Frame> frames = reading.frames();
        Frame first = frames.getFirst();
        long calls = frames.stream().mapToLong(frame -> frame.calls().size()).sum();
        long stopped = frames.stream()
                .flatMap(frame -> frame.calls().stream())
                .filter(call -> call.verdict() == Verdict.STOPPED)
                .count();
        return new Picture(
                "Task " + first.id() + " of " + first.agent(),
                frames.size() + (frames.size() == 1 ? " task, " : " tasks, ") + calls
                        + (calls == 1 ? " call, " : " calls, ") + stopped + " stopped.",
                frames,
                reading.cards(),
                reading.edges(),
                Optional.empty(),
                Optional.empty());
    }
}
