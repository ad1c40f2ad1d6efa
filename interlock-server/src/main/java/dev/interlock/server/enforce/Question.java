package dev.interlock.server.enforce;

import dev.interlock.engine.model.Caller;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A call that somebody wants to make and that an enforcement point outside would carry out.
 *
 * @param subject who, as the running instance that the enforcement point says it is
 * @param task the number of the task that it is part of; empty: the subject's implicit task
 * @param only the one task in which the subject may act, because the token that it showed is good for that one alone
 * @param evaluation whether the arguments are the entities of an evaluation, whose properties may have any names, and not those of a tool
 */
public record Question(
        Caller subject,
        OptionalLong task,
        OptionalLong only,
        String server,
        String tool,
        Map<String, @Nullable Object> arguments,
        boolean evaluation) {

    RequestedCall call() {
        return evaluation
                ? RequestedCall.evaluated(server, tool, arguments)
                : RequestedCall.elsewhere(server, tool, arguments);
    }
}
