package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DenialForm;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.request.Answers;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.ResponseStream;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.ServerIdentity;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.SubscriptionFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The listeners to changes outside their requests, bounded in all and for each caller. Nobody may have them all: an agent, with all its
 * instances, may have at most as many as are still free. Thread-safe.
 */
public final class Listeners {
    private final ToolGate gate;
    private final Visibility visibility;
    private final DoorSettings.Waiting bounds;
    private final DenialForm denials;
    private final ReentrantLock lock = new ReentrantLock();

    private record Open(String agent, String instance, Listening listening) {}

    private final Set<Open> open = new HashSet<>(); // guarded by lock
    private boolean closing; // guarded by lock

    Listeners(ToolGate gate, Relay relay, DoorSettings.Waiting bounds) {
        this.gate = gate;
        this.visibility = new Visibility(relay);
        this.bounds = bounds;
        this.denials = relay.denials();
    }

    /** Answers `subscriptions/listen` of the modern era when there is nothing more to hear. */
    public RpcResult listen(RequestContext context, ResponseStream stream, JsonNode id, ObjectNode params) {
        var wrong = ListenFilter.wrong(params).map(message -> RpcResult.failed(ErrorCode.INVALID_PARAMS, message));
        if (wrong.isPresent()) {
            return wrong.get();
        }
        var nothing = visibility.nothing(context);
        if (nothing.isPresent()) {
            return nothing.get();
        }
        ObjectNode meta = Json.object();
        meta.set(Names.META_SUBSCRIPTION, id);
        Listening listening = listening(context, stream, meta);
        if (!admit(context.caller(), listening)) {
            return busy();
        }
        try {
            SubscriptionFilter honoured = visibility.allowed(context, ListenFilter.read(params));
            listening.want(honoured);
            ObjectNode told = Json.object();
            told.set("notifications", ListenFilter.write(honoured));
            told.set("_meta", meta);
            stream.open();
            if (stream.tell(Message.notification(Names.ACKNOWLEDGED, told))) {
                listening.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave(context.caller(), listening);
        }
        ObjectNode result = Json.object().put("resultType", "complete");
        result.set("_meta", meta.deepCopy());
        return new RpcResult.Result(Answers.inEra(result, Era.MODERN));
    }

    static RpcResult busy() {
        return RpcResult.failed(ErrorCode.BUSY, "too many streams are open: close one of yours, or try again later");
    }

    /**
     * Lets a session hear of changes outside its requests, until it closes the stream; false if one of its streams is
     * open, or there are too many.
     */
    public boolean follow(Session session, RequestContext context, ResponseStream stream) {
        Listening listening = listening(context, stream, Json.object());
        if (!session.listen(listening)) {
            return false;
        }
        try {
            if (!admit(context.caller(), listening)) {
                return false;
            }
            stream.open();
            listening.want(changes(session, context));
            listening.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.listensNoMore(listening);
            leave(context.caller(), listening);
        }
        return true;
    }

    /** Returns the changes that a session hears of: all lists, and the resources that it subscribed to, which were decided on then. */
    private SubscriptionFilter changes(Session session, RequestContext context) {
        SubscriptionFilter lists = visibility.allowed(context, new SubscriptionFilter(true, true, true, Set.of()));
        return new SubscriptionFilter(lists.tools(), lists.prompts(), lists.resources(), session.uris());
    }

    /** Answers `resources/subscribe` of the legacy era. */
    public RpcResult subscribe(Session session, RequestContext context, ObjectNode params) {
        if (!visibility.offersUpdates(context)) {
            return RpcResult.failed(
                    ErrorCode.METHOD_NOT_FOUND,
                    "`" + Names.SUBSCRIBE + "` is not offered here: " + ServerIdentity.called(context.upstream())
                            + " does not report updates");
        }
        String uri = Json.string(params, "uri");
        if (uri == null || uri.isEmpty()) {
            return RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params.uri` must be a non-empty string");
        }
        if (uri.length() > ListenFilter.MOST_OF_URI) {
            return RpcResult.failed(
                    ErrorCode.INVALID_PARAMS,
                    "`params.uri` must have at most " + ListenFilter.MOST_OF_URI + " characters");
        }
        SubscriptionFilter allowed =
                visibility.allowed(context, new SubscriptionFilter(false, false, false, Set.of(uri)));
        if (!allowed.uris().contains(uri)) {
            return new RpcResult.Failed(new RpcError(
                    denials.code(),
                    "updates to this resource are not reported because it cannot be read here",
                    Optional.empty()));
        }
        if (!session.subscribe(uri)) {
            return RpcResult.failed(
                    ErrorCode.REFUSED,
                    "a session can have at most " + ListenFilter.MOST_URIS + " subscriptions: unsubscribe from one");
        }
        rewire(session, context);
        return new RpcResult.Result(Json.object());
    }

    /** Answers `resources/unsubscribe` of the legacy era. */
    public RpcResult unsubscribe(Session session, RequestContext context, ObjectNode params) {
        String uri = Json.string(params, "uri");
        if (uri == null || uri.isEmpty()) {
            return RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params.uri` must be a non-empty string");
        }
        session.unsubscribe(uri);
        rewire(session, context);
        return new RpcResult.Result(Json.object());
    }

    private void rewire(Session session, RequestContext context) {
        session.listening().ifPresent(listening -> listening.want(changes(session, context)));
    }

    private Listening listening(RequestContext context, ResponseStream stream, ObjectNode meta) {
        return new Listening(visibility, context, stream, meta, gate::listVersion, bounds.silence());
    }

    private boolean admit(AuthenticatedCaller caller, Listening listening) {
        lock.lock();
        try {
            long own = open.stream()
                    .filter(each -> each.instance().equals(caller.runtime())
                            && !each.listening().ended())
                    .count();
            long ofAgent = open.stream()
                    .filter(each -> each.agent().equals(caller.name()))
                    .count();
            if (closing || own >= bounds.mostOfAgent() || ofAgent >= bounds.most() - open.size()) {
                return false;
            }
            return open.add(new Open(caller.name(), caller.runtime(), listening));
        } finally {
            lock.unlock();
        }
    }

    private void leave(AuthenticatedCaller caller, Listening listening) {
        listening.close();
        lock.lock();
        try {
            open.remove(new Open(caller.name(), caller.runtime(), listening));
        } finally {
            lock.unlock();
        }
    }

    /** Ends all listeners. */
    public void close() {
        List<Open> all;
        lock.lock();
        try {
            closing = true;
            all = List.copyOf(open);
        } finally {
            lock.unlock();
        }
        all.forEach(each -> each.listening().close());
    }
}
