package dev.interlock.server.door.mcp.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.Authenticator;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.door.mcp.legacy.LegacyEra;
import dev.interlock.server.door.mcp.legacy.LegacyMethods;
import dev.interlock.server.door.mcp.legacy.Sessions;
import dev.interlock.server.door.mcp.method.Listeners;
import dev.interlock.server.door.mcp.method.Methods;
import dev.interlock.server.door.mcp.modern.ModernEra;
import dev.interlock.server.door.mcp.modern.PendingRequests;
import dev.interlock.server.door.mcp.request.Exchange;
import dev.interlock.server.door.mcp.request.HeaderCheck;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.SignedHandle;
import dev.interlock.server.enforce.Caller;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.server.Cors;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.setting.Traffic;
import dev.interlock.server.upstream.Upstream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The MCP endpoints over HTTP: one for each upstream, and one for several of them together; both eras on each. The door
 * knows HTTP only as {@link Exchange}; {@link McpService} hangs it into the web server. Thread-safe.
 */
public final class McpDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(McpDoor.class.getName());

    private final DoorSettings settings;
    private final Authenticator authenticator;
    private final ToolGate gate;
    private final Function<String, Optional<Upstream>> upstreams;
    private final HttpGuard guard;
    private final RateLimiter limiter;
    private final MessageReader reader;
    private final Listeners listeners;
    private final PendingRequests requests;
    private final ModernEra modern;
    private final LegacyEra legacy;

    /**
     * @param upstreams the upstream of this name, if there is one
     * @param clock for the idle time of sessions
     * @param random for session ids; must be unpredictable outside tests
     */
    public McpDoor(
            DoorSettings settings,
            Authenticator authenticator,
            ToolGate gate,
            Function<String, Optional<Upstream>> upstreams,
            InstantSource clock,
            RandomGenerator random) {
        this(
                settings,
                authenticator,
                gate,
                upstreams,
                new RateLimiter(Traffic.DEFAULT, System::nanoTime),
                clock,
                random);
    }

    /** @param limiter who is let in when there is much to do; shared with the other doors */
    public McpDoor(
            DoorSettings settings,
            Authenticator authenticator,
            ToolGate gate,
            Function<String, Optional<Upstream>> upstreams,
            RateLimiter limiter,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.authenticator = authenticator;
        this.gate = gate;
        this.upstreams = upstreams;
        this.guard = new HttpGuard(settings);
        this.limiter = limiter;
        this.reader = new MessageReader(settings.limits());
        SignedHandle handles = new SignedHandle(random);
        Methods methods = new Methods(gate, settings, handles);
        this.listeners = methods.listeners();
        this.requests = new PendingRequests(settings.waiting(), handles, clock, random);
        this.modern = new ModernEra(methods, requests);
        this.legacy = new LegacyEra(
                new LegacyMethods(methods, settings.waiting().timeout()), new Sessions(settings, clock, random));
    }

    DoorSettings.Waiting waiting() {
        return settings.waiting();
    }

    /** A hold was answered, or has ended: the held calls that wait for it go on at once. */
    public void holdAnswered() {
        requests.answered();
    }

    /** Calls under way end without what they wait for from their callers. */
    @Override
    public void close() {
        listeners.close();
        requests.close();
        legacy.close();
    }

    /** Begins the visit of a request that is about to come. To be closed once it is answered. */
    RateLimiter.Visit visit() {
        return limiter.visit();
    }

    /** Headers of every response to a request with these, however it is answered. */
    Map<String, String> shared(RequestHeaders headers) {
        return guard.shared(headers);
    }

    Exchange.Reply handle(Exchange.Inbound in) throws IOException {
        Optional<Exchange.Reply> refused = guard.origin(in.headers());
        if (refused.isPresent()) {
            return refused.get();
        }
        if (Cors.isPreflight(in.method(), in.headers())) {
            return HttpGuard.preflight(in.headers());
        }
        return switch (authenticate(in.presented())) {
            case Authenticator.Outcome.Unknown(String message, Map<String, String> headers) ->
                Exchange.Reply.error(401, ErrorCode.INVALID_REQUEST, message).with(headers);
            case Authenticator.Outcome.Known(Caller caller, Map<String, String> headers) ->
                known(in, caller).with(headers);
        };
    }

    private Exchange.Reply known(Exchange.Inbound in, Caller caller) throws IOException {
        Optional<RateLimiter.Busy> busy = in.visit().arrive(caller);
        if (busy.isPresent()) {
            return Exchange.Reply.busy(Optional.empty(), busy.get());
        }
        Optional<Upstream> upstream = upstreams.apply(in.server());
        if (upstream.isEmpty()) {
            return Exchange.Reply.error(404, ErrorCode.INVALID_REQUEST, "no server of that name is configured here");
        }
        return switch (in.method()) {
            case "POST" -> post(in, caller, upstream.get());
            case "GET" -> get(in, caller, upstream.get());
            case "DELETE" -> legacy.delete(caller, in.server(), in.headers());
            default -> notAllowed("only post, and in a session get and delete, are answered here");
        };
    }

    private static Exchange.Reply notAllowed(String message) {
        return Exchange.Reply.error(405, ErrorCode.INVALID_REQUEST, message).with("Allow", "GET, POST, DELETE");
    }

    private Exchange.Reply get(Exchange.Inbound in, Caller caller, Upstream upstream) {
        if (in.headers().first(Names.HEADER_SESSION).isEmpty()) {
            return notAllowed(
                    "there is a stream for get in a session only: send `initialize`, or `" + Names.LISTEN + "`");
        }
        Optional<Exchange.Reply> refused = guard.events(in.headers());
        return refused.isPresent()
                ? recorded(caller, in.server(), Optional.empty(), refused.get())
                : legacy.listen(caller, upstream, in.headers(), in.stream());
    }

    private Authenticator.Outcome authenticate(Presented presented) {
        try {
            return authenticator.authenticate(presented);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "authentication failed", e);
            return Authenticator.bearer(presented, Optional.empty());
        }
    }

    private Exchange.Reply post(Exchange.Inbound in, Caller caller, Upstream upstream) throws IOException {
        Optional<Exchange.Reply> refused = guard.media(in.headers());
        if (refused.isPresent()) {
            return recorded(caller, in.server(), Optional.empty(), refused.get());
        }
        Optional<RateLimiter.Busy> busy = in.visit().read(caller);
        if (busy.isPresent()) {
            return Exchange.Reply.busy(Optional.empty(), busy.get());
        }
        int max = settings.limits().maxBytes();
        byte[] text = in.body().read(max + 1);
        in.visit().weighs(text.length);
        if (text.length > max) {
            String message = "the body is longer than " + max + " bytes: send less in one call";
            return recorded(
                    caller,
                    in.server(),
                    Optional.empty(),
                    Exchange.Reply.error(413, ErrorCode.INVALID_REQUEST, message));
        }
        MessageReader.Outcome read = reader.read(text);
        in.visit().wasRead();
        return switch (read) {
            case MessageReader.Outcome.Refused(Optional<JsonNode> id, RpcError error) ->
                recorded(caller, in.server(), Optional.empty(), Exchange.Reply.error(400, id, error));
            case MessageReader.Outcome.Read(Message.Response response) ->
                recorded(
                        caller,
                        in.server(),
                        Optional.empty(),
                        legacy.answered(caller, in.server(), in.headers(), response));
            case MessageReader.Outcome.Read(Message.Notification heard) ->
                recorded(caller, in.server(), Optional.of(heard.method()), notified(in, caller, heard));
            case MessageReader.Outcome.Read(Message.Request request) ->
                recorded(caller, in.server(), Optional.of(request.method()), request(in, caller, upstream, request));
        };
    }

    /** Lets the gate hear of what the door refuses; that it hears changes nothing about the refusal. */
    private Exchange.Reply recorded(Caller caller, String server, Optional<String> method, Exchange.Reply reply) {
        Optional<RpcError> error =
                reply.error().filter(any -> any.known().map(McpDoor::isOurs).orElse(false));
        try {
            error.ifPresent(refusal -> gate.refusedAtDoor(caller, server, method, refusal));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "recording a refusal failed", e);
        }
        return reply;
    }

    private static boolean isOurs(ErrorCode code) {
        return switch (code) {
            case PARSE_ERROR,
                    INVALID_REQUEST,
                    METHOD_NOT_FOUND,
                    INVALID_PARAMS,
                    HEADER_MISMATCH,
                    MISSING_CLIENT_CAPABILITY,
                    UNSUPPORTED_PROTOCOL_VERSION -> true;
            case INTERNAL_ERROR, RESOURCE_NOT_FOUND, REFUSED, BUSY, UPSTREAM_UNAVAILABLE -> false;
        };
    }

    private Exchange.Reply request(Exchange.Inbound in, Caller caller, Upstream upstream, Message.Request request) {
        // A caller that only listens is counted where it does.
        Optional<RateLimiter.Busy> busy = request.method().equals(Names.LISTEN)
                ? Optional.empty()
                : in.visit().work(caller);
        if (busy.isEmpty() && isForServer(request.method())) {
            busy = in.visit().at(meant(upstream, request));
        }
        if (busy.isPresent()) {
            return Exchange.Reply.busy(Optional.of(request.id()), busy.get());
        }
        return switch (era(in.headers(), request.method(), request.params())) {
            case MODERN ->
                switch (modern.answer(caller, upstream, in.headers(), in.stream(), request)) {
                    case RpcResult.Result(ObjectNode result) ->
                        Exchange.Reply.json(200, Message.result(request.id(), result));
                    case RpcResult.Failed(RpcError error) ->
                        Exchange.Reply.error(status(error), Optional.of(request.id()), error);
                    case RpcResult.Theirs(RpcError error) ->
                        Exchange.Reply.json(status(error), Message.error(Optional.of(request.id()), error));
                };
            case LEGACY -> legacy.answer(caller, upstream, in, request);
        };
    }

    /** Returns the server that a request is for: it takes a place there whichever way it comes. */
    private static String meant(Upstream upstream, Message.Request request) {
        return upstream instanceof Aggregate aggregate
                ? aggregate.meant(request.method(), request.params()).orElse(upstream.name())
                : upstream.name();
    }

    private static boolean isForServer(String method) {
        return switch (method) {
            case Names.INITIALIZE, Names.DISCOVER, Names.PING, Names.LISTEN -> false;
            default -> true;
        };
    }

    private static int status(RpcError error) {
        return error.known().map(ErrorCode::httpStatus).orElse(200);
    }

    private Exchange.Reply notified(Exchange.Inbound in, Caller caller, Message.Notification notification) {
        Optional<String> wrong =
                HeaderCheck.standard(in.headers(), notification.method(), notification.params(), false);
        if (wrong.isPresent()) {
            return Exchange.Reply.error(400, ErrorCode.HEADER_MISMATCH, wrong.get());
        }
        return switch (era(in.headers(), notification.method(), notification.params())) {
            case MODERN -> Exchange.Reply.empty(202);
            case LEGACY -> legacy.notified(caller, in.server(), in.headers(), notification);
        };
    }

    /**
     * The era of a message. The body says it; the header only where the body is silent, and then never in favour of the
     * era that checks less: an unknown revision is modern, and is refused there.
     */
    private static Era era(RequestHeaders headers, String method, ObjectNode params) {
        ObjectNode meta = Json.child(params, "_meta");
        if (meta != null && meta.has(Names.META_VERSION)) {
            return Era.MODERN;
        }
        if (method.equals(Names.INITIALIZE)) {
            return Era.LEGACY;
        }
        return headers.first(Names.HEADER_VERSION)
                .map(label -> Revision.of(label).map(Revision::era).orElse(Era.MODERN))
                .orElse(method.equals(Names.DISCOVER) ? Era.MODERN : Era.LEGACY);
    }
}
