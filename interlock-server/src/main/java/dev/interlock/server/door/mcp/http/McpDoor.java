package dev.interlock.server.door.mcp.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.interlock.server.door.mcp.request.EventStream;
import dev.interlock.server.door.mcp.request.HeaderCheck;
import dev.interlock.server.door.mcp.request.KeepAlive;
import dev.interlock.server.door.mcp.request.RpcReply;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.SignedHandle;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The MCP endpoints over HTTP, at {@code /mcp}: one for each upstream, and one for several of them together; both eras on
 * each. Thread-safe.
 */
public final class McpDoor implements Door, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(McpDoor.class.getName());

    private static final String ENDPOINT = "/mcp";

    private final DoorSettings settings;
    private final Authenticator authenticator;
    private final ToolGate gate;
    private final Function<String, Optional<Upstream>> upstreams;
    private final Guard guard;
    private final KeepAlive keepAlive;
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
        this.guard = McpGuard.of(settings);
        this.keepAlive = new KeepAlive(settings.waiting().silence());
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

    /**
     * A request on its way through the door.
     *
     * @param visit the request's place among those that the rate limiter let in
     * @param stream hears of what happens before the reply
     */
    private record Incoming(Request request, RateLimiter.Visit visit, EventStream stream) {

        RequestHeaders headers() {
            return request.headers();
        }

        /** Returns the server's name as it is written: no name needs an escape, so an escaped one is none. */
        String server() {
            return request.path().length() > ENDPOINT.length() ? request.path().substring(ENDPOINT.length() + 1) : "";
        }
    }

    public List<Route> routes() {
        return List.of(
                Route.any(ENDPOINT, this), Route.any(ENDPOINT + "/", this), Route.any(ENDPOINT + "/{server}", this));
    }

    /** A hold was answered, or has ended: the held calls that wait for it go on at once. */
    public void holdAnswered() {
        requests.answered();
    }

    /** Ends what calls under way wait for from their callers: they go on without it. */
    public void turnAway() {
        listeners.close();
        requests.close();
        legacy.close();
    }

    /** Ends what is left when nobody is answered any more. */
    @Override
    public void close() {
        turnAway();
        keepAlive.close();
    }

    @Override
    public Reply handle(Request request) throws IOException {
        Map<String, String> shared = guard.shared(request.headers());
        var in = new Incoming(request, limiter.visit(), new EventStream(() -> request.events(shared), keepAlive));
        boolean answered = false;
        try {
            Reply reply = handle(in).with(shared).then(in.visit()::close);
            answered = true;
            return reply;
        } finally {
            if (!answered) {
                in.visit().close();
            }
        }
    }

    private Reply handle(Incoming in) throws IOException {
        RpcReply reply = null;
        try {
            reply = answer(in);
        } finally {
            if (reply == null) {
                in.stream().abandon();
            }
        }
        boolean streamed = true;
        try {
            streamed = in.stream().end(reply.body());
            return streamed ? Reply.streamed() : reply.whole();
        } finally {
            if (streamed) {
                reply.release();
            }
        }
    }

    private RpcReply answer(Incoming in) throws IOException {
        try {
            guard.check(in.headers());
        } catch (Refusal e) {
            return refused(e);
        }
        Optional<Reply> preflight = guard.preflight(in.request());
        if (preflight.isPresent()) {
            return RpcReply.empty(preflight.get().status()).with(preflight.get().headers());
        }
        return switch (authenticator.attempt(in.request())) {
            case Authentication.Unknown unknown ->
                RpcReply.error(401, ErrorCode.INVALID_REQUEST, unknown.message())
                        .with(unknown.headers());
            case Authentication.Known known -> known(in, known.caller()).with(known.headers());
        };
    }

    private static RpcReply refused(Refusal refusal) {
        return RpcReply.error(refusal.status(), ErrorCode.INVALID_REQUEST, refusal.getMessage());
    }

    private RpcReply known(Incoming in, AuthenticatedCaller caller) throws IOException {
        Optional<RateLimiter.Busy> busy = in.visit().arrive(caller.name());
        if (busy.isPresent()) {
            return RpcReply.busy(Optional.empty(), busy.get());
        }
        Optional<Upstream> upstream = upstreams.apply(in.server());
        if (upstream.isEmpty()) {
            return RpcReply.error(404, ErrorCode.INVALID_REQUEST, "no server of that name is configured here");
        }
        return switch (in.request().method()) {
            case "POST" -> post(in, caller, upstream.get());
            case "GET" -> get(in, caller, upstream.get());
            case "DELETE" -> legacy.delete(caller, in.server(), in.headers());
            default -> notAllowed("only POST and, in a session, GET and DELETE are allowed here");
        };
    }

    private static RpcReply notAllowed(String message) {
        return RpcReply.error(405, ErrorCode.INVALID_REQUEST, message).with("Allow", "GET, POST, DELETE");
    }

    private RpcReply get(Incoming in, AuthenticatedCaller caller, Upstream upstream) {
        if (in.headers().first(Names.HEADER_SESSION).isEmpty()) {
            return notAllowed("GET opens a stream only in a session: send `initialize`, or `" + Names.LISTEN + "`");
        }
        try {
            McpGuard.checkEvents(in.headers());
        } catch (Refusal e) {
            return recorded(caller, in.server(), Optional.empty(), refused(e));
        }
        return legacy.listen(caller, upstream, in.headers(), in.stream());
    }

    private RpcReply post(Incoming in, AuthenticatedCaller caller, Upstream upstream) throws IOException {
        try {
            guard.checkBody(in.headers());
            McpGuard.checkAnswers(in.headers());
        } catch (Refusal e) {
            return recorded(caller, in.server(), Optional.empty(), refused(e));
        }
        Optional<RateLimiter.Busy> busy = in.visit().read(caller.name());
        if (busy.isPresent()) {
            return RpcReply.busy(Optional.empty(), busy.get());
        }
        int max = settings.limits().maxBytes();
        byte[] text = in.request().body(max + 1);
        in.visit().weighs(text.length);
        if (text.length > max) {
            String message = "the body is longer than " + max + " bytes: send less in one call";
            return recorded(
                    caller, in.server(), Optional.empty(), RpcReply.error(413, ErrorCode.INVALID_REQUEST, message));
        }
        MessageReader.Outcome read = reader.read(text);
        in.visit().wasRead();
        return switch (read) {
            case MessageReader.Outcome.Refused(Optional<JsonNode> id, RpcError error) ->
                recorded(caller, in.server(), Optional.empty(), RpcReply.error(400, id, error));
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
    private RpcReply recorded(AuthenticatedCaller caller, String server, Optional<String> method, RpcReply reply) {
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

    private RpcReply request(Incoming in, AuthenticatedCaller caller, Upstream upstream, Message.Request request) {
        // A caller that only listens is counted where it does.
        Optional<RateLimiter.Busy> busy = request.method().equals(Names.LISTEN)
                ? Optional.empty()
                : in.visit().work(caller.name());
        if (busy.isEmpty() && isForServer(request.method())) {
            busy = in.visit().at(meant(upstream, request));
        }
        if (busy.isPresent()) {
            return RpcReply.busy(Optional.of(request.id()), busy.get());
        }
        return switch (era(in.headers(), request.method(), request.params())) {
            case MODERN ->
                switch (modern.answer(caller, upstream, in.headers(), in.stream(), request)) {
                    case RpcResult.Result(ObjectNode result) ->
                        RpcReply.json(200, Message.result(request.id(), result));
                    case RpcResult.Failed(RpcError error) ->
                        RpcReply.error(status(error), Optional.of(request.id()), error);
                    case RpcResult.Theirs(RpcError error) ->
                        RpcReply.json(status(error), Message.error(Optional.of(request.id()), error));
                };
            case LEGACY ->
                legacy.answer(
                        caller, upstream, in.headers(), in.stream(), in.visit().place(), request);
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

    private RpcReply notified(Incoming in, AuthenticatedCaller caller, Message.Notification notification) {
        Optional<String> wrong =
                HeaderCheck.standard(in.headers(), notification.method(), notification.params(), false);
        if (wrong.isPresent()) {
            return RpcReply.error(400, ErrorCode.HEADER_MISMATCH, wrong.get());
        }
        return switch (era(in.headers(), notification.method(), notification.params())) {
            case MODERN -> RpcReply.empty(202);
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
