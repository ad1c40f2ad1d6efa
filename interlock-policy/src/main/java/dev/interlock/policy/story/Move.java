package dev.interlock.policy.story;

import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One move of a {@link Story}. Tasks and parties go by the names that the story gives them. */
public sealed interface Move {

    /**
     * An agent begins a task.
     *
     * @param task the name of the task in the story
     * @param by the agent that opens it: the agent itself, or the agent of the parent
     * @param parent the task it is below
     */
    record Open(String task, String by, String agent, Optional<String> parent, String intent, List<Key> objects)
            implements Move {
        public Open {
            objects = List.copyOf(objects);
        }
    }

    /**
     * An agent calls a tool; if it is permitted, it succeeds.
     *
     * @param result the answer of the tool
     */
    record Call(
            String by,
            String task,
            String server,
            String tool,
            Map<String, @Nullable Object> args,
            Map<String, @Nullable Object> result)
            implements Move {

        /** {@code server/tool} */
        public String name() {
            return server + "/" + tool;
        }
    }

    /** Time passes. */
    record Wait(long millis) implements Move {}
}
