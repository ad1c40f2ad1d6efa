package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.Revision;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.Upstream;
import java.util.Optional;

/** Requests of the legacy era: `initialize` opens a session, the others name it. */
final class LegacyEra {
    private final Methods methods;
    private final Sessions sessions;

    LegacyEra(Methods methods, Sessions sessions) {
        this.methods = methods;
        this.sessions = sessions;
    }

    /** What came of looking for the session that a request names. */
    private sealed interface Found {
        record InSession(Sessions.Session session) implements Found {}

        record Outside(Exchange.Reply reply) implements Found {}
    }

    Exchange.Reply answer(
            Caller caller, Upstream upstream, RequestHeaders headers, Outlet outlet, Message.Request request) {
        Optional<String> mismatch = HeaderCheck.standard(headers, request.method(), request.params(), false);
        if (mismatch.isPresent()) {
            return failed(request, RpcError.of(ErrorCode.HEADER_MISMATCH, mismatch.get()));
        }
        if (request.method().equals(Names.INITIALIZE)) {
            return initialize(caller, upstream, headers, request);
        }
        return switch (session(caller, upstream.name(), headers, Optional.of(request))) {
            case Found.Outside(Exchange.Reply reply) -> reply;
            case Found.InSession(Sessions.Session session) ->
                switch (inSession(caller, upstream, headers, outlet, session, request)) {
                    case Said.Result(ObjectNode result) ->
                        Exchange.Reply.json(200, Message.result(request.id(), result));
                    case Said.Failed(RpcError error) -> failed(request, error);
                    case Said.Theirs(RpcError error) ->
                        Exchange.Reply.json(200, Message.error(Optional.of(request.id()), error));
                };
        };
    }

    private Said inSession(
            Caller caller,
            Upstream upstream,
            RequestHeaders headers,
            Outlet outlet,
            Sessions.Session session,
            Message.Request request) {
        return switch (request.method()) {
            case Names.PING -> new Said.Result(Json.object());
            default ->
                switch (TaskName.of(headers, request.params(), session.task())) {
                    case TaskName.Wrong(RpcError error) -> new Said.Failed(error);
                    case TaskName.Named(Optional<String> task) ->
                        methods.answer(
                                new Asked(
                                        caller,
                                        upstream,
                                        headers,
                                        session.revision(),
                                        task,
                                        Optional.of(session.label()),
                                        outlet),
                                request.method(),
                                request.params());
                };
        };
    }

    private Exchange.Reply initialize(
            Caller caller, Upstream upstream, RequestHeaders headers, Message.Request request) {
        Optional<RpcError> wrong = Initialize.wrong(request.params());
        if (wrong.isPresent()) {
            return failed(request, wrong.get());
        }
        Revision revision = Initialize.revision(request.params());
        Optional<String> task;
        switch (TaskName.of(headers, request.params(), Optional.empty())) {
            case TaskName.Wrong(RpcError error) -> {
                return failed(request, error);
            }
            case TaskName.Named(Optional<String> named) -> task = named;
        }
        Optional<Sessions.Session> opened = sessions.open(caller, upstream.name(), revision, task);
        if (opened.isEmpty()) {
            return Exchange.Reply.error(
                            503,
                            Optional.of(request.id()),
                            RpcError.of(ErrorCode.REFUSED, "too many sessions are open: try again later"))
                    .with("Retry-After", "30");
        }
        return Exchange.Reply.json(200, Message.result(request.id(), Initialize.result(revision, upstream)))
                .with(Names.HEADER_SESSION, opened.get().id());
    }

    Exchange.Reply notified(Caller caller, String server, RequestHeaders headers) {
        return switch (session(caller, server, headers, Optional.empty())) {
            case Found.Outside(Exchange.Reply reply) -> reply;
            // `initialized` and `cancelled` change nothing here: a call that was permitted is not taken back.
            case Found.InSession inSession -> Exchange.Reply.empty(202);
        };
    }

    Exchange.Reply delete(Caller caller, String server, RequestHeaders headers) {
        return switch (session(caller, server, headers, Optional.empty())) {
            case Found.Outside(Exchange.Reply reply) -> reply;
            case Found.InSession(Sessions.Session session) ->
                Exchange.Reply.empty(sessions.close(session.id(), caller, server) ? 204 : 404);
        };
    }

    private Found session(Caller caller, String server, RequestHeaders headers, Optional<Message.Request> request) {
        Optional<JsonNode> id = request.map(Message.Request::id);
        Optional<String> named = headers.first(Names.HEADER_SESSION);
        if (named.isEmpty()) {
            return new Found.Outside(Exchange.Reply.error(
                    400,
                    id,
                    RpcError.of(
                            ErrorCode.INVALID_REQUEST,
                            "neither `_meta[\"" + Names.META_VERSION + "\"]` nor header `" + Names.HEADER_SESSION
                                    + "` is there: speak " + Revision.modern().label()
                                    + ", or send `initialize` first")));
        }
        Optional<Sessions.Session> session = sessions.use(named.get(), caller, server);
        if (session.isEmpty()) {
            return new Found.Outside(Exchange.Reply.error(
                    404, id, RpcError.of(ErrorCode.INVALID_REQUEST, "no such session: send `initialize` again")));
        }
        Optional<String> mismatch =
                HeaderCheck.version(headers, session.get().revision().label(), false);
        return mismatch.isPresent()
                ? new Found.Outside(
                        Exchange.Reply.error(400, id, RpcError.of(ErrorCode.HEADER_MISMATCH, mismatch.get())))
                : new Found.InSession(session.get());
    }

    /** Errors travel with status 200 in this era, except about messages that should not have been sent at all. */
    private static Exchange.Reply failed(Message.Request request, RpcError error) {
        boolean badRequest =
                error.code() == ErrorCode.HEADER_MISMATCH.code() || error.code() == ErrorCode.INVALID_REQUEST.code();
        return Exchange.Reply.error(badRequest ? 400 : 200, Optional.of(request.id()), error);
    }
}
