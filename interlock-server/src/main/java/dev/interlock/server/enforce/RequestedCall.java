package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.server.content.ToolUse;
import dev.interlock.server.json.PlainJson;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that is asked for or told of, whichever way it came, before it is mapped to facts.
 *
 * @param arguments as plain values. Nobody changes them
 * @param offered how the upstream offers the tool; empty where nobody here sees that, as the call is carried out elsewhere
 * @param evaluation whether the arguments are the entities of an evaluation, whose properties may have any names
 */
record RequestedCall(
        String server,
        String tool,
        Map<String, ? extends @Nullable Object> arguments,
        Optional<Offered> offered,
        boolean evaluation) {

    /** The word in the place of a digest for a tool that the upstream does not show: nobody can tell what it is now. */
    static final String NOT_OFFERED = "not offered";

    /**
     * A tool, or a prompt, as its upstream offers it.
     *
     * @param definition empty where the upstream offers no such tool
     * @param api whether it is an operation of an API, and no tool of MCP
     */
    record Offered(Optional<ObjectNode> definition, boolean api) {}

    /** The call as its content is looked at. */
    ToolUse use(Policy policy, Caller caller) {
        return new ToolUse(policy.bundle(), policy.catalog(), caller, server, tool, arguments);
    }

    /** The call with its caller's answers to questions of the server, which are among its arguments. */
    RequestedCall answered(Map<String, ? extends @Nullable Object> answers) {
        return answers.isEmpty()
                ? this
                : new RequestedCall(server, tool, Catalog.with(arguments, answers), offered, evaluation);
    }

    /** A call that Interlock would carry out. */
    static RequestedCall of(CallContext call) {
        return new RequestedCall(
                call.server(),
                call.tool(),
                PlainJson.view(call.arguments()),
                Optional.of(new Offered(call.definition(), call.revision().isEmpty())),
                false);
    }

    /** A call that is carried out elsewhere. */
    static RequestedCall elsewhere(String server, String tool, Map<String, @Nullable Object> arguments) {
        return new RequestedCall(server, tool, arguments, Optional.empty(), false);
    }

    /** The question of an enforcement point about a subject, an action and a resource. */
    static RequestedCall evaluated(String server, String action, Map<String, @Nullable Object> entities) {
        return new RequestedCall(server, action, entities, Optional.empty(), true);
    }
}
