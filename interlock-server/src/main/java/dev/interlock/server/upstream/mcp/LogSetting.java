package dev.interlock.server.upstream.mcp;

import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.LogLevel;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.UpstreamException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The severity of the log messages that a server of the legacy era sends: it is set once for a session, to the least
 * severe level that any caller has wanted. Thread-safe.
 */
final class LogSetting {
    private static final System.Logger LOG = System.getLogger(LogSetting.class.getName());

    private final Requester requester;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by lock
    private @Nullable Handshake of;
    private @Nullable LogLevel level;

    LogSetting(Requester requester) {
        this.requester = requester;
    }

    /** Sees to it that the server sends what this caller wants. Log messages are extras: no failure here ends a call. */
    void fit(Handshake handshake, Conversation.Wishes wishes) {
        Optional<LogLevel> wanted = wishes.logLevel().flatMap(LogLevel::of);
        if (wanted.isEmpty()
                || handshake.era() == Era.MODERN
                || !handshake.description().capabilities().has("logging")) {
            return;
        }
        lock.lock();
        try {
            if (!handshake.equals(of)) {
                of = handshake;
                level = null;
            }
            if (level != null && wanted.get().atLeast(level)) {
                return;
            }
            level = wanted.get();
            requester.askWithin(
                    handshake,
                    Names.SET_LEVEL,
                    Json.object().put("level", wanted.get().label()),
                    Optional.empty(),
                    Conversation.Wishes.none());
        } catch (UpstreamException e) {
            LOG.log(System.Logger.Level.DEBUG, "the level of log messages could not be set", e);
        } finally {
            lock.unlock();
        }
    }
}
