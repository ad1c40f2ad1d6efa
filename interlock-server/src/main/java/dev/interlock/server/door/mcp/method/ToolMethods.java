package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.Answers;
import dev.interlock.server.door.mcp.request.HeaderCheck;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.ListAnswer;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.json.FixedObject;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** `tools/list` and `tools/call`, which both eras share. */
final class ToolMethods {

    private final Relay relay;
    private final Duration listTtl;

    ToolMethods(Relay relay, Duration listTtl) {
        this.relay = relay;
        this.listTtl = listTtl;
    }

    RpcResult list(RequestContext context, ObjectNode params) {
        if (params.has("cursor")) {
            return RpcResult.failed(
                    ErrorCode.INVALID_PARAMS, "`cursor` is unknown: the list has only one page, so leave it out");
        }
        List<ObjectNode> offered;
        try {
            offered = context.upstream().listTools();
        } catch (UpstreamException e) {
            return relay.unavailable(e);
        }
        return switch (relay.list(context, offered)) {
            case ListAnswer.Refused refused -> relay.refused(refused);
            case ListAnswer.Tools(List<ObjectNode> tools) -> listed(tools, context.era());
        };
    }

    private RpcResult listed(List<ObjectNode> tools, Era era) {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("tools");
        tools.forEach(tool -> list.add(Answers.toolInEra(tool, era)));
        return new RpcResult.Result(Answers.cached(result, era, listTtl));
    }

    RpcResult call(RequestContext context, ObjectNode params) {
        String tool = Json.string(params, "name");
        if (tool == null || tool.isEmpty() || tool.startsWith(GovernedMethod.ENTRY_PREFIX)) {
            return RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params.name` must be the name of a tool");
        }
        JsonNode given = params.get("arguments");
        if (given != null && !given.isObject()) {
            return RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params.arguments` must be an object");
        }
        FixedObject arguments = FixedObject.of(given instanceof ObjectNode object ? object : Json.object());
        Optional<ObjectNode> definition = context.upstream().tool(tool);
        if (context.era() == Era.MODERN) {
            Optional<RpcResult> misplaced = misplaced(context.headers(), definition, arguments);
            if (misplaced.isPresent()) {
                return misplaced.get();
            }
        }
        ObjectNode sent = Json.object().put("name", tool);
        sent.set("arguments", arguments);
        CallAnswer answer = relay.call(context, GovernedMethod.TOOL, tool, arguments, sent, params, definition);
        return Answers.tool(answer, context, definition, relay.denials());
    }

    /** Headers that say something else than the arguments. */
    private static Optional<RpcResult> misplaced(
            RequestHeaders headers, Optional<ObjectNode> definition, ObjectNode arguments) {
        return headers.mirroring() && definition.isPresent()
                ? HeaderCheck.params(headers, definition.get(), arguments)
                        .map(wrong -> RpcResult.failed(ErrorCode.HEADER_MISMATCH, wrong))
                : Optional.empty();
    }

    /** The same, of a request that goes on with one that was checked before. */
    static Optional<RpcResult> misplaced(Upstream upstream, RequestHeaders headers, ObjectNode params) {
        String tool = Json.string(params, "name");
        ObjectNode arguments = Json.child(params, "arguments");
        return tool == null
                ? Optional.empty()
                : misplaced(headers, upstream.tool(tool), arguments == null ? Json.object() : arguments);
    }
}
