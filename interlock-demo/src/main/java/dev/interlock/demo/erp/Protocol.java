package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * MCP of both eras over the ERP's tools: each modern request by itself, legacy ones after `initialize`. Knows no
 * transport. Thread-safe.
 */
final class Protocol {
    static final List<Revision> REVISIONS = List.of(Revision.V2026_07_28, Revision.V2025_11_25, Revision.V2025_06_18);
    private static final String INSTRUCTIONS =
            "Accounts payable: vendors, their invoices, and payments that are prepared and then released.";
    private static final long TTL_MILLIS = 60_000;

    /** The revision that a legacy connection agreed on. */
    static final class Session {
        private volatile @Nullable Revision agreed;

        boolean initialized() {
            return agreed != null;
        }
    }

    /** The reply to a message. */
    sealed interface Reply {
        /** @param status of the HTTP response, where there is one */
        record Answer(byte[] json, int status) implements Reply {}

        /** The message wants no answer. */
        record Nothing() implements Reply {}

        /** The message wants an answer, and must not get one. */
        record Silence() implements Reply {}
    }

    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Store store;
    private final Faults faults;

    Protocol(Store store, Faults faults) {
        this.store = store;
        this.faults = faults;
        Stream.of(VendorTools.all(), InvoiceTools.all(), PaymentTools.all(), ReportTools.all())
                .flatMap(List::stream)
                .forEach(tool -> tools.put(tool.name(), tool));
    }

    /** Returns whether the message names its revision itself, as every modern one does. */
    static boolean modern(Message.Request request) {
        return request.params().path("_meta").has(Names.META_VERSION);
    }

    Reply handle(Message message, Session session) {
        return switch (message) {
            case Message.Notification notification -> new Reply.Nothing();
            case Message.Response response -> new Reply.Nothing();
            case Message.Request request when modern(request) -> modernRequest(request);
            case Message.Request request -> legacyRequest(request, session);
        };
    }

    static Reply.Answer refused(Optional<JsonNode> id, RpcError error) {
        int status = error.known().map(ErrorCode::httpStatus).orElse(400);
        return new Reply.Answer(Json.bytes(Message.error(id, error)), status);
    }

    private static Reply refused(Message.Request request, ErrorCode code, String message) {
        return refused(Optional.of(request.id()), RpcError.of(code, message));
    }

    // --- modern

    private Reply modernRequest(Message.Request request) {
        JsonNode meta = request.params().path("_meta");
        String asked = Json.string(meta, Names.META_VERSION);
        if (asked == null) {
            return refused(request, ErrorCode.INVALID_PARAMS, "`" + Names.META_VERSION + "` must be a string");
        }
        if (Revision.of(asked).filter(known -> known.era() == Era.MODERN).isEmpty()) {
            ObjectNode data = Json.object().put("requested", asked);
            data.set("supported", supported());
            return refused(
                    Optional.of(request.id()),
                    RpcError.of(
                            ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
                            "revision `" + asked + "` is not supported: use one of `supported`",
                            data));
        }
        if (Json.child(meta, Names.META_CAPABILITIES) == null) {
            return refused(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "`" + Names.META_CAPABILITIES + "` is missing: send an object, which may be empty");
        }
        return switch (request.method()) {
            case Names.DISCOVER -> complete(request, discovered());
            case Names.TOOLS_LIST -> complete(request, cacheable(listed()));
            case Names.TOOLS_CALL -> call(request, Era.MODERN);
            default -> unknownMethod(request);
        };
    }

    private static Reply complete(Message.Request request, ObjectNode result) {
        return new Reply.Answer(Json.bytes(Message.result(request.id(), completed(result))), 200);
    }

    private static ObjectNode completed(ObjectNode result) {
        result.put("resultType", "complete");
        result.putObject("_meta").set(Names.META_SERVER, serverInfo());
        return result;
    }

    private static ObjectNode cacheable(ObjectNode result) {
        return result.put("ttlMs", TTL_MILLIS).put("cacheScope", "public");
    }

    private static ObjectNode discovered() {
        ObjectNode result = cacheable(Json.object());
        result.set("supportedVersions", supported());
        result.set("capabilities", capabilities());
        return result.put("instructions", INSTRUCTIONS);
    }

    private static ArrayNode supported() {
        ArrayNode labels = Json.array();
        REVISIONS.forEach(revision -> labels.add(revision.label()));
        return labels;
    }

    // --- legacy

    private Reply legacyRequest(Message.Request request, Session session) {
        if (request.method().equals(Names.INITIALIZE)) {
            return initialize(request, session);
        }
        if (request.method().equals(Names.PING)) {
            return plain(request, Json.object());
        }
        if (!session.initialized()) {
            return refused(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "`_meta` names no revision and nothing was initialized: send `" + Names.META_VERSION + "` and `"
                            + Names.META_CAPABILITIES + "` with every request, or begin with `initialize`");
        }
        return switch (request.method()) {
            case Names.TOOLS_LIST -> plain(request, listed());
            case Names.TOOLS_CALL -> call(request, Era.LEGACY);
            default -> unknownMethod(request);
        };
    }

    private static Reply initialize(Message.Request request, Session session) {
        String asked = Json.string(request.params(), "protocolVersion");
        if (asked == null) {
            return refused(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "`protocolVersion` is missing: specify the revision that you use");
        }
        Revision agreed = Revision.of(asked)
                .filter(known -> known.era() == Era.LEGACY && REVISIONS.contains(known))
                .orElse(Revision.newestLegacy());
        session.agreed = agreed;
        ObjectNode result = Json.object().put("protocolVersion", agreed.label());
        result.set("capabilities", capabilities());
        result.set("serverInfo", serverInfo());
        return plain(request, result.put("instructions", INSTRUCTIONS));
    }

    private static Reply plain(Message.Request request, ObjectNode result) {
        return new Reply.Answer(Json.bytes(Message.result(request.id(), result)), 200);
    }

    // --- both

    private static ObjectNode capabilities() {
        ObjectNode capabilities = Json.object();
        capabilities.putObject("tools");
        return capabilities;
    }

    private static ObjectNode serverInfo() {
        return Json.object()
                .put("name", "interlock-demo-erp")
                .put("title", "Demo ERP")
                .put("version", "1");
    }

    private static Reply unknownMethod(Message.Request request) {
        return refused(
                request,
                ErrorCode.METHOD_NOT_FOUND,
                "there is no method `" + request.method() + "`: this server has only tools");
    }

    private ObjectNode listed() {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("tools");
        tools.values().forEach(tool -> list.add(tool.listed()));
        return result;
    }

    private Reply call(Message.Request request, Era era) {
        String name = Json.string(request.params(), "name");
        if (name == null) {
            return refused(request, ErrorCode.INVALID_PARAMS, "`name` is missing: give the name of the tool to call");
        }
        Tool tool = tools.get(name);
        if (tool == null) {
            return refused(request, ErrorCode.INVALID_PARAMS, "there is no tool `" + name + "`: see tools/list");
        }
        JsonNode given = request.params().get("arguments");
        if (given != null && !given.isObject()) {
            return refused(request, ErrorCode.INVALID_PARAMS, "`arguments` must be an object");
        }
        ObjectNode arguments = given instanceof ObjectNode object ? object : Json.object();
        Faults.Call fault = faults.enter(name);
        try {
            fault.beforeEffect();
            Tool.Outcome outcome = tool.call(arguments, store);
            fault.afterEffect(outcome instanceof Tool.Outcome.Done);
            ObjectNode result = result(outcome);
            ObjectNode response = Message.result(request.id(), era == Era.MODERN ? completed(result) : result);
            return fault.spoiled(response)
                    .<Reply>map(json -> new Reply.Answer(json, 200))
                    .orElse(new Reply.Silence());
        } catch (SQLException e) {
            System.err.println("erp: " + name + ": " + e.getMessage());
            return refused(request, ErrorCode.INTERNAL_ERROR, "the database could not be queried");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(request, ErrorCode.INTERNAL_ERROR, "the server is stopping");
        }
    }

    private static ObjectNode result(Tool.Outcome outcome) {
        ObjectNode result = Json.object();
        ObjectNode text = result.putArray("content").addObject().put("type", "text");
        switch (outcome) {
            case Tool.Outcome.Done(ObjectNode structured) -> {
                text.put("text", Json.text(structured));
                result.set("structuredContent", structured);
                result.put("isError", false);
            }
            case Tool.Outcome.Refused(String reason) -> {
                text.put("text", reason);
                result.put("isError", true);
            }
        }
        return result;
    }
}
