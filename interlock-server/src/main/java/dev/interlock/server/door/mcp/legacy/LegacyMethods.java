package dev.interlock.server.door.mcp.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.door.mcp.method.Methods;
import dev.interlock.server.door.mcp.method.Session;
import dev.interlock.server.door.mcp.request.CallerSide;
import dev.interlock.server.door.mcp.request.ClientOptions;
import dev.interlock.server.door.mcp.request.Inputs;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.ResponseStream;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.ServerIdentity;
import dev.interlock.server.door.mcp.request.TaskName;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.LogLevel;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Upstream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The messages of a legacy client within its session, over any transport. */
public final class LegacyMethods {
    private final Methods methods;
    private final Duration timeout;

    /** @param timeout how long for an answer to a question */
    public LegacyMethods(Methods methods, Duration timeout) {
        this.methods = methods;
        this.timeout = timeout;
    }

    /**
     * The way back to the client of one request.
     *
     * @param place the request's place at the server
     */
    public record Way(ResponseStream stream, RateLimiter.Place place, Cancellation cancellation) {}

    /** The answer; none to a request that the client has given up. */
    public Optional<RpcResult> answer(
            Session session,
            AuthenticatedCaller caller,
            Upstream upstream,
            RequestHeaders headers,
            Way way,
            Message.Request request) {
        RpcResult result = switch (request.method()) {
            case Names.PING -> new RpcResult.Result(Json.object());
            case Names.SET_LEVEL -> setLevel(session, upstream, request.params());
            default -> {
                var side = new LegacyCaller(
                        session,
                        ClientOptions.inSession(
                                request.params(),
                                Optional.of(session.logLevel()),
                                session.opening().capabilities()),
                        way,
                        timeout);
                yield shared(session, caller, upstream, headers, side, request);
            }
        };
        return way.cancellation().reason().isPresent() ? Optional.empty() : Optional.of(result);
    }

    private RpcResult shared(
            Session session,
            AuthenticatedCaller caller,
            Upstream upstream,
            RequestHeaders headers,
            LegacyCaller side,
            Message.Request request) {
        if (request.params().has(Inputs.RESPONSES) || request.params().has(Inputs.STATE)) {
            return RpcResult.failed(
                    ErrorCode.INVALID_PARAMS,
                    "`" + Inputs.RESPONSES + "` and `" + Inputs.STATE
                            + "` belong to a newer revision: in this one, questions and answers are separate requests");
        }
        if (Methods.lasts(request.method())) {
            side.way().stream().lasting();
        }
        return switch (TaskName.of(
                caller, headers, request.params(), session.opening().task())) {
            case TaskName.Wrong(RpcError error) -> new RpcResult.Failed(error);
            case TaskName.Named(Optional<String> task) -> {
                RequestContext context = context(session, caller, upstream, headers, task, side);
                yield switch (request.method()) {
                    case Names.SUBSCRIBE -> methods.listeners().subscribe(session, context, request.params());
                    case Names.UNSUBSCRIBE -> methods.listeners().unsubscribe(session, context, request.params());
                    default -> methods.answer(context, request.method(), request.params());
                };
            }
        };
    }

    private static RequestContext context(
            Session session,
            AuthenticatedCaller caller,
            Upstream upstream,
            RequestHeaders headers,
            Optional<String> task,
            CallerSide side) {
        return new RequestContext(
                caller,
                upstream,
                headers,
                session.opening().revision(),
                task,
                Optional.of(session.opening().label()),
                side);
    }

    /** Tells what happens outside requests until nobody listens; false if somebody does already, or too many do. */
    public boolean follow(
            Session session,
            AuthenticatedCaller caller,
            Upstream upstream,
            RequestHeaders headers,
            ResponseStream stream) {
        var side = CallerSide.silent(
                stream,
                new ClientOptions(
                        Optional.empty(), Optional.empty(), session.opening().capabilities()));
        RequestContext context =
                context(session, caller, upstream, headers, session.opening().task(), side);
        return methods.listeners().follow(session, context, stream);
    }

    /** Returns the instructions with which a server introduces itself. */
    public String instructions(Upstream upstream) {
        return methods.instructions(upstream);
    }

    private RpcResult setLevel(Session session, Upstream upstream, ObjectNode params) {
        Optional<RpcResult> missing = methods.missing(upstream, ServerIdentity.LOGGING);
        if (missing.isPresent()) {
            return missing.get();
        }
        Optional<LogLevel> level =
                Optional.ofNullable(Json.string(params, "level")).flatMap(LogLevel::of);
        if (level.isEmpty()) {
            return RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params.level` must be one of " + levels());
        }
        session.setLogLevel(level.get());
        return new RpcResult.Result(Json.object());
    }

    public static String levels() {
        return Arrays.stream(LogLevel.values())
                .map(level -> "`" + level.label() + "`")
                .collect(Collectors.joining(", "));
    }
}
