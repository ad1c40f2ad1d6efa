package dev.interlock.server.graph;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.graph.Lanes.Answer;
import dev.interlock.server.graph.Lanes.Clash;
import dev.interlock.server.graph.Lanes.Lane;
import dev.interlock.server.graph.Picture.Frame;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.TaskStory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Lanes of recorded tasks. */
public final class TaskLanes {

    private TaskLanes() {}

    /**
     * The lanes of the tasks.
     *
     * @param answers the events in which people answered to holds
     */
    public static Lanes of(List<TaskStory> tasks, List<Recorded> answers, long fromMillis, long nowMillis) {
        var reading = new Reading();
        Map<String, OptionalLong> ends = new HashMap<>();
        Map<String, Clash> clashes = new LinkedHashMap<>();
        for (TaskStory task : tasks) {
            reading.task(task);
            ends.put(
                    Ids.task(task.opened().task()),
                    task.ending().map(end -> OptionalLong.of(end.timeMillis())).orElse(OptionalLong.empty()));
            task.calls()
                    .forEach(call -> clash(call.event())
                            .ifPresent(clash ->
                                    clashes.merge(clash.earlier() + " " + clash.object(), clash, TaskLanes::together)));
        }
        List<Frame> frames = reading.frames();
        long live = ends.values().stream().filter(OptionalLong::isEmpty).count();
        return new Lanes(
                "Tasks and their calls over time",
                frames.size() + (frames.size() == 1 ? " task" : " tasks") + " in the order in which they were opened, "
                        + live + " of them live; " + clashes.size()
                        + (clashes.size() == 1 ? " conflict." : " conflicts."),
                frames.stream()
                        .map(frame -> new Lane(frame, ends.getOrDefault(frame.id(), OptionalLong.empty())))
                        .toList(),
                answers(answers),
                List.copyOf(clashes.values()),
                fromMillis,
                nowMillis);
    }

    private static Optional<Clash> clash(Event.CallDecided call) {
        return call.findings().stream()
                .filter(ConflictPicture::isRing)
                .filter(finding -> !finding.witnesses().isEmpty())
                .findFirst()
                .map(finding -> new Clash(
                        Ids.call(finding.witnesses().getFirst().call()),
                        List.of(Ids.call(call.call())),
                        object(finding)));
    }

    private static String object(Finding finding) {
        return finding.key().map(Object::toString).orElse("everything");
    }

    private static Clash together(Clash one, Clash other) {
        var stopped = new ArrayList<>(one.stopped());
        stopped.addAll(other.stopped());
        return new Clash(one.earlier(), stopped, one.object());
    }

    private static List<Answer> answers(List<Recorded> recorded) {
        return recorded.stream()
                .filter(each -> each.event() instanceof Event.HoldAnswered)
                .map(each -> {
                    Event.HoldAnswered answer = (Event.HoldAnswered) each.event();
                    return new Answer(
                            Ids.call(answer.hold()),
                            each.timeMillis(),
                            answer.by().name(),
                            answer.approved());
                })
                .toList();
    }
}
