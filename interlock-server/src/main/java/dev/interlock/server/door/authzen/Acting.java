package dev.interlock.server.door.authzen;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.enforce.Question;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to do something, and as part of what.
 *
 * @param subject as the running instance that the enforcement point, or the token that it passes on, says it is
 * @param task the number of the task that it is part of; empty: the subject's implicit task
 * @param only the task of the token that was shown; empty where none was
 */
record Acting(Caller subject, OptionalLong task, OptionalLong only) {

    /** The call of a tool, with its arguments. */
    Question question(String server, String tool, Map<String, @Nullable Object> arguments) {
        return new Question(subject, task, only, server, tool, arguments, false);
    }

    /** An evaluation, with its entities in the place of arguments. */
    Question evaluation(String type, String action, Map<String, @Nullable Object> entities) {
        return new Question(subject, task, only, type, action, entities, true);
    }

    /** Whether the token is for another task than the one that is named. */
    boolean elsewhere() {
        return only.isPresent() && !only.equals(task);
    }
}
