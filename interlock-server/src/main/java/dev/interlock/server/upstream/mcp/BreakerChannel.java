package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.SsePosition;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.Optional;

/** A channel that sends nothing for a while once its server has failed several times in a row. */
final class BreakerChannel implements Channel {
    private final Channel channel;
    private final Breaker breaker;

    BreakerChannel(Channel channel, Breaker breaker) {
        this.channel = channel;
        this.breaker = breaker;
    }

    @Override
    public Reply request(Message.Request request, Framing framing, CallDeadline deadline, Listener listener) {
        Optional<String> refusal = breaker.refusal();
        if (refusal.isPresent()) {
            return new Reply.NotSent(refusal.get(), true);
        }
        Reply reply = new Reply.Lost("the gateway failed while sending it");
        try {
            reply = channel.request(request, framing, deadline, listener);
            return reply;
        } finally {
            learn(reply);
        }
    }

    private void learn(Reply reply) {
        switch (reply) {
            case Reply.Answered answered -> breaker.succeeded();
            case Reply.Rejected rejected -> breaker.succeeded();
            case Reply.NotSent(String reason, boolean unreachable) -> {
                if (unreachable) {
                    breaker.failed(reason);
                } else {
                    breaker.abandoned();
                }
            }
            case Reply.Lost(String reason, Cause cause, var _) -> {
                switch (cause) {
                    case BROKEN -> breaker.failed(reason);
                    case NONSENSE -> breaker.succeeded();
                    case ABANDONED -> breaker.abandoned();
                }
            }
        }
    }

    @Override
    public Reply hear(
            Framing framing, SsePosition position, CallDeadline deadline, Runnable opened, Listener listener) {
        return breaker.state() == Health.State.UP
                ? channel.hear(framing, position, deadline, opened, listener)
                : new Reply.NotSent("the server fails", true);
    }

    @Override
    public void tell(ObjectNode message, Framing framing) {
        channel.tell(message, framing);
    }

    @Override
    public void tellFirst(ObjectNode message, Framing framing, Duration atMost) {
        channel.tellFirst(message, framing, atMost);
    }

    @Override
    public long connect() throws UpstreamException {
        return channel.connect();
    }

    @Override
    public void listen(Listener outside) {
        channel.listen(outside);
    }

    @Override
    public void farewell(Framing framing) {
        channel.farewell(framing);
    }

    @Override
    public Health.Condition condition() {
        return breaker.condition();
    }

    @Override
    public Kind kind() {
        return channel.kind();
    }

    @Override
    public void close() {
        channel.close();
    }
}
