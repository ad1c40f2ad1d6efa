package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Subscription;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The subscribers to changes of one server. One watch serves them all, from the first to the last. Thread-safe. */
final class Subscriptions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());

    private record Subscriber(SubscriptionFilter filter, Consumer<Message.Notification> listener) {}

    private final Handshakes handshakes;
    private final Function<Subscriptions, Watch> watches;
    private final Runnable toolsChanged;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    // guarded by this
    private @Nullable Watch watch;
    private boolean everything;
    private boolean closed;

    /**
     * @param watches makes a watch, which is not yet started
     * @param toolsChanged run whenever the list of tools may have changed
     */
    Subscriptions(Handshakes handshakes, Function<Subscriptions, Watch> watches, Runnable toolsChanged) {
        this.handshakes = handshakes;
        this.watches = watches;
        this.toolsChanged = toolsChanged;
    }

    Subscription add(SubscriptionFilter filter, Consumer<Message.Notification> listener) {
        Subscriber subscriber = new Subscriber(filter, listener);
        subscribers.add(subscriber);
        update();
        SubscriptionFilter honoured = honoured(filter);
        return new Subscription() {
            @Override
            public SubscriptionFilter honoured() {
                return honoured;
            }

            @Override
            public void close() {
                remove(subscriber);
            }
        };
    }

    @SuppressWarnings("ReferenceEquality") // two subscribers that look alike are two subscribers
    private void remove(Subscriber subscriber) {
        subscribers.removeIf(each -> each == subscriber);
        update();
    }

    /** Returns the changes that the server says it tells of; none if it cannot be asked. */
    private SubscriptionFilter honoured(SubscriptionFilter filter) {
        try {
            return honoured(handshakes.get(), filter);
        } catch (UpstreamException e) {
            return SubscriptionFilter.none();
        }
    }

    static SubscriptionFilter honoured(Handshake handshake, SubscriptionFilter filter) {
        JsonNode offered = handshake.description().capabilities();
        JsonNode resources = offered.path("resources");
        return new SubscriptionFilter(
                filter.tools() && offered.path("tools").path("listChanged").asBoolean(),
                filter.prompts() && offered.path("prompts").path("listChanged").asBoolean(),
                filter.resources() && resources.path("listChanged").asBoolean(),
                resources.path("subscribe").asBoolean() ? filter.uris() : Set.of());
    }

    /** Returns all that anybody wants. */
    private SubscriptionFilter union() {
        boolean tools = false;
        boolean prompts = false;
        boolean resources = false;
        Set<String> uris = new HashSet<>();
        for (Subscriber each : subscribers) {
            tools |= each.filter().tools();
            prompts |= each.filter().prompts();
            resources |= each.filter().resources();
            uris.addAll(each.filter().uris());
        }
        return new SubscriptionFilter(tools, prompts, resources, uris);
    }

    private synchronized void update() {
        Watch current = watch;
        if (closed || (subscribers.isEmpty() && !everything)) {
            watch = null;
            if (current != null) {
                current.close();
            }
            return;
        }
        SubscriptionFilter union = union();
        if (current == null || !current.takes(union)) {
            Watch next = watches.apply(this);
            watch = next;
            next.start(union, Optional.ofNullable(current));
        }
    }

    /**
     * Sees to it that everything is heard that a server of the legacy era says outside the answers to requests, from now on, and
     * waits a moment until it is.
     */
    void hearEverything(Duration moment) {
        Watch current;
        synchronized (this) {
            if (!everything) {
                everything = true;
                update();
            }
            current = watch;
        }
        if (current != null) {
            current.awaitOpen(moment);
        }
    }

    /** Hears that something changed at the server; or something else, which nobody hears of. */
    void notified(Message.Notification notification) {
        JsonNode subscription = notification.params().path("_meta").get(Names.META_SUBSCRIPTION);
        if (subscription == null) {
            changed(notification);
            return;
        }
        Watch current;
        synchronized (this) {
            current = watch;
        }
        if (current != null) {
            current.notified(subscription, notification);
        }
    }

    void changed(Message.Notification notification) {
        if (notification.method().equals(Names.TOOLS_CHANGED)) {
            toolsChanged.run();
        }
        for (Subscriber each : subscribers) {
            if (wants(each.filter(), notification)) {
                try {
                    each.listener().accept(notification);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "a change could not be reported", e);
                }
            }
        }
    }

    /** Tells all subscribers that anything may have changed, because nothing was heard for a while. */
    void mayHaveChanged() {
        for (String list : List.of(Names.TOOLS_CHANGED, Names.PROMPTS_CHANGED, Names.RESOURCES_CHANGED)) {
            changed(notification(list, Json.object()));
        }
        union().uris()
                .forEach(uri -> changed(
                        notification(Names.RESOURCE_UPDATED, Json.object().put("uri", uri))));
    }

    private static Message.Notification notification(String method, ObjectNode params) {
        return new Message.Notification(method, params, Message.notification(method, params));
    }

    private static boolean wants(SubscriptionFilter filter, Message.Notification notification) {
        return switch (notification.method()) {
            case Names.TOOLS_CHANGED -> filter.tools();
            case Names.PROMPTS_CHANGED -> filter.prompts();
            case Names.RESOURCES_CHANGED -> filter.resources();
            case Names.RESOURCE_UPDATED -> {
                String uri = Json.string(notification.params(), "uri");
                yield uri != null && filter.uris().stream().anyMatch(each -> within(uri, each));
            }
            default -> false;
        };
    }

    /** A server may tell of a part of what is subscribed to. */
    private static boolean within(String uri, String of) {
        return uri.equals(of) || uri.startsWith(of.endsWith("/") ? of : of + "/");
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        update();
    }
}
