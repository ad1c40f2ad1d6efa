package dev.interlock.cli.command.ledger;

import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.graph.ConflictPicture;
import dev.interlock.server.graph.HeldVerdicts;
import dev.interlock.server.graph.Picture;
import dev.interlock.server.graph.TaskPicture;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.TaskStory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The picture of a call or task, with what the record has around it. */
final class StoryPicture {

    private final LedgerReplayer history;
    private final long size;

    StoryPicture(LedgerReplayer history, long size) {
        this.history = history;
        this.size = size;
    }

    /** The picture of the task or the call; empty where neither is there. */
    Optional<Picture> of(Optional<TaskStory> task, Optional<CallStory> call) throws IOException {
        if (task.isPresent()) {
            return Optional.of(TaskPicture.of(tree(task.get()), Map.of(), Optional.empty(), held()::of));
        }
        return call.isEmpty()
                ? Optional.empty()
                : Optional.of(ConflictPicture.of(call.get(), around(call.get()), Map.of(), held()::of));
    }

    /** The verdicts on held calls, by the record: approvals alone end no hold. */
    private HeldVerdicts held() throws IOException {
        var verdicts = new HeldVerdicts(hold -> false);
        history.scan(0, size, verdicts::read);
        return verdicts;
    }

    private List<TaskStory> around(CallStory call) throws IOException {
        var tasks = new ArrayList<TaskStory>();
        for (long task : ConflictPicture.tasks(call)) {
            TaskStory.of(task, history, size).ifPresent(tasks::add);
        }
        return tasks;
    }

    /** The task and those that are part of it, as far as a picture shows them. */
    private List<TaskStory> tree(TaskStory task) throws IOException {
        var tasks = new ArrayList<TaskStory>();
        var next = new ArrayDeque<TaskStory>(List.of(task));
        while (!next.isEmpty() && tasks.size() < Picture.MOST) {
            TaskStory story = next.remove();
            tasks.add(story);
            for (var part : story.parts()) {
                TaskStory.of(part.seq(), history, size).ifPresent(next::add);
            }
        }
        return tasks;
    }
}
