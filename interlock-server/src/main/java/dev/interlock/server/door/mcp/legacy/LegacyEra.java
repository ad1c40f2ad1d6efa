package dev.interlock.server.door.mcp.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.door.mcp.method.Session;
import dev.interlock.server.door.mcp.request.HeaderCheck;
import dev.interlock.server.door.mcp.request.ResponseStream;
import dev.interlock.server.door.mcp.request.RpcReply;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.TaskName;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Upstream;
import java.util.Optional;

/** Requests of the legacy era: `initialize` opens a session, the others name it. */
public final class LegacyEra {
    private final LegacyMethods methods;
    private final Sessions sessions;

    public LegacyEra(LegacyMethods methods, Sessions sessions) {
        this.methods = methods;
        this.sessions = sessions;
    }

    /** The result of looking for the session that a request names. */
    private sealed interface Found {
        record InSession(Session session) implements Found {}

        record Outside(RpcReply reply) implements Found {}
    }

    public RpcReply answer(
            AuthenticatedCaller caller,
            Upstream upstream,
            RequestHeaders headers,
            ResponseStream stream,
            RateLimiter.Place place,
            Message.Request request) {
        Optional<String> mismatch = HeaderCheck.standard(headers, request.method(), request.params(), false);
        if (mismatch.isPresent()) {
            return failed(request, RpcError.of(ErrorCode.HEADER_MISMATCH, mismatch.get()));
        }
        if (request.method().equals(Names.INITIALIZE)) {
            return initialize(caller, upstream, headers, request);
        }
        return switch (session(caller, upstream.name(), headers, Optional.of(request))) {
            case Found.Outside(RpcReply reply) -> reply;
            case Found.InSession(Session session) -> {
                Cancellation cancellation = session.underWay().begin(request.id());
                try {
                    yield methods.answer(
                                    session,
                                    caller,
                                    upstream,
                                    headers,
                                    new LegacyMethods.Way(stream, place, cancellation),
                                    request)
                            .map(result -> reply(request, result))
                            .orElseGet(() -> RpcReply.empty(202));
                } finally {
                    session.underWay().end(request.id(), cancellation);
                }
            }
        };
    }

    private static RpcReply reply(Message.Request request, RpcResult result) {
        return switch (result) {
            case RpcResult.Result(ObjectNode tree) -> RpcReply.json(200, Message.result(request.id(), tree));
            case RpcResult.Failed(RpcError error) -> failed(request, error);
            case RpcResult.Theirs(RpcError error) ->
                RpcReply.json(200, Message.error(Optional.of(request.id()), error));
        };
    }

    private RpcReply initialize(
            AuthenticatedCaller caller, Upstream upstream, RequestHeaders headers, Message.Request request) {
        Optional<RpcError> wrong = Initialize.wrong(request.params());
        if (wrong.isPresent()) {
            return failed(request, wrong.get());
        }
        Revision revision = Initialize.revision(request.params());
        Optional<String> task;
        switch (TaskName.of(caller, headers, request.params(), Optional.empty())) {
            case TaskName.Wrong(RpcError error) -> {
                return failed(request, error);
            }
            case TaskName.Named(Optional<String> named) -> task = named;
        }
        Optional<Session> opened =
                sessions.open(caller, upstream.name(), revision, task, Initialize.capabilities(request.params()));
        if (opened.isEmpty()) {
            return RpcReply.error(
                            503,
                            Optional.of(request.id()),
                            RpcError.of(ErrorCode.REFUSED, "too many sessions are open: try again later"))
                    .with("Retry-After", "30");
        }
        return RpcReply.json(
                        200,
                        Message.result(
                                request.id(), Initialize.result(revision, upstream, methods.instructions(upstream))))
                .with(Names.HEADER_SESSION, opened.get().opening().id());
    }

    public RpcReply notified(
            AuthenticatedCaller caller, String server, RequestHeaders headers, Message.Notification notification) {
        return switch (session(caller, server, headers, Optional.empty())) {
            case Found.Outside(RpcReply reply) -> reply;
            case Found.InSession(Session session) -> {
                // Other notifications change nothing here: the roots are asked for when a server wants to know them.
                if (notification.method().equals(Names.CANCELLED)) {
                    session.underWay().cancel(notification.params());
                }
                yield RpcReply.empty(202);
            }
        };
    }

    /** A late answer, and one that nobody asked for, are taken and change nothing. */
    public RpcReply answered(
            AuthenticatedCaller caller, String server, RequestHeaders headers, Message.Response response) {
        return switch (session(caller, server, headers, Optional.empty())) {
            case Found.Outside(RpcReply reply) -> reply;
            case Found.InSession(Session session) -> {
                session.answered(response);
                yield RpcReply.empty(202);
            }
        };
    }

    /** The stream of a session, which ends with it. */
    public RpcReply listen(
            AuthenticatedCaller caller, Upstream upstream, RequestHeaders headers, ResponseStream stream) {
        return switch (session(caller, upstream.name(), headers, Optional.empty())) {
            case Found.Outside(RpcReply reply) -> reply;
            case Found.InSession(Session session) ->
                methods.follow(session, caller, upstream, headers, stream)
                        ? RpcReply.empty(200)
                        : RpcReply.error(
                                409,
                                ErrorCode.INVALID_REQUEST,
                                "the session already has a stream, or the caller has too many: close one first");
        };
    }

    public void close() {
        sessions.close();
    }

    public RpcReply delete(AuthenticatedCaller caller, String server, RequestHeaders headers) {
        return switch (session(caller, server, headers, Optional.empty())) {
            case Found.Outside(RpcReply reply) -> reply;
            case Found.InSession(Session session) ->
                RpcReply.empty(sessions.close(session.opening().id(), caller, server) ? 204 : 404);
        };
    }

    private Found session(
            AuthenticatedCaller caller, String server, RequestHeaders headers, Optional<Message.Request> request) {
        Optional<JsonNode> id = request.map(Message.Request::id);
        Optional<String> named = headers.first(Names.HEADER_SESSION);
        if (named.isEmpty()) {
            return new Found.Outside(RpcReply.error(
                    400,
                    id,
                    RpcError.of(
                            ErrorCode.INVALID_REQUEST,
                            "both `_meta[\"" + Names.META_VERSION + "\"]` and header `" + Names.HEADER_SESSION
                                    + "` are missing: use protocol revision "
                                    + Revision.modern().label() + ", or send `initialize` first")));
        }
        Optional<Session> session = sessions.use(named.get(), caller, server);
        if (session.isEmpty()) {
            return new Found.Outside(RpcReply.error(
                    404,
                    id,
                    RpcError.of(ErrorCode.INVALID_REQUEST, "there is no such session: send `initialize` again")));
        }
        Optional<String> mismatch =
                HeaderCheck.version(headers, session.get().opening().revision().label(), false);
        return mismatch.isPresent()
                ? new Found.Outside(RpcReply.error(400, id, RpcError.of(ErrorCode.HEADER_MISMATCH, mismatch.get())))
                : new Found.InSession(session.get());
    }

    /** Errors travel with status 200 in this era, except about messages that should not have been sent at all. */
    private static RpcReply failed(Message.Request request, RpcError error) {
        boolean badRequest =
                error.code() == ErrorCode.HEADER_MISMATCH.code() || error.code() == ErrorCode.INVALID_REQUEST.code();
        return RpcReply.error(badRequest ? 400 : 200, Optional.of(request.id()), error);
    }
}
