package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.config.DenialForm;
import dev.interlock.server.enforce.Caller;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.SubscriptionFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** All who hear of changes outside their requests: so many in all, and of each caller. Thread-safe. */
final class Listeners {
    private final ToolGate gate;
    private final Visibility visibility;
    private final DoorSettings.Waiting bounds;
    private final DenialForm denials;
    private final ReentrantLock lock = new ReentrantLock();

    private record Open(String caller, Listening listening) {}

    private final Set<Open> open = new HashSet<>(); // guarded by lock
    private boolean closing; // guarded by lock

    Listeners(ToolGate gate, Relay relay, DoorSettings.Waiting bounds) {
        this.gate = gate;
        this.visibility = new Visibility(relay);
        this.bounds = bounds;
        this.denials = relay.denials();
    }

    /** `subscriptions/listen` of the modern era: the answer comes when there is nothing more to hear. */
    Said listen(Asked asked, Outlet outlet, JsonNode id, ObjectNode params) {
        var wrong = ListenFilter.wrong(params).map(message -> Said.failed(ErrorCode.INVALID_PARAMS, message));
        if (wrong.isPresent()) {
            return wrong.get();
        }
        var nothing = visibility.nothing(asked);
        if (nothing.isPresent()) {
            return nothing.get();
        }
        ObjectNode meta = Json.object();
        meta.set(Names.META_SUBSCRIPTION, id);
        Listening listening = listening(asked, outlet, meta);
        if (!admit(asked.caller(), listening)) {
            return busy();
        }
        try {
            SubscriptionFilter honoured = visibility.allowed(asked, ListenFilter.read(params));
            listening.want(honoured);
            ObjectNode told = Json.object();
            told.set("notifications", ListenFilter.write(honoured));
            told.set("_meta", meta);
            outlet.open();
            if (outlet.tell(Message.notification(Names.ACKNOWLEDGED, told))) {
                listening.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave(asked.caller(), listening);
        }
        ObjectNode result = Json.object().put("resultType", "complete");
        result.set("_meta", meta.deepCopy());
        return new Said.Result(Answers.inEra(result, Era.MODERN));
    }

    static Said busy() {
        return Said.failed(ErrorCode.BUSY, "too many streams are open: close one of yours, or try again later");
    }

    /** What a session hears outside its requests, until nobody listens; false if somebody does already, or too many do. */
    boolean follow(Session session, Asked asked, Outlet outlet) {
        Listening listening = listening(asked, outlet, Json.object());
        if (!session.listen(listening)) {
            return false;
        }
        try {
            if (!admit(asked.caller(), listening)) {
                return false;
            }
            outlet.open();
            listening.want(heard(session, asked));
            listening.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.listensNoMore(listening);
            leave(asked.caller(), listening);
        }
        return true;
    }

    /** All lists, and the resources that it subscribed to, which were decided on then. */
    private SubscriptionFilter heard(Session session, Asked asked) {
        SubscriptionFilter lists = visibility.allowed(asked, new SubscriptionFilter(true, true, true, Set.of()));
        return new SubscriptionFilter(lists.tools(), lists.prompts(), lists.resources(), session.uris());
    }

    /** `resources/subscribe` of the legacy era. */
    Said subscribe(Session session, Asked asked, ObjectNode params) {
        if (!visibility.offersUpdates(asked)) {
            return Said.failed(
                    ErrorCode.METHOD_NOT_FOUND,
                    "`" + Names.SUBSCRIBE + "` is not offered here: " + ServerIdentity.called(asked.upstream())
                            + " does not tell of updates");
        }
        String uri = Json.string(params, "uri");
        if (uri == null || uri.isEmpty()) {
            return Said.failed(ErrorCode.INVALID_PARAMS, "`params.uri` must be a string that is not empty");
        }
        if (uri.length() > ListenFilter.MOST_OF_URI) {
            return Said.failed(
                    ErrorCode.INVALID_PARAMS,
                    "`params.uri` must have at most " + ListenFilter.MOST_OF_URI + " characters");
        }
        SubscriptionFilter allowed =
                visibility.allowed(asked, new SubscriptionFilter(false, false, false, Set.of(uri)));
        if (!allowed.uris().contains(uri)) {
            return new Said.Failed(new RpcError(
                    denials.code(),
                    "updates of this resource are not told: it may not be read here",
                    Optional.empty()));
        }
        if (!session.subscribe(uri)) {
            return Said.failed(
                    ErrorCode.REFUSED,
                    "a session has " + ListenFilter.MOST_URIS + " subscriptions at the most: unsubscribe from one");
        }
        rewire(session, asked);
        return new Said.Result(Json.object());
    }

    /** `resources/unsubscribe` of the legacy era. */
    Said unsubscribe(Session session, Asked asked, ObjectNode params) {
        String uri = Json.string(params, "uri");
        if (uri == null || uri.isEmpty()) {
            return Said.failed(ErrorCode.INVALID_PARAMS, "`params.uri` must be a string that is not empty");
        }
        session.unsubscribe(uri);
        rewire(session, asked);
        return new Said.Result(Json.object());
    }

    private void rewire(Session session, Asked asked) {
        session.listening().ifPresent(listening -> listening.want(heard(session, asked)));
    }

    private Listening listening(Asked asked, Outlet outlet, ObjectNode meta) {
        return new Listening(visibility, asked, outlet, meta, gate::listVersion, bounds.silence());
    }

    private boolean admit(Caller caller, Listening listening) {
        lock.lock();
        try {
            long own = open.stream()
                    .filter(each -> each.caller().equals(caller.key())
                            && !each.listening().ended())
                    .count();
            if (closing || open.size() >= bounds.most() || own >= bounds.mostOfAgent()) {
                return false;
            }
            return open.add(new Open(caller.key(), listening));
        } finally {
            lock.unlock();
        }
    }

    private void leave(Caller caller, Listening listening) {
        listening.close();
        lock.lock();
        try {
            open.remove(new Open(caller.key(), listening));
        } finally {
            lock.unlock();
        }
    }

    /** Nobody hears anything any longer. */
    void close() {
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
