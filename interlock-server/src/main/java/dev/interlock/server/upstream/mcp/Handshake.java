package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The agreement with a server: the revision and, in the legacy era, the session. It holds for one generation of the
 * channel.
 *
 * @param framing the framing of every further message
 */
record Handshake(Description description, Channel.Framing framing) {

    Era era() {
        return description.revision().era();
    }

    /** The parameters of a request, with the `_meta` of its era. */
    ObjectNode params(ObjectNode params, ObjectNode meta, Conversation.Wishes wishes) {
        return params(era(), params, meta, wishes);
    }

    private static ObjectNode params(Era era, ObjectNode params, ObjectNode meta, Conversation.Wishes wishes) {
        ObjectNode sent = Json.object();
        for (Map.Entry<String, JsonNode> member : meta.properties()) {
            if (!member.getKey().startsWith(Names.META_PREFIX)) {
                sent.set(member.getKey(), member.getValue());
            }
        }
        switch (era) {
            case MODERN -> {
                sent.put(Names.META_VERSION, Revision.modern().label());
                sent.set(Names.META_CLIENT, client());
                sent.set(Names.META_CAPABILITIES, ClientCapabilities.of(wishes));
                wishes.logLevel().ifPresent(level -> sent.put(Names.META_LOG_LEVEL, level));
            }
            case LEGACY -> {}
        }
        ObjectNode complete = Json.object();
        complete.setAll(params);
        if (!sent.isEmpty()) {
            complete.set("_meta", sent);
        }
        return complete;
    }

    static ObjectNode client() {
        String version = Handshake.class.getPackage().getImplementationVersion();
        return Json.object().put("name", "interlock").put("version", version == null ? "development" : version);
    }

    /** Agrees with a server on a revision. One attempt; not thread-safe. */
    static final class Maker {
        private final String name;
        private final Channel channel;
        private final McpUpstream.Manner manner;
        private final LongSupplier ids;
        private final Channel.Listener outside;

        Maker(String name, Channel channel, McpUpstream.Manner manner, LongSupplier ids, Channel.Listener outside) {
            this.name = name;
            this.channel = channel;
            this.manner = manner;
            this.ids = ids;
            this.outside = outside;
        }

        /** @param known the era that this server is known to speak, which saves the question */
        Handshake make(Optional<Era> known) throws UpstreamException {
            return switch (manner.era()) {
                case LEGACY -> initialize();
                case MODERN ->
                    discover(true)
                            .orElseThrow(() -> new UpstreamException("server `" + name + "` does not speak MCP "
                                    + Revision.modern().label()
                                    + ": use `era: auto`, or configure the legacy era"));
                case AUTO -> {
                    if (known.isPresent() && known.get() == Era.LEGACY) {
                        yield initialize();
                    }
                    Optional<Handshake> modern = discover(true);
                    yield modern.isPresent() ? modern.get() : initialize();
                }
            };
        }

        /**
         * Asks the modern way; empty if the server does not speak it.
         *
         * @param again whether to ask once more, if it refuses the revision and says in the same breath that it speaks it
         */
        private Optional<Handshake> discover(boolean again) throws UpstreamException {
            Channel.Framing framing = new Channel.Framing(
                    Optional.of(Revision.modern().label()),
                    Optional.empty(),
                    Map.of(Names.HEADER_METHOD, Names.DISCOVER),
                    channel.connect());
            ObjectNode params = params(Era.MODERN, Json.object(), Json.object(), Conversation.Wishes.none());
            Message.Request request = Requests.of(ids.getAsLong(), Names.DISCOVER, params);
            return switch (send(request, framing, manner.timing().probe())) {
                case Channel.Reply.Answered(Message.Response response, int status, Optional<String> session, var _) ->
                    switch (response.answer()) {
                        case Message.Answer.Result(JsonNode result) -> discovered(result, framing);
                        case Message.Answer.Failed(RpcError error) -> {
                            if (isUnauthorized(status)) {
                                throw saying("it refused with HTTP " + status, error.message());
                            }
                            yield again && speaksModern(error) ? discover(false) : notModern(error);
                        }
                    };
                case Channel.Reply.NotSent(String reason, boolean unreachable) -> throw failed(reason);
                case Channel.Reply.Rejected(int status, String reason, var _) -> {
                    if (isUnauthorized(status)) {
                        throw failed(reason + ": check the credential that is configured for it");
                    }
                    yield Optional.empty();
                }
                // A legacy server may stay silent, break, or die at a message before `initialize`. Asking has no
                // effect.
                case Channel.Reply.Lost lost -> Optional.empty();
            };
        }

        private Channel.Reply send(Message.Request request, Channel.Framing framing, Duration limit) {
            try (CallDeadline deadline = CallDeadline.of(limit)) {
                return channel.request(request, framing, deadline, outside);
            }
        }

        private static boolean isUnauthorized(int status) {
            return status == 401 || status == 403;
        }

        private Optional<Handshake> discovered(JsonNode result, Channel.Framing framing) {
            if (!namesModern(result.path("supportedVersions")) || !(result instanceof ObjectNode)) {
                return Optional.empty();
            }
            ObjectNode meta = Json.child(result, "_meta");
            return Optional.of(new Handshake(
                    describe(Revision.modern(), result, meta == null ? Json.object() : meta, Names.META_SERVER),
                    new Channel.Framing(framing.version(), Optional.empty(), Map.of(), framing.generation())));
        }

        private static boolean speaksModern(RpcError error) {
            return error.known().equals(Optional.of(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION))
                    && error.data()
                            .filter(data -> namesModern(data.path("supported")))
                            .isPresent();
        }

        private static boolean namesModern(JsonNode versions) {
            for (JsonNode version : versions) {
                if (Revision.modern().label().equals(version.textValue())) {
                    return true;
                }
            }
            return false;
        }

        private Optional<Handshake> notModern(RpcError error) throws UpstreamException {
            Optional<ErrorCode> code = error.known();
            if (code.isPresent() && code.get().modernOnly() && code.get() != ErrorCode.UNSUPPORTED_PROTOCOL_VERSION) {
                throw saying("it refused `" + Names.DISCOVER + "` with error " + error.code(), error.message());
            }
            return Optional.empty();
        }

        private Handshake initialize() throws UpstreamException {
            long generation = channel.connect();
            Channel.Framing bare = new Channel.Framing(Optional.empty(), Optional.empty(), Map.of(), generation);
            ObjectNode params =
                    Json.object().put("protocolVersion", Revision.newestLegacy().label());
            params.set("capabilities", manner.relays() ? ClientCapabilities.relayed() : Json.object());
            params.set("clientInfo", client());
            Message.Request request = Requests.of(ids.getAsLong(), Names.INITIALIZE, params);
            Channel.Reply.Answered answered =
                    Replies.answered(name, send(request, bare, manner.timing().call()));
            return switch (answered.response().answer()) {
                case Message.Answer.Result(JsonNode result) -> initialized(result, answered.session(), generation);
                case Message.Answer.Failed(RpcError error) ->
                    throw saying("it refused `initialize` with error " + error.code(), error.message());
            };
        }

        private Handshake initialized(JsonNode result, Optional<String> session, long generation)
                throws UpstreamException {
            String version =
                    Optional.ofNullable(Json.string(result, "protocolVersion")).orElse("");
            Revision revision = Revision.of(version)
                    .filter(known -> known.era() == Era.LEGACY)
                    .orElseThrow(() ->
                            saying("it answered `initialize` with a revision that is not supported here", version));
            Handshake handshake = new Handshake(
                    describe(revision, result, result, "serverInfo"),
                    new Channel.Framing(Optional.of(version), session, Map.of(), generation));
            channel.tellFirst(
                    Message.notification(Names.INITIALIZED, Json.object()),
                    handshake.framing(),
                    manner.timing().connect());
            return handshake;
        }

        private static Description describe(Revision revision, JsonNode result, JsonNode holder, String serverInfo) {
            ObjectNode capabilities = Json.child(result, "capabilities");
            return new Description(
                    revision,
                    capabilities == null ? Json.object() : capabilities,
                    Optional.ofNullable(Json.child(holder, serverInfo)),
                    Optional.ofNullable(Json.string(result, "instructions")));
        }

        private UpstreamException saying(String reason, String words) {
            return UpstreamException.saying("server `" + name + "`: " + reason, words);
        }

        private UpstreamException failed(String reason) {
            return Replies.failed(name, reason);
        }
    }
}
