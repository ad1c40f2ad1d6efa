package dev.interlock.server.door.authzen;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.enforce.Question;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The actor of an evaluation, and the task that it acts in.
 *
 * @param subject the running instance, as the enforcement point or the token that it passes on names it
 * @param task the number of the task; empty for the subject's implicit task
 * @param only the task of the token that was shown; empty without a token
 */
record ActingSubject(Caller subject, OptionalLong task, OptionalLong only) {

    /** The call of a tool, with its arguments. */
    Question question(String server, String tool, Map<String, @Nullable Object> arguments) {
        return new Question(subject, task, only, server, tool, arguments, false);
    }

    /** An evaluation, with its entities in the place of arguments. */
    Question evaluation(String type, String action, Map<String, @Nullable Object> entities) {
        return new Question(subject, task, only, type, action, entities, true);
    }

    /** Returns whether the token is for another task than the one that is named. */
    boolean elsewhere() {
        return only.isPresent() && !only.equals(task);
    }
}
