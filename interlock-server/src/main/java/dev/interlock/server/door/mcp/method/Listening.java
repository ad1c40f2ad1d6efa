package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.ResponseStream;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Subscription;
import dev.interlock.server.upstream.SubscriptionFilter;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One listener to changes outside its requests, on a thread of its own. A change that it has not heard of yet is kept
 * once, however often it happens, so that a server that floods costs nothing. A listener that does not read is dropped.
 * Thread-safe.
 */
final class Listening implements AutoCloseable {

    /** A change: of a list, or of one resource. */
    private record Change(String method, Optional<String> uri) {}

    private final Visibility visibility;
    private final RequestContext context;
    private final ResponseStream stream;
    private final ObjectNode meta;
    private final Supplier<String> version;
    private final Duration beat;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Change> pending = new LinkedHashSet<>(); // guarded by lock
    private boolean closed; // guarded by lock
    private SubscriptionFilter filter = SubscriptionFilter.none(); // guarded by lock
    private @Nullable Subscription subscription; // guarded by lock

    /**
     * Hears nothing yet.
     *
     * @param meta that every notification carries
     * @param version changes when what callers see may have changed
     * @param beat how often that is looked at
     */
    Listening(
            Visibility visibility,
            RequestContext context,
            ResponseStream stream,
            ObjectNode meta,
            Supplier<String> version,
            Duration beat) {
        this.visibility = visibility;
        this.context = context;
        this.stream = stream;
        this.meta = meta;
        this.version = version;
        this.beat = beat;
    }

    /** Sets the changes that are heard from now on. */
    void want(SubscriptionFilter other) {
        Subscription made = context.upstream().subscribe(other, this::hear);
        Subscription before;
        lock.lock();
        try {
            before = closed ? made : subscription;
            if (!closed) {
                subscription = made;
                filter = other;
            }
        } finally {
            lock.unlock();
        }
        if (before != null) {
            before.close();
        }
    }

    private void hear(Message.Notification notification) {
        Change change =
                new Change(notification.method(), Optional.ofNullable(Json.string(notification.params(), "uri")));
        lock.lock();
        try {
            if (wants(change) && pending.add(change)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns whether the listener wants the change. A server may not name things that were not asked for, nor
     * endlessly many parts of one. The caller holds the lock.
     */
    private boolean wants(Change change) {
        return switch (change.method()) {
            case Names.TOOLS_CHANGED -> filter.tools();
            case Names.PROMPTS_CHANGED -> filter.prompts();
            case Names.RESOURCES_CHANGED -> filter.resources();
            case Names.RESOURCE_UPDATED ->
                change.uri()
                        .filter(uri ->
                                uri.length() <= ListenFilter.MOST_OF_URI && pending.size() <= ListenFilter.MOST_URIS)
                        .filter(uri -> filter.uris().stream().anyMatch(uri::startsWith))
                        .isPresent();
            default -> false;
        };
    }

    /** Tells what happens until nobody listens any longer. */
    void run() throws InterruptedException {
        try (var gone = stream.gone().whenCancelled(this::close)) {
            String seen = version.get();
            for (Optional<Change> next = next(); !ended(); next = next()) {
                String now = version.get();
                if (!now.equals(seen)) {
                    seen = now;
                    everything();
                }
                if (next.isPresent()
                        && visible(next.get())
                        && gives(next.get())
                        && !stream.tell(notification(next.get()))) {
                    return; // it does not read
                }
            }
        }
    }

    private Optional<Change> next() throws InterruptedException {
        lock.lock();
        try {
            long left = beat.toNanos();
            while (pending.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            Iterator<Change> first = pending.iterator();
            if (!first.hasNext()) {
                return Optional.empty();
            }
            Change next = first.next();
            first.remove();
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    /** Tells that all lists have changed, as another policy may show other things. */
    private void everything() {
        for (String method : new String[] {Names.TOOLS_CHANGED, Names.PROMPTS_CHANGED, Names.RESOURCES_CHANGED}) {
            hear(new Message.Notification(method, Json.object(), Message.notification(method, Json.object())));
        }
    }

    private boolean visible(Change change) {
        return switch (change.method()) {
            case Names.PROMPTS_CHANGED -> visibility.sees(context, GovernedMethod.PROMPT);
            case Names.RESOURCES_CHANGED, Names.RESOURCE_UPDATED -> visibility.sees(context, GovernedMethod.RESOURCE);
            default -> true;
        };
    }

    /** Returns whether the listener may get the address that the server chose, if it did not ask for this one. */
    private boolean gives(Change change) {
        Optional<String> others =
                change.uri().filter(uri -> change.method().equals(Names.RESOURCE_UPDATED) && !wanted().contains(uri));
        return others.isEmpty() || visibility.gives(context, others.get());
    }

    private Set<String> wanted() {
        lock.lock();
        try {
            return filter.uris();
        } finally {
            lock.unlock();
        }
    }

    private ObjectNode notification(Change change) {
        ObjectNode params = Json.object();
        change.uri()
                .filter(any -> change.method().equals(Names.RESOURCE_UPDATED))
                .ifPresent(uri -> params.put("uri", uri));
        if (!meta.isEmpty()) {
            params.set("_meta", meta);
        }
        return Message.notification(change.method(), params);
    }

    /** Returns whether the listener has ended. */
    boolean ended() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Subscription open;
        lock.lock();
        try {
            closed = true;
            open = subscription;
            subscription = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.close();
        }
    }
}
