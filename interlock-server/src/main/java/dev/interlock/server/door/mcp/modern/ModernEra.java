package dev.interlock.server.door.mcp.modern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.legacy.LegacyMethods;
import dev.interlock.server.door.mcp.method.Methods;
import dev.interlock.server.door.mcp.request.Answers;
import dev.interlock.server.door.mcp.request.CallerSide;
import dev.interlock.server.door.mcp.request.ClientOptions;
import dev.interlock.server.door.mcp.request.HeaderCheck;
import dev.interlock.server.door.mcp.request.Inputs;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.ResponseStream;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.ServerIdentity;
import dev.interlock.server.door.mcp.request.TaskName;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.LogLevel;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.Upstream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Requests of the modern era: each stands by itself. */
public final class ModernEra {
    private final Methods methods;
    private final PendingRequests requests;
    private final TaskMethods tasks;

    public ModernEra(Methods methods, PendingRequests requests) {
        this.methods = methods;
        this.requests = requests;
        this.tasks = new TaskMethods(requests);
    }

    public RpcResult answer(
            AuthenticatedCaller caller,
            Upstream upstream,
            RequestHeaders headers,
            ResponseStream stream,
            Message.Request request) {
        Optional<RpcError> wrong = metadata(headers, request.method(), request.params());
        if (wrong.isPresent()) {
            return new RpcResult.Failed(wrong.get());
        }
        return switch (request.method()) {
            case Names.DISCOVER -> discover(upstream);
            default ->
                switch (TaskName.of(caller, headers, request.params(), Optional.empty())) {
                    case TaskName.Wrong(RpcError error) -> new RpcResult.Failed(error);
                    case TaskName.Named(Optional<String> task) ->
                        inTask(caller, upstream, headers, task, stream, request);
                };
        };
    }

    private RpcResult inTask(
            AuthenticatedCaller caller,
            Upstream upstream,
            RequestHeaders headers,
            Optional<String> task,
            ResponseStream stream,
            Message.Request request) {
        String method = request.method();
        ClientOptions options = ClientOptions.modern(request.params());
        ObjectNode params = Inputs.without(request.params());
        Function<CallerSide, RpcResult> work = side -> methods.answer(
                new RequestContext(caller, upstream, headers, Revision.modern(), task, Optional.empty(), side),
                method,
                params);
        if (TaskMethods.has(method)) {
            return tasks.answer(caller, upstream.name(), task, method, request.params());
        }
        if (method.equals(Names.LISTEN)) {
            var context = new RequestContext(
                    caller,
                    upstream,
                    headers,
                    Revision.modern(),
                    task,
                    Optional.empty(),
                    CallerSide.silent(stream, options));
            return methods.listeners().listen(context, stream, request.id(), params);
        }
        if (!Methods.asks(method)) {
            if (Methods.lasts(method)) {
                stream.lasting();
            }
            return work.apply(CallerSide.silent(stream, options));
        }
        return switch (Inputs.of(request.params())) {
            case Inputs.Wrong(RpcResult result) -> result;
            case Inputs.Read(Map<String, Message.Answer> answers, Optional<String> state) -> {
                var about = new PendingRequest.About(
                        caller.holder(), caller.name(), upstream.name(), method, task, own(params));
                if (state.isPresent()) {
                    yield methods.misplaced(upstream, headers, method, params)
                            .orElseGet(() -> requests.resume(about, options, stream, state.get(), answers));
                }
                if (options.answersQuestions() || options.takesTasks()) {
                    yield requests.start(about, options, stream, answers, work);
                }
                stream.lasting();
                yield work.apply(CallerSide.silent(stream, options));
            }
        };
    }

    private static ObjectNode own(ObjectNode params) {
        ObjectNode own = Json.object();
        own.setAll(params);
        own.remove("_meta");
        return own;
    }

    /** Checks the facts that every request must state about itself, in body and headers alike. */
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
        JsonNode level = meta.get(Names.META_LOG_LEVEL);
        if (level != null && LogLevel.of(level.asText()).isEmpty()) {
            return invalid(Names.META_LOG_LEVEL, "one of " + LegacyMethods.levels());
        }
        return mismatch(HeaderCheck.standard(headers, method, params, headers.mirroring()));
    }

    static RpcError unsupported(String version) {
        ObjectNode data = Json.object();
        Revision.served().forEach(served -> data.withArray("supported").add(served.label()));
        data.put("requested", version);
        return RpcError.of(
                ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
                "this protocol revision is not supported here: use one of `supported`",
                data);
    }

    private static Optional<RpcError> invalid(String key, String wanted) {
        return Optional.of(RpcError.of(ErrorCode.INVALID_PARAMS, "`params._meta[\"" + key + "\"]` must be " + wanted));
    }

    private static Optional<RpcError> mismatch(Optional<String> message) {
        return message.map(text -> RpcError.of(ErrorCode.HEADER_MISMATCH, text));
    }

    private RpcResult discover(Upstream upstream) {
        ObjectNode result = Json.object();
        Revision.served()
                .forEach(served -> result.withArray("supportedVersions").add(served.label()));
        ObjectNode capabilities = ServerIdentity.capabilities(upstream);
        // A held call can be waited for, whether the server has tasks or not.
        capabilities.setAll(TaskMethods.extension());
        result.set("capabilities", capabilities);
        result.put("instructions", methods.instructions(upstream));
        result.put("ttlMs", 60_000);
        result.put("cacheScope", "private");
        return new RpcResult.Result(Answers.inEra(result, Era.MODERN));
    }
}
