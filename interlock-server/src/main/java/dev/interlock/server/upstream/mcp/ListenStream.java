package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.SubscriptionFilter;
import java.util.function.Consumer;

/**
 * The messages of one `subscriptions/listen` (modern era): first the acknowledgement, then changes. A message with the
 * id of another subscription, or before the acknowledgement, is ignored. Thread-safe.
 */
final class ListenStream implements Channel.Listener {
    private final JsonNode id;
    private final Runnable opened;
    private final Consumer<Message.Notification> changes;
    private volatile boolean acknowledged;

    /** @param opened run once, when it is acknowledged */
    ListenStream(JsonNode id, Runnable opened, Consumer<Message.Notification> changes) {
        this.id = id;
        this.opened = opened;
        this.changes = changes;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    /** Returns the filter in the form of the request. */
    static ObjectNode json(SubscriptionFilter filter) {
        ObjectNode json = Json.object();
        if (filter.tools()) {
            json.put("toolsListChanged", true);
        }
        if (filter.prompts()) {
            json.put("promptsListChanged", true);
        }
        if (filter.resources()) {
            json.put("resourcesListChanged", true);
        }
        if (!filter.uris().isEmpty()) {
            filter.uris().stream().sorted().forEach(json.putArray("resourceSubscriptions")::add);
        }
        return json;
    }

    @Override
    public void notified(Message.Notification notification) {
        ObjectNode meta = Json.child(notification.params(), "_meta");
        if (meta == null || !id.equals(meta.get(Names.META_SUBSCRIPTION))) {
            return; // of another stream, or of none
        }
        if (notification.method().equals(Names.ACKNOWLEDGED)) {
            if (!acknowledged) {
                acknowledged = true;
                opened.run();
            }
        } else if (acknowledged) {
            changes.accept(anonymous(notification));
        }
    }

    @Override
    public void requested(Message.Request request, Consumer<ObjectNode> back) {
        back.accept(ServerRequests.answer(request));
    }

    /** Returns the notification without the number of our own stream. */
    private static Message.Notification anonymous(Message.Notification notification) {
        ObjectNode params = notification.params().deepCopy();
        ObjectNode meta = Json.child(params, "_meta");
        if (meta != null) {
            meta.remove(Names.META_SUBSCRIPTION);
            if (meta.isEmpty()) {
                params.remove("_meta");
            }
        }
        return new Message.Notification(
                notification.method(), params, Message.notification(notification.method(), params));
    }
}
