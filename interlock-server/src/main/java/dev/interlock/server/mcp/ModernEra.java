package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.Revision;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.Upstream;
import java.util.Optional;

/** Requests of the modern era: each stands by itself. */
final class ModernEra {
    private final Methods methods;

    ModernEra(Methods methods) {
        this.methods = methods;
    }

    Said answer(Caller caller, Upstream upstream, RequestHeaders headers, Outlet outlet, Message.Request request) {
        Optional<RpcError> wrong = metadata(headers, request.method(), request.params());
        if (wrong.isPresent()) {
            return new Said.Failed(wrong.get());
        }
        return switch (request.method()) {
            case Names.DISCOVER -> discover(upstream);
            default ->
                switch (TaskName.of(headers, request.params(), Optional.empty())) {
                    case TaskName.Wrong(RpcError error) -> new Said.Failed(error);
                    case TaskName.Named(Optional<String> task) ->
                        methods.answer(
                                new Asked(caller, upstream, headers, Revision.modern(), task, Optional.empty(), outlet),
                                request.method(),
                                request.params());
                };
        };
    }

    /** What every request must say about itself, in body and headers alike. */
    private static Optional<RpcError> metadata(RequestHeaders headers, String method, ObjectNode params) {
        ObjectNode meta = Json.child(params, "_meta");
        String version = meta == null ? null : Json.string(meta, Names.META_VERSION);
        if (meta == null || version == null) {
            return invalid(Names.META_VERSION, "a revision");
        }
        Optional<String> mismatch = HeaderCheck.version(headers, version, headers.mirroring());
        if (mismatch.isPresent()) {
            return mismatch(mismatch);
        }
        if (!version.equals(Revision.modern().label())) {
            return Optional.of(unsupported(version));
        }
        if (!meta.path(Names.META_CAPABILITIES).isObject()) {
            return invalid(Names.META_CAPABILITIES, "an object");
        }
        JsonNode client = meta.get(Names.META_CLIENT);
        if (client != null && (Json.string(client, "name") == null || Json.string(client, "version") == null)) {
            return invalid(Names.META_CLIENT, "an object with name and version");
        }
        return mismatch(HeaderCheck.standard(headers, method, params, headers.mirroring()));
    }

    static RpcError unsupported(String version) {
        ObjectNode data = Json.object();
        Revision.served().forEach(served -> data.withArray("supported").add(served.label()));
        data.put("requested", version);
        return RpcError.of(
                ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
                "this revision of the protocol is not spoken here: use one of `supported`",
                data);
    }

    private static Optional<RpcError> invalid(String key, String wanted) {
        return Optional.of(RpcError.of(ErrorCode.INVALID_PARAMS, "`params._meta[\"" + key + "\"]` must be " + wanted));
    }

    private static Optional<RpcError> mismatch(Optional<String> message) {
        return message.map(text -> RpcError.of(ErrorCode.HEADER_MISMATCH, text));
    }

    private static Said discover(Upstream upstream) {
        ObjectNode result = Json.object();
        Revision.served()
                .forEach(served -> result.withArray("supportedVersions").add(served.label()));
        result.set("capabilities", ServerIdentity.capabilities(upstream));
        result.put("instructions", ServerIdentity.instructions(upstream));
        result.put("ttlMs", 60_000);
        result.put("cacheScope", "private");
        return new Said.Result(Answers.inEra(result, Era.MODERN));
    }
}
