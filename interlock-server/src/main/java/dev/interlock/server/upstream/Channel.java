package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.mcp.Message;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Carries single messages to an upstream and back; knows the transport, not the protocol above it. Thread-safe. */
public interface Channel extends AutoCloseable {

    /**
     * The framing travels beside a message.
     *
     * @param version for `MCP-Protocol-Version`
     * @param session for `Mcp-Session-Id`
     * @param mirrored further headers
     * @param generation the connection that the message is meant for; another one did not have the handshake
     */
    record Framing(Optional<String> version, Optional<String> session, Map<String, String> mirrored, long generation) {}

    /** The reply to a request. */
    sealed interface Reply {
        /**
         * The response to this very request.
         *
         * @param status of HTTP; 200 on other transports
         * @param session the session that an HTTP server named in its header
         * @param signs the signs in the status of an HTTP server
         */
        record Answered(Message.Response response, int status, Optional<String> session, Set<NoEffect.Sign> signs)
                implements Reply {
            public Answered(Message.Response response, int status, Optional<String> session) {
                this(response, status, session, Set.of());
            }
        }

        /**
         * Not one byte was handed over.
         *
         * @param unreachable whether the server cannot be reached; another instance of it perhaps can
         */
        record NotSent(String reason, boolean unreachable) implements Reply {
            public NotSent(String reason) {
                this(reason, false);
            }
        }

        /** The transport says that the request was turned away unprocessed. */
        record Rejected(int status, String reason, Set<NoEffect.Sign> signs) implements Reply {}

        /** At least a part was handed over, and there is no usable answer. */
        record Lost(String reason, Cause cause, Set<NoEffect.Sign> signs) implements Reply {
            public Lost(String reason) {
                this(reason, Cause.NONSENSE);
            }

            public Lost(String reason, Cause cause) {
                this(reason, cause, Set.of());
            }
        }

        /** The evidence of an effect in the status of an answer. */
        default Evidence evidence() {
            return switch (this) {
                case Answered answered -> Evidence.of(answered.signs);
                case NotSent unsent -> Evidence.NOTHING_SENT;
                case Rejected rejected -> Evidence.of(rejected.signs);
                case Lost lost -> Evidence.of(lost.signs);
            };
        }
    }

    /** The cause of a missing answer. */
    enum Cause {
        /** The bytes that came are no answer. */
        NONSENSE,
        /** The connection broke, or the server says that it has failed. */
        BROKEN,
        /** The wait is over; the server may still be working on the request. */
        ABANDONED
    }

    /**
     * The listener hears the messages that a server sends while a request is under way, or by itself. Its methods never
     * block.
     */
    interface Listener {
        void notified(Message.Notification notification);

        /** @param back sends the answer; used once, on any thread */
        void requested(Message.Request request, Consumer<ObjectNode> back);

        /** A request that was given up is answered all the same. */
        default void late(JsonNode id) {}

        /** The requests at the process before are over, and nothing more is heard of them. */
        default void restarted() {}
    }

    /**
     * Sends a request, whose id is unique on this channel, and waits for its response. When patience ends, the server is told
     * as its era and the transport want it.
     *
     * @param listener for what arrives with the answer, where the transport can tell
     */
    Reply request(Message.Request request, Framing framing, CallDeadline deadline, Listener listener);

    /**
     * Opens the stream for what belongs to no request, where transport and era have one, and hears it until it ends.
     *
     * @param position where it ended before, if it did; kept up to date
     * @param opened run when it is there
     * @return why it has ended: no answer, as nothing was asked
     */
    Reply hear(Framing framing, SsePosition position, CallDeadline deadline, Runnable opened, Listener listener);

    /** Sends a notification, or an answer to the server's own request, if it can be done; nobody learns whether it was. */
    void tell(ObjectNode message, Framing framing);

    /**
     * Tells the server like {@link #tell}, and waits a while until the server has the message: some servers refuse
     * requests that overtake it.
     */
    void tellFirst(ObjectNode message, Framing framing, Duration atMost);

    /** Opens a connection if there is none, and says which it is; handshakes hold for one generation. */
    long connect() throws UpstreamException;

    /** Tells the channel who hears what arrives outside the answer to a request. */
    void listen(Listener outside);

    /** Tells the server that its session is over, if the transport can. */
    void farewell(Framing framing);

    /** Returns the condition of the server, as far as it is known without asking. */
    default Health.Condition condition() {
        return Health.Condition.FINE;
    }

    Kind kind();

    /** The kinds of transports. */
    enum Kind {
        /** Mirrors parts of the body in headers. */
        HTTP,
        /** A silent server may be waiting for `initialize`; a process can die of a question it does not know. */
        STDIO
    }

    @Override
    void close();
}
