package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.HeaderValue;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Requests of the gateway itself, which no caller waits for and which have no effect. Thread-safe. */
final class Requester {
    private final String name;
    private final Channel channel;
    private final Handshakes handshakes;
    private final LongSupplier ids;
    private final Duration limit;
    private final Channel.Listener outside;

    /** @param limit for each request */
    Requester(
            String name,
            Channel channel,
            Handshakes handshakes,
            LongSupplier ids,
            Duration limit,
            Channel.Listener outside) {
        this.name = name;
        this.channel = channel;
        this.handshakes = handshakes;
        this.ids = ids;
        this.limit = limit;
        this.outside = outside;
    }

    /** The result; tried once more if the session or the process was gone. */
    JsonNode ask(String method, ObjectNode params) throws UpstreamException {
        Handshake handshake = handshakes.get();
        Channel.Reply reply = send(handshake, method, params, Optional.empty(), Conversation.Wishes.none());
        if (handshakes.isStale(reply, handshake)) {
            handshakes.forget(handshake);
            reply = send(handshakes.get(), method, params, Optional.empty(), Conversation.Wishes.none());
        }
        return result(method, reply);
    }

    /**
     * The result of a request within what was agreed; not tried again.
     *
     * @param named what it is about, for `Mcp-Name`
     */
    JsonNode askWithin(
            Handshake handshake, String method, ObjectNode params, Optional<String> named, Conversation.Wishes wishes)
            throws UpstreamException {
        return result(method, send(handshake, method, params, named, wishes));
    }

    private Channel.Reply send(
            Handshake handshake, String method, ObjectNode params, Optional<String> named, Conversation.Wishes wishes) {
        Message.Request request = Requests.of(ids.getAsLong(), method, handshake.params(params, Json.object(), wishes));
        Map<String, String> mirrored = new LinkedHashMap<>();
        mirrored.put(Names.HEADER_METHOD, method);
        named.ifPresent(value -> mirrored.put(Names.HEADER_NAME, HeaderValue.encode(value)));
        try (CallDeadline deadline = CallDeadline.of(limit)) {
            return channel.request(request, framed(handshake, mirrored), deadline, outside);
        }
    }

    /** Returns the framing with the headers that the modern era wants beside the body. */
    static Channel.Framing framed(Handshake handshake, Map<String, String> mirrored) {
        Channel.Framing base = handshake.framing();
        return new Channel.Framing(
                base.version(), base.session(), handshake.era() == Era.MODERN ? mirrored : Map.of(), base.generation());
    }

    private JsonNode result(String method, Channel.Reply reply) throws UpstreamException {
        return switch (Replies.answered(name, reply).response().answer()) {
            case Message.Answer.Result(JsonNode result) -> result;
            case Message.Answer.Failed(RpcError error) ->
                throw UpstreamException.refused("server `" + name + "`: it refused `" + method + "`", error);
        };
    }

    UpstreamException failed(String reason) {
        return Replies.failed(name, reason);
    }
}
