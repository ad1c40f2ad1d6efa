package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Message;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Carries single messages to an upstream and back; knows the transport, not the protocol above it. Thread-safe. */
interface Channel extends AutoCloseable {

    /**
     * What travels beside a message.
     *
     * @param version for `MCP-Protocol-Version`
     * @param session for `Mcp-Session-Id`
     * @param mirrored further headers
     * @param generation the connection that the message is meant for; another one has not heard the handshake
     */
    record Framing(Optional<String> version, Optional<String> session, Map<String, String> mirrored, long generation) {}

    /** What came back for a request. */
    sealed interface Reply {
        /**
         * The response to this very request.
         *
         * @param status of HTTP; 200 on other transports
         * @param session what an HTTP server named in its header
         */
        record Answered(Message.Response response, int status, Optional<String> session) implements Reply {}

        /** Not one byte was handed over. */
        record NotSent(String reason) implements Reply {}

        /** The transport says that the request was turned away unprocessed. */
        record Rejected(int status, String reason) implements Reply {}

        /** Handed over at least in part, and no usable answer. */
        record Lost(String reason) implements Reply {}
    }

    /** Sends a request, whose id is unique on this channel, and waits for its response. */
    Reply request(Message.Request request, Framing framing, Duration timeout);

    /** Sends a notification, or an answer to the server's own request, if it can be done; nobody learns whether it was. */
    void tell(ObjectNode message, Framing framing);

    /** Opens a connection if there is none, and says which it is; handshakes hold for one generation. */
    long connect() throws UpstreamException;

    /** Tells the channel whom to tell about notifications of the server. */
    void onNotification(Consumer<Message.Notification> listener);

    /** Tells the server that its session is over, if the transport can. */
    void farewell(Framing framing);

    Kind kind();

    /** The transports. */
    enum Kind {
        /** Mirrors parts of the body in headers. */
        HTTP,
        /** A silent server may be waiting for `initialize`; a process can die of a question it does not know. */
        STDIO
    }

    @Override
    void close();
}
