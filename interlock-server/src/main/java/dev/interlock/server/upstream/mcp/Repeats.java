package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * The attempts at one request of a caller to a server, of which there may be several instances.
 *
 * <p>INVARIANT: it goes to another instance only when not one byte of it reached the one before; and again, once, only
 * when it reads, or when everybody says that doing it twice does no more than doing it once.
 */
final class Repeats {
    private Repeats() {}

    /**
     * An attempt.
     *
     * @param unreachable whether nothing was sent, as this instance cannot be reached
     * @param broken whether it was sent, and then the connection broke or the server failed
     */
    record Attempt(CallOutcome outcome, boolean unreachable, boolean broken) {}

    /** @param instances in the order in which they are tried; at least one */
    static CallOutcome request(
            List<McpUpstream> instances,
            GovernedMethod method,
            ObjectNode params,
            ObjectNode meta,
            Conversation conversation) {
        boolean sent = false;
        int at = 0;
        while (true) {
            McpUpstream instance = instances.get(at % instances.size());
            Attempt attempt = instance.attempt(method, params, meta, conversation);
            boolean last = ++at >= instances.size();
            boolean wanted = conversation.cancellation().reason().isEmpty();
            boolean again = !sent && attempt.broken() && wanted && mayRepeat(instance, method, params, conversation);
            boolean elsewhere = attempt.unreachable() && wanted && !last;
            if (!again && !elsewhere) {
                return ofKind(method, sent ? afterSending(attempt.outcome()) : attempt.outcome());
            }
            sent |= again;
        }
    }

    private static boolean mayRepeat(
            McpUpstream instance, GovernedMethod method, ObjectNode params, Conversation conversation) {
        return switch (method) {
            case RESOURCE -> true;
            case TOOL ->
                conversation.repeatable()
                        && instance.tool(params.path("name").asText())
                                .map(tool -> tool.path("annotations"))
                                .filter(Repeats::isIdempotent)
                                .isPresent();
            case PROMPT, COMPLETION -> false;
        };
    }

    /** A tool that only reads needs no other hint: MCP gives `idempotentHint` a meaning only beside it. */
    private static boolean isIdempotent(JsonNode annotations) {
        return annotations.path("readOnlyHint").isBoolean()
                        && annotations.path("readOnlyHint").booleanValue()
                || annotations.path("idempotentHint").isBoolean()
                        && annotations.path("idempotentHint").booleanValue();
    }

    /** The attempt before may have had its effect, whatever this one says. */
    private static CallOutcome afterSending(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.RefusedBeforeEffect refused ->
                new CallOutcome.Unknown(
                        "the connection broke, and then: " + refused.message(),
                        refused.error().map(error -> error.message()));
            case CallOutcome.Result result -> result.after(Evidence.NONE);
            case CallOutcome.Unknown unknown -> unknown.after(Evidence.NONE);
            case CallOutcome.NoContent none -> none.after(Evidence.NONE);
        };
    }

    /** A read that may have happened, but brought nothing. */
    private static CallOutcome ofKind(GovernedMethod method, CallOutcome outcome) {
        return method != GovernedMethod.TOOL && outcome instanceof CallOutcome.Unknown unknown
                ? new CallOutcome.NoContent(unknown.reason(), Optional.empty(), unknown.evidence())
                : outcome;
    }
}
