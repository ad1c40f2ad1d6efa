package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.Conversation;
import java.util.Optional;

/** The capabilities that a client declares, and the questions that keep to them. */
final class ClientCapabilities {
    private static final String ELICITATION = "elicitation";
    private static final String SAMPLING = "sampling";
    private static final String ROOTS = "roots";

    private ClientCapabilities() {}

    /** Returns the capabilities of one request, in the modern era. */
    static ObjectNode of(Conversation.Wishes wishes) {
        ObjectNode declared = wishes.capabilities().deepCopy();
        declared.remove("extensions");
        if (wishes.tasks()) {
            declared.putObject("extensions").putObject(Names.EXTENSION_TASKS);
        }
        return declared;
    }

    /** Returns the capabilities of all callers together, in the legacy era, where a session serves many. */
    static ObjectNode relayed() {
        ObjectNode declared = Json.object();
        ObjectNode elicitation = declared.putObject(ELICITATION);
        elicitation.putObject("form");
        elicitation.putObject("url");
        declared.putObject(ROOTS);
        declared.putObject(SAMPLING);
        return declared;
    }

    /** Returns why a client with these capabilities is not asked the question; empty if it is. */
    static Optional<RpcError> refusal(Conversation.Question question, ObjectNode declared) {
        ObjectNode params = question.params();
        return switch (question.method()) {
            case Names.ELICIT -> {
                if (!declared.path(ELICITATION).isObject()) {
                    yield unknown(question.method());
                }
                String mode = params.has("mode") ? params.path("mode").asText() : "form";
                // A client that names no mode takes forms.
                boolean taken = declared.path(ELICITATION).path(mode).isObject()
                        || (mode.equals("form") && declared.path(ELICITATION).isEmpty());
                yield taken
                        ? Optional.empty()
                        : invalid("this client does not support elicitation of mode `" + mode + "`");
            }
            case Names.SAMPLE -> {
                if (!declared.path(SAMPLING).isObject()) {
                    yield unknown(question.method());
                }
                boolean tools = params.has("tools") || params.has("toolChoice");
                yield tools && !declared.path(SAMPLING).has("tools")
                        ? invalid("this client does not support `tools` in sampling")
                        : Optional.empty();
            }
            case Names.ROOTS_LIST -> declared.path(ROOTS).isObject() ? Optional.empty() : unknown(question.method());
            default -> unknown(question.method());
        };
    }

    private static Optional<RpcError> unknown(String method) {
        return Optional.of(RpcError.of(ErrorCode.METHOD_NOT_FOUND, "this client does not support `" + method + "`"));
    }

    private static Optional<RpcError> invalid(String message) {
        return Optional.of(RpcError.of(ErrorCode.INVALID_PARAMS, message));
    }
}
