package dev.interlock.server.upstream.mcp;

import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.UpstreamException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The resources whose updates a server of the legacy era was asked to tell of, within one session. Thread-safe. */
final class LegacySubscriptions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LegacySubscriptions.class.getName());

    private final Requester requester;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by lock
    private @Nullable Handshake of;
    private final Set<String> subscribed = new HashSet<>();

    LegacySubscriptions(Requester requester) {
        this.requester = requester;
    }

    /** Sees to it that the server tells of these and of no others. */
    void fit(Handshake handshake, Set<String> uris) {
        lock.lock();
        try {
            if (!handshake.equals(of)) {
                of = handshake;
                subscribed.clear();
            }
            for (String uri : Set.copyOf(subscribed)) {
                if (!uris.contains(uri)) {
                    ask(handshake, Names.UNSUBSCRIBE, uri);
                    subscribed.remove(uri);
                }
            }
            for (String uri : uris) {
                if (!subscribed.contains(uri) && ask(handshake, Names.SUBSCRIBE, uri)) {
                    subscribed.add(uri);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean ask(Handshake handshake, String method, String uri) {
        try {
            requester.askWithin(
                    handshake, method, Json.object().put("uri", uri), Optional.empty(), Conversation.Wishes.none());
            return true;
        } catch (UpstreamException e) {
            LOG.log(System.Logger.Level.DEBUG, "a subscription to a resource could not be changed", e);
            return false;
        }
    }

    /** The server need not tell of anything. */
    @Override
    public void close() {
        lock.lock();
        try {
            Handshake handshake = of;
            if (handshake != null) {
                fit(handshake, Set.of());
            }
        } finally {
            lock.unlock();
        }
    }
}
