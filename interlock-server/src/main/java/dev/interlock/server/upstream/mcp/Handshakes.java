package dev.interlock.server.upstream.mcp;

import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.UpstreamException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The current handshake with a server, made when first needed and again when it no longer holds. Thread-safe. */
final class Handshakes {
    private final Channel channel;
    private final Handshake.Maker maker;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable Handshake current;
    private Optional<Era> era = Optional.empty(); // guarded by lock
    private boolean skipProbe; // guarded by lock

    Handshakes(String name, Channel channel, McpUpstream.Manner manner, LongSupplier ids, Channel.Listener outside) {
        this.channel = channel;
        this.maker = new Handshake.Maker(name, channel, manner, ids, outside);
    }

    /** The last one that was made, whether or not it still holds. */
    Optional<Handshake> last() {
        return Optional.ofNullable(current);
    }

    Handshake get() throws UpstreamException {
        long generation = channel.connect();
        Handshake made = current;
        if (made != null && made.framing().generation() == generation) {
            return made;
        }
        lock.lock();
        try {
            made = current;
            if (made != null && made.framing().generation() == channel.connect()) {
                return made;
            }
            made = maker.make(skipProbe ? Optional.of(Era.LEGACY) : era);
            current = made;
            era = Optional.of(made.era());
            return made;
        } catch (UpstreamException e) {
            era = Optional.empty();
            // A legacy server may die at the question for the modern era: every other attempt does not ask it.
            skipProbe = !skipProbe && channel.kind() == Channel.Kind.STDIO;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a session that the server has forgotten, unless somebody has already made a new one. */
    void forget(Handshake stale) {
        lock.lock();
        try {
            if (stale.equals(current)) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns whether the reply says that the handshake is void: by another process, or a session that the server
     * forgot.
     */
    boolean isStale(Channel.Reply reply, Handshake handshake) {
        return switch (reply) {
            case Channel.Reply.NotSent unsent -> handshake.framing().generation() != generationNow(handshake);
            case Channel.Reply.Rejected(int status, String reason, var _) ->
                status == 404 && handshake.framing().session().isPresent();
            case Channel.Reply.Answered(Message.Response response, int status, Optional<String> session, var _) ->
                status == 404
                        && handshake.framing().session().isPresent()
                        && response.answer() instanceof Message.Answer.Failed;
            case Channel.Reply.Lost lost -> false;
        };
    }

    private long generationNow(Handshake handshake) {
        try {
            return channel.connect();
        } catch (UpstreamException e) {
            return handshake.framing().generation();
        }
    }
}
