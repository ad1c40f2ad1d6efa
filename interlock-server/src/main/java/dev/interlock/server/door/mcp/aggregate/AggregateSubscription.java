package dev.interlock.server.door.mcp.aggregate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Subscription;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.Upstream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A subscription to changes of several servers. A server that is late joins when it comes. Thread-safe. */
final class AggregateSubscription implements Subscription {
    private final SubscriptionFilter filter;
    private final Consumer<Message.Notification> listener;
    private final Consumer<AggregateSubscription> whenClosed;
    private final Map<String, Subscription> byServer = new LinkedHashMap<>(); // guarded by this
    private boolean closed; // guarded by this

    AggregateSubscription(
            SubscriptionFilter filter,
            Consumer<Message.Notification> listener,
            Consumer<AggregateSubscription> whenClosed) {
        this.filter = filter;
        this.listener = listener;
        this.whenClosed = whenClosed;
    }

    /** Tells that all lists have changed. */
    void listsChanged() {
        tell(filter.tools(), Names.TOOLS_CHANGED);
        tell(filter.prompts(), Names.PROMPTS_CHANGED);
        tell(filter.resources(), Names.RESOURCES_CHANGED);
    }

    private void tell(boolean wants, String method) {
        if (wants) {
            ObjectNode none = Json.object();
            listener.accept(new Message.Notification(method, none, Message.notification(method, none)));
        }
    }

    /** Subscribes to what of it is this server's, which may take a while. */
    void add(Upstream server) {
        Set<String> uris = new HashSet<>();
        for (String uri : filter.uris()) {
            AggregateNames.uriNamed(List.of(server), uri).ifPresent(of -> uris.add(of.name()));
        }
        AggregateContent content = new AggregateContent(server.name());
        Subscription made = server.subscribe(
                new SubscriptionFilter(filter.tools(), filter.prompts(), filter.resources(), uris),
                notification -> listener.accept(renamed(notification, content)));
        synchronized (this) {
            if (!closed) {
                byServer.put(server.name(), made);
                return;
            }
        }
        made.close();
    }

    private static Message.Notification renamed(Message.Notification notification, AggregateContent content) {
        ObjectNode params = content.notificationParams(notification.params());
        return new Message.Notification(
                notification.method(), params, Message.notification(notification.method(), params));
    }

    /** Returns the changes that any of them tells of. */
    @Override
    public synchronized SubscriptionFilter honoured() {
        boolean tools = false;
        boolean prompts = false;
        boolean resources = false;
        Set<String> uris = new HashSet<>();
        for (Map.Entry<String, Subscription> each : byServer.entrySet()) {
            SubscriptionFilter one = each.getValue().honoured();
            tools |= one.tools();
            prompts |= one.prompts();
            resources |= one.resources();
            one.uris().forEach(uri -> uris.add(AggregateNames.uri(each.getKey(), uri)));
        }
        return new SubscriptionFilter(tools, prompts, resources, uris);
    }

    @Override
    public void close() {
        List<Subscription> made;
        synchronized (this) {
            closed = true;
            made = new ArrayList<>(byServer.values());
            byServer.clear();
        }
        whenClosed.accept(this);
        made.forEach(Subscription::close);
    }
}
