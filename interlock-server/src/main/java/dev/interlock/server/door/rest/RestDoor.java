package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.Authenticator;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Caller;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.mcp.TraceContext;
import dev.interlock.server.openapi.Description;
import dev.interlock.server.upstream.rest.Payload;
import dev.interlock.server.upstream.rest.RestApi;
import dev.interlock.server.upstream.rest.RestOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The door of REST APIs: {@code /rest/NAME/...} for each. A request is matched to one operation of the API's
 * description, decided as a call of the tool {@code NAME/operation}, and then sent anew from the decided arguments. The
 * door knows HTTP only as {@link RestExchange}; {@link RestService} hangs it into the web server. Thread-safe.
 */
public final class RestDoor {

    private static final System.Logger LOG = System.getLogger(RestDoor.class.getName());
    private static final String PREFIX = "/rest/";

    private final RestGuard guard;
    private final Authenticator authenticator;
    private final ToolGate gate;
    private final Map<String, RestApi> apis;
    private final RateLimiter limiter;
    private final ArgumentReader arguments;
    private final int answerBytes;

    /**
     * @param apis by name
     * @param limiter who is let in when there is much to do; shared with the other doors
     */
    public RestDoor(
            DoorSettings settings,
            Authenticator authenticator,
            ToolGate gate,
            Map<String, RestApi> apis,
            RateLimiter limiter,
            int answerBytes) {
        this.guard = new RestGuard(settings);
        this.authenticator = authenticator;
        this.gate = gate;
        this.apis = Map.copyOf(apis);
        this.limiter = limiter;
        this.arguments = new ArgumentReader(settings.limits());
        this.answerBytes = answerBytes;
    }

    /** Begins the visit of a request that is about to come. To be closed once it is answered. */
    RateLimiter.Visit visit() {
        return limiter.visit();
    }

    RestExchange.Reply handle(RestExchange.Inbound in) throws IOException {
        return guard.shared(in.headers(), answer(in));
    }

    private RestExchange.Reply answer(RestExchange.Inbound in) throws IOException {
        try {
            guard.check(in.headers());
        } catch (Refusal e) {
            return refused(e);
        }
        Optional<RestExchange.Reply> preflight = guard.preflight(in.method(), in.headers());
        if (preflight.isPresent()) {
            return preflight.get();
        }
        return switch (authenticate(in.presented())) {
            case Authenticator.Outcome.Unknown(String message, Map<String, String> headers) ->
                refused(new Refusal(401, "unauthenticated", message)).with(headers);
            case Authenticator.Outcome.Known(Caller caller, Map<String, String> headers) ->
                known(in, caller).with(headers);
        };
    }

    private RestExchange.Reply known(RestExchange.Inbound in, Caller caller) throws IOException {
        String name = "";
        try {
            admit(in.visit().arrive(caller));
            List<String> segments = RequestTarget.segments(below(in.rawPath()));
            name = segments.getFirst();
            RestApi api = apis.get(name);
            if (api == null || segments.size() < 2) {
                throw new Refusal(404, "not-found", "no api of that name is configured here");
            }
            return call(caller, api, segments.subList(1, segments.size()), in);
        } catch (Refusal e) {
            return refused(caller, name, in.method(), e);
        }
    }

    private static void admit(Optional<RateLimiter.Busy> busy) throws Refusal {
        if (busy.isPresent()) {
            throw Refusal.busy(busy.get().message(), busy.get().seconds());
        }
    }

    private static String below(String rawPath) throws Refusal {
        if (rawPath.equals("/rest")) {
            return "/";
        }
        if (!rawPath.startsWith(PREFIX)) {
            throw Refusal.invalid("the path is not below `" + PREFIX + "`: write it plainly");
        }
        return rawPath.substring(PREFIX.length() - 1);
    }

    private Authenticator.Outcome authenticate(Presented presented) {
        try {
            return authenticator.authenticate(presented);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "authentication failed", e);
            return Authenticator.bearer(presented, Optional.empty());
        }
    }

    /** Lets the gate hear of what a known caller is refused; that it hears changes nothing about the refusal. */
    private RestExchange.Reply refused(Caller caller, String api, String method, Refusal refused) {
        try {
            // A caller that sends too much is not to fill the log as well.
            if (refused.status() != 429) {
                gate.refusedAtDoor(
                        caller,
                        api,
                        Optional.of(method),
                        RpcError.of(ErrorCode.INVALID_REQUEST, refused.code() + ": " + refused.getMessage()));
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "recording a refusal failed", e);
        }
        return refused(refused);
    }

    private static RestExchange.Reply refused(Refusal refused) {
        RestExchange.Reply reply = Problems.of(refused.status(), refused.code(), refused.getMessage())
                .with(Decision.HEADER, Decision.refused(refused.code()));
        return refused.status() == 429 ? reply.with("Retry-After", Long.toString(refused.retryAfter())) : reply;
    }

    private RestExchange.Reply call(Caller caller, RestApi api, List<String> segments, RestExchange.Inbound in)
            throws Refusal, IOException {
        Description.Match.Found found = switch (api.description().match(in.method(), segments)) {
            case Description.Match.Found match -> match;
            case Description.Match.None(String why) -> throw new Refusal(404, "operation-unknown", why);
            case Description.Match.Ambiguous(String why) ->
                throw Refusal.invalid(why + ": nobody can tell which operation is meant");
        };
        admit(in.visit().read(caller));
        ObjectNode args = arguments.read(found.operation(), found.values(), in.rawQuery(), in);
        in.visit().wasRead();
        admit(in.visit().work(caller));
        admit(in.visit().at(api.name()));
        var context = new CallContext(
                api.name(),
                found.operation().name(),
                args,
                in.headers().first(Names.HEADER_TASK).or(caller::onlyTask),
                Optional.empty(),
                Optional.empty(),
                Optional.of(found.operation().definition()),
                TraceContext.ofHeaders(
                        in.headers().all(Names.META_TRACE.getFirst()),
                        in.headers().all(Names.META_TRACE.getLast())));
        var forwarder = new RestForwarder(
                api, new Meaning(api, answerBytes), found.operation(), args, ArgumentReader.sentType(in.headers()));
        CallAnswer answer;
        try {
            answer = gate.call(caller, context, forwarder);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "deciding a call failed", e);
            answer = forwarder.used()
                    ? new CallAnswer.Uncertain("interlock failed after the request was sent", Json.object())
                    : new CallAnswer.Denied("internal", "interlock could not decide; see its log", Json.object());
        }
        RestExchange.Reply reply = new Replies(api, found.operation(), forwarder).of(answer);
        forwarder
                .answered()
                .map(RestOutcome.Answered::body)
                .filter(body -> !body.equals(reply.body()))
                .ifPresent(Payload::release);
        return reply;
    }
}
