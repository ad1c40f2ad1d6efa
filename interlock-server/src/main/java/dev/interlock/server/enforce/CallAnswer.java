package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import java.util.Optional;

/**
 * The answer to a caller about its call. `details` goes to the machine-readable part as it is: nothing that the agent must not know
 * belongs there.
 */
public sealed interface CallAnswer {
    ObjectNode details();

    /** The call was permitted and carried out; the tool's own result goes on, be it success or the tool's error. */
    record Relayed(ObjectNode result, ObjectNode details) implements CallAnswer {}

    /** The call is refused. Nothing was done. */
    record Denied(String code, String message, ObjectNode details) implements CallAnswer {}

    /** The call waits for the approval of somebody independent. Nothing was done, nothing is reserved. */
    record Held(String holdId, String message, ObjectNode details) implements CallAnswer {}

    /**
     * The call was permitted, but the upstream turned it away or could not be reached. Nothing was done.
     *
     * @param error of the upstream, if it said one
     */
    record NotDone(String code, String message, Optional<RpcError> error, ObjectNode details) implements CallAnswer {}

    /** The call was permitted and sent, and nobody knows what became of it. */
    record Uncertain(String message, ObjectNode details) implements CallAnswer {}

    /** The call was permitted and took effect, as a source told that saw it; its answer is lost. */
    record Unanswered(String message, ObjectNode details) implements CallAnswer {}

    /** The call was permitted and sent, whatever came of it, and nobody gets what it was answered with. */
    record Withheld(String code, String message, ObjectNode details) implements CallAnswer {}

    /** Returns the answer about a call that was permitted and forwarded with this outcome. */
    static CallAnswer of(CallOutcome outcome, ObjectNode details) {
        return switch (outcome) {
            case CallOutcome.Result(ObjectNode result, boolean isError, var _) -> new Relayed(result, details);
            case CallOutcome.RefusedBeforeEffect refused ->
                new NotDone(refused.code(), refused.forCaller(), refused.error(), details);
            case CallOutcome.NoContent none -> new NotDone("no-content", none.forCaller(), none.error(), details);
            case CallOutcome.Unknown unknown -> new Uncertain(unknown.forCaller(), details);
        };
    }
}
