package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.Revision;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** `tools/list` and `tools/call`, which both eras share. */
final class ToolMethods {
    private static final System.Logger LOG = System.getLogger(ToolMethods.class.getName());

    /** Longest part of a trace, which W3C Trace Context wants carried on. */
    private static final int MAX_TRACE = 512;

    /** Who asks, where, and in what. */
    record Asked(
            Caller caller,
            Upstream upstream,
            RequestHeaders headers,
            Revision revision,
            Optional<String> task,
            Optional<String> session) {
        Era era() {
            return revision.era();
        }
    }

    private final ToolGate gate;
    private final DoorSettings settings;

    ToolMethods(ToolGate gate, DoorSettings settings) {
        this.gate = gate;
        this.settings = settings;
    }

    Said list(Asked asked, ObjectNode params) {
        if (params.has("cursor")) {
            return Said.failed(ErrorCode.INVALID_PARAMS, "`cursor` is unknown: the list has one page, ask without it");
        }
        List<ObjectNode> offered;
        try {
            offered = asked.upstream().listTools();
        } catch (UpstreamException e) {
            return Said.failed(ErrorCode.UPSTREAM_UNAVAILABLE, e.getMessage() + "; try again later");
        }
        ListAnswer answer;
        try {
            answer = gate.list(asked.caller(), asked.task(), asked.upstream().name(), offered);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "listing tools failed", e);
            return Said.failed(ErrorCode.INTERNAL_ERROR, "interlock could not decide; see its log");
        }
        return switch (answer) {
            case ListAnswer.Refused(String code, String message) -> {
                ObjectNode data = Json.object().put("code", code);
                yield new Said.Failed(RpcError.of(ErrorCode.REFUSED, message, data));
            }
            case ListAnswer.Tools(List<ObjectNode> tools) -> listed(tools, asked.era());
        };
    }

    private Said listed(List<ObjectNode> tools, Era era) {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("tools");
        tools.forEach(tool -> list.add(Answers.toolInEra(tool, era)));
        if (era == Era.MODERN) {
            result.put("ttlMs", settings.listTtl().toMillis());
            // What one caller sees is nobody else's business, and may be wrong for him.
            result.put("cacheScope", "private");
        }
        return new Said.Result(Answers.inEra(result, era));
    }

    Said call(Asked asked, ObjectNode params) {
        String tool = Json.string(params, "name");
        if (tool == null || tool.isEmpty()) {
            return Said.failed(ErrorCode.INVALID_PARAMS, "`params.name` must be the name of a tool");
        }
        JsonNode given = params.get("arguments");
        if (given != null && !given.isObject()) {
            return Said.failed(ErrorCode.INVALID_PARAMS, "`params.arguments` must be an object");
        }
        if (params.has("inputResponses") || params.has("requestState")) {
            return Said.failed(
                    ErrorCode.INVALID_PARAMS,
                    "`inputResponses` and `requestState` are not relayed: this gateway never asks for input");
        }
        ObjectNode arguments = given instanceof ObjectNode object ? object : Json.object();
        Optional<ObjectNode> definition = asked.upstream().tool(tool);
        if (asked.era() == Era.MODERN && definition.isPresent()) {
            Optional<String> wrong = HeaderCheck.params(asked.headers(), definition.get(), arguments);
            if (wrong.isPresent()) {
                return Said.failed(ErrorCode.HEADER_MISMATCH, wrong.get());
            }
        }
        CallContext context = new CallContext(
                asked.upstream().name(), tool, arguments, asked.task(), asked.session(), asked.revision(), definition);
        Once forwarder = new Once(asked.upstream(), tool, arguments, forwarded(params));
        CallAnswer answer;
        try {
            answer = gate.call(asked.caller(), context, forwarder);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "deciding a call failed", e);
            answer = forwarder.used.get()
                    ? new CallAnswer.Uncertain("interlock failed after the call was sent", Json.object())
                    : new CallAnswer.Denied("internal", "interlock could not decide; see its log", Json.object());
        }
        return new Said.Result(Answers.render(answer, asked.era(), definition));
    }

    /**
     * What of `_meta` goes on: the trace, which changes nothing about the call.
     *
     * <p>INVARIANT: an upstream gets nothing from the caller that was not decided on. The rest of `_meta` is in no digest and
     * in no record, so it could make another call of the one that was approved.
     */
    private static ObjectNode forwarded(ObjectNode params) {
        ObjectNode meta = Json.object();
        for (String key : Names.META_TRACE) {
            String value = Json.string(params.path("_meta"), key);
            if (value != null && value.length() <= MAX_TRACE) {
                meta.put(key, value);
            }
        }
        return meta;
    }

    private static final class Once implements Forwarder {
        private final Upstream upstream;
        private final String tool;
        private final ObjectNode arguments;
        private final ObjectNode meta;
        private final AtomicBoolean used = new AtomicBoolean();

        Once(Upstream upstream, String tool, ObjectNode arguments, ObjectNode meta) {
            this.upstream = upstream;
            this.tool = tool;
            this.arguments = arguments;
            this.meta = meta;
        }

        @Override
        public CallOutcome forward(Receipt reservation) {
            if (!used.compareAndSet(false, true)) {
                throw new IllegalStateException("a call is forwarded once");
            }
            return upstream.call(tool, arguments, meta);
        }
    }
}
