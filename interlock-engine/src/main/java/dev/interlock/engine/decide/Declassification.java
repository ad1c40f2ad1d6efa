package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The taking of labels from content. All tasks of a graph share one content, so that it concerns the task at the top, and a person who
 * is independent of every agent in the graph: none of them takes a label from what it read itself.
 */
final class Declassification {

    private static final Pattern LABEL = Pattern.compile("label/[A-Za-z0-9._-]{1,64}");
    /** The most labels that one amendment takes away. */
    private static final int MOST = 20;

    private Declassification() {}

    /** The refusal of an amendment that cannot take these labels away, whoever asks for it. */
    static Optional<Answer.Refused> misfit(Task task, Command.AmendTask command) {
        if (command.declassify().isEmpty()) {
            return Optional.empty();
        }
        if (command.declassify().size() > MOST
                || !command.declassify().stream()
                        .allMatch(label -> LABEL.matcher(label).matches())) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "name at most " + MOST + " labels to declassify, such as `label/private`");
        }
        if (command.reason().isBlank()) {
            return Proposal.refusal(RefusalCode.ARGUMENT_INVALID, "a declassification needs a reason");
        }
        Task root = task;
        for (Task above = task.parent(); above != null; above = above.parent()) {
            root = above;
        }
        return root == task
                ? Optional.empty()
                : Proposal.refusal(
                        RefusalCode.ARGUMENT_INVALID,
                        "a task shares its content with those above and below it; declassify it in `t-" + root.number()
                                + "`");
    }

    /** The refusal of a person who is not independent of a task below this one, and so of what it read. */
    static Optional<Answer.Refused> dependent(State state, Task task, Command.AmendTask command) {
        if (command.declassify().isEmpty()) {
            return Optional.empty();
        }
        for (Task child : task.children()) {
            if (!TaskDecider.mayWiden(state, command.by(), child)) {
                return Proposal.refusal(
                        RefusalCode.NOT_INDEPENDENT,
                        "`" + command.by().name() + "` is not independent of `" + child.agent()
                                + "`, which acts below `t-" + command.task()
                                + "`; someone independent must declassify its content");
            }
            Optional<Answer.Refused> below = dependent(state, child, command);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }
}
