package dev.interlock.server.upstream.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.SsePosition;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The messages of one stream of events. */
final class HttpEvents {
    private final MessageReader reader;
    private final SsePosition position;
    private final CallDeadline deadline;
    private final Channel.Listener listener;
    private final Consumer<ObjectNode> back;

    /**
     * @param position told where the stream is
     * @param back sends answers to what the server asks
     */
    HttpEvents(
            MessageReader reader,
            SsePosition position,
            CallDeadline deadline,
            Channel.Listener listener,
            Consumer<ObjectNode> back) {
        this.reader = reader;
        this.position = position;
        this.deadline = deadline;
        this.listener = listener;
        this.back = back;
    }

    /**
     * Reads until a response comes, something that is no message, or the end, for which the result is empty.
     *
     * @param answered what a response is
     */
    Optional<Channel.Reply> read(InputStream body, Function<Message.Response, Channel.Reply> answered)
            throws IOException {
        SseReader events = new SseReader(new BufferedInputStream(body), position);
        deadline.heard();
        try {
            for (Optional<InputStream> event = events.next(); event.isPresent(); event = events.next()) {
                switch (reader.read(event.get())) {
                    case MessageReader.Outcome.Refused refused -> {
                        return Optional.of(new Channel.Reply.Lost("a malformed event, " + refused.kind()));
                    }
                    case MessageReader.Outcome.Read(Message.Response response) -> {
                        return Optional.of(answered.apply(response));
                    }
                    case MessageReader.Outcome.Read(Message.Request request) -> listener.requested(request, back);
                    case MessageReader.Outcome.Read(Message.Notification notification) ->
                        listener.notified(notification);
                }
            }
            return Optional.empty();
        } finally {
            deadline.unheard();
        }
    }
}
