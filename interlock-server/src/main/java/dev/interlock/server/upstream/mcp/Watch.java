package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.SsePosition;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The watch keeps the streams open on which a server tells of changes, and opens them again, with growing pauses, when
 * they end: in the modern era `subscriptions/listen`, in the legacy one the stream that belongs to no request, and
 * `resources/subscribe`. It runs on a thread of its own until it is closed. Thread-safe.
 */
final class Watch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** The time between two looks whether a process is still the same. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** The parts that the watch works with. */
    record Tools(
            Channel channel,
            Handshakes handshakes,
            Requester requester,
            LongSupplier ids,
            Timing timing,
            Channel.Listener outside) {}

    private final Tools with;
    private final Subscriptions subscriptions;
    private final Cancellation closed = new Cancellation();
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final Map<JsonNode, ListenStream> streams = new ConcurrentHashMap<>();
    private final LegacySubscriptions legacy;

    // of its own thread
    private SsePosition position = new SsePosition(() -> {});
    private @Nullable Handshake positioned;
    private volatile @Nullable CallDeadline hearing;

    // guarded by this
    private SubscriptionFilter wanted = SubscriptionFilter.none();
    private @Nullable SubscriptionFilter open;
    private @Nullable Handshake spoken;
    private Optional<Watch> before = Optional.empty();
    private boolean was;

    Watch(Tools with, Subscriptions subscriptions) {
        this.with = with;
        this.subscriptions = subscriptions;
        this.legacy = new LegacySubscriptions(with.requester());
    }

    /** @param predecessor closed as soon as this one hears */
    void start(SubscriptionFilter filter, Optional<Watch> predecessor) {
        synchronized (this) {
            wanted = filter;
            before = predecessor;
        }
        Thread.ofVirtual().name("watch").start(this::run);
    }

    /** Takes another filter; false if that needs another watch. */
    boolean takes(SubscriptionFilter filter) {
        Handshake handshake;
        synchronized (this) {
            wanted = filter;
            if (open != null) {
                return covers(open, filter);
            }
            handshake = spoken;
        }
        if (handshake != null && handshake.era() == Era.LEGACY) {
            Thread.ofVirtual().start(() -> legacy.fit(handshake, uris(handshake)));
        }
        return true;
    }

    private static boolean covers(SubscriptionFilter open, SubscriptionFilter filter) {
        return (open.tools() || !filter.tools())
                && (open.prompts() || !filter.prompts())
                && (open.resources() || !filter.resources())
                && open.uris().equals(filter.uris());
    }

    private synchronized SubscriptionFilter wanted() {
        return wanted;
    }

    private Set<String> uris(Handshake handshake) {
        return Subscriptions.honoured(handshake, wanted()).uris();
    }

    /** Waits until it hears, at most so long, and never a second time. */
    void awaitOpen(Duration moment) {
        try (CallDeadline deadline = new CallDeadline(moment, moment, closed)) {
            if (deadline.await(opened).isPresent()) {
                opened.complete(false);
            }
        }
    }

    // --- its own thread

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (closed.reason().isEmpty()) {
            boolean heard = false;
            try (CallDeadline deadline =
                    new CallDeadline(FOR_EVER, with.timing().silence(), closed)) {
                Handshake handshake = with.handshakes().get();
                speaks(handshake);
                heard = switch (handshake.era()) {
                    case MODERN -> listen(handshake, deadline);
                    case LEGACY -> hear(handshake, deadline);
                };
            } catch (UpstreamException e) {
                LOG.log(System.Logger.Level.DEBUG, "a server cannot be watched", e);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "watching a server failed", e);
            } finally {
                speaksNoMore();
            }
            pause = heard ? position.id().isPresent() ? position.retry() : FIRST_PAUSE : longer(pause);
            try (CallDeadline deadline = new CallDeadline(FOR_EVER, FOR_EVER, closed)) {
                Optional<CallDeadline.GivenUp> unused = deadline.pass(pause);
            }
        }
        legacy.close();
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private synchronized void speaks(Handshake handshake) {
        spoken = handshake;
    }

    private synchronized void speaksNoMore() {
        spoken = null;
        open = null;
    }

    /** The stream is open: changes are heard from now on. */
    private void opened() {
        Optional<Watch> predecessor;
        boolean gap;
        synchronized (this) {
            predecessor = before;
            before = Optional.empty();
            gap = was;
            was = true;
        }
        predecessor.ifPresent(Watch::close);
        opened.complete(true);
        if (gap && position.id().isEmpty()) {
            subscriptions.mayHaveChanged();
        }
    }

    /** Listens in the modern era. Returns whether the server opened the stream. */
    private boolean listen(Handshake handshake, CallDeadline deadline) {
        SubscriptionFilter filter;
        synchronized (this) {
            filter = Subscriptions.honoured(handshake, wanted);
            open = wanted;
        }
        if (filter.equals(SubscriptionFilter.none())) {
            // The server tells of nothing that is wanted, so there is nothing to ask for.
            opened();
            Optional<CallDeadline.GivenUp> unused = deadline.pass(FOR_EVER);
            return true;
        }
        ObjectNode params = Json.object();
        params.set("notifications", ListenStream.json(filter));
        Message.Request request = Requests.of(
                with.ids().getAsLong(),
                Names.LISTEN,
                handshake.params(params, Json.object(), Conversation.Wishes.none()));
        Channel.Framing framing = Requester.framed(handshake, Map.of(Names.HEADER_METHOD, Names.LISTEN));
        ListenStream stream = new ListenStream(request.id(), this::opened, subscriptions::changed);
        streams.put(request.id(), stream);
        try {
            Channel.Reply reply = with.channel().request(request, framing, deadline, stream);
            if (with.handshakes().isStale(reply, handshake)) {
                with.handshakes().forget(handshake);
            }
            return stream.isAcknowledged();
        } finally {
            streams.remove(request.id());
        }
    }

    /** A notification of one of the subscriptions, where the transport does not tell them apart. */
    void notified(JsonNode subscription, Message.Notification notification) {
        ListenStream stream = streams.get(subscription);
        if (stream != null) {
            stream.notified(notification);
            return;
        }
        Optional<Watch> predecessor;
        synchronized (this) {
            predecessor = before;
        }
        predecessor.ifPresent(watch -> watch.notified(subscription, notification));
    }

    /** Listens in the legacy era. Returns whether the stream was open. */
    private boolean hear(Handshake handshake, CallDeadline deadline) throws UpstreamException {
        legacy.fit(handshake, uris(handshake));
        if (with.channel().kind() == Channel.Kind.STDIO) {
            opened();
            while (deadline.pass(LOOK).isEmpty() && with.handshakes().get().equals(handshake)) {
                // the process is the same
            }
            return true;
        }
        hearing = deadline;
        if (!handshake.equals(positioned)) {
            positioned = handshake;
            position = new SsePosition(this::heardLine);
        }
        var heard = new AtomicBoolean();
        Channel.Reply reply = with.channel()
                .hear(
                        handshake.framing(),
                        position,
                        deadline,
                        () -> {
                            heard.set(true);
                            opened();
                        },
                        with.outside());
        if (reply instanceof Channel.Reply.Rejected(int status, String reason, var _)
                && (status == 405 || status == 501)) {
            // The server has no such stream; what it tells comes with answers.
            opened();
            Optional<CallDeadline.GivenUp> unused = deadline.pass(FOR_EVER);
            return true;
        }
        if (with.handshakes().isStale(reply, handshake)) {
            with.handshakes().forget(handshake);
        } else if (reply instanceof Channel.Reply.Rejected) {
            positioned = null; // it does not know where that was
        }
        return heard.get();
    }

    private void heardLine() {
        CallDeadline current = hearing;
        if (current != null) {
            current.heard();
        }
    }

    @Override
    public void close() {
        Optional<Watch> predecessor;
        synchronized (this) {
            predecessor = before;
            before = Optional.empty();
        }
        predecessor.ifPresent(Watch::close);
        closed.cancel("no one is subscribed to it");
    }
}
