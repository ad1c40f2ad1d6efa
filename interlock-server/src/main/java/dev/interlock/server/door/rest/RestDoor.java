package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.server.Cors;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestTarget;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.mcp.TraceContext;
import dev.interlock.server.openapi.Description;
import dev.interlock.server.upstream.rest.RestApi;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The door of REST APIs: {@code /rest/NAME/...} for each. A request is matched to one operation of the API's
 * description, decided as a call of the tool {@code NAME/operation}, and then sent anew from the decided arguments.
 * Thread-safe.
 */
public final class RestDoor implements Door {

    private static final System.Logger LOG = System.getLogger(RestDoor.class.getName());
    private static final String PREFIX = "/rest/";
    /** The reply is nothing that a browser is to run. */
    private static final Map<String, String> SANDBOX = Map.of("Content-Security-Policy", "default-src 'none'; sandbox");

    private static final Guard.Rules RULES = Guard.Rules.JSON
            .withOnce(Set.of(
                    Names.HEADER_TASK.toLowerCase(Locale.ROOT), Names.HEADER_LANE_CREDENTIAL.toLowerCase(Locale.ROOT)))
            // Headers by which a client asks for another method or path than it sends.
            .withBanned(List.of(
                    "x-http-method",
                    "x-http-method-override",
                    "x-method-override",
                    "x-original-url",
                    "x-original-uri",
                    "x-rewrite-url"))
            // A page may send the headers that a description can declare; undeclared ones go no further.
            .withCors(new Cors(
                    List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
                    List.of(
                            "Authorization",
                            "DPoP",
                            "Content-Type",
                            "Accept",
                            Names.HEADER_TASK,
                            Names.HEADER_LANE_CREDENTIAL),
                    name -> true,
                    List.of()));

    private final Guard guard;
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
        this.guard = new Guard(settings.hosts(), settings.origins(), RULES);
        this.authenticator = authenticator;
        this.gate = gate;
        this.apis = Map.copyOf(apis);
        this.limiter = limiter;
        this.arguments = new ArgumentReader(settings.limits());
        this.answerBytes = answerBytes;
    }

    public List<Route> routes() {
        return List.of(Route.any("/rest/*", this));
    }

    @Override
    public Reply handle(Request request) throws IOException {
        Reply reply;
        try (RateLimiter.Visit visit = limiter.visit()) {
            reply = answer(request, visit);
        }
        return guard.shared(request.headers(), reply).with(SANDBOX);
    }

    private Reply answer(Request in, RateLimiter.Visit visit) throws IOException {
        try {
            guard.check(in.headers());
        } catch (Refusal e) {
            return Replies.refused(e);
        }
        Optional<Reply> preflight = guard.preflight(in);
        if (preflight.isPresent()) {
            return preflight.get();
        }
        return switch (authenticator.attempt(in)) {
            case Authentication.Unknown unknown ->
                Replies.refused(new Refusal(401, "unauthenticated", unknown.message()))
                        .with(unknown.headers());
            case Authentication.Known known -> known(in, visit, known.caller()).with(known.headers());
        };
    }

    private Reply known(Request in, RateLimiter.Visit visit, AuthenticatedCaller caller) throws IOException {
        String name = "";
        try {
            admit(visit.arrive(caller.name()));
            List<String> segments = RequestTarget.passedSegments(below(in.path()));
            name = segments.getFirst();
            RestApi api = apis.get(name);
            if (api == null || segments.size() < 2) {
                throw new Refusal(404, "not-found", "no API of that name is configured here");
            }
            return call(caller, api, segments.subList(1, segments.size()), in, visit);
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
            throw Refusal.invalid("the path is not below `" + PREFIX + "`: write it without encoding or dot segments");
        }
        return rawPath.substring(PREFIX.length() - 1);
    }

    /** Lets the gate hear of what a known caller is refused; that it hears changes nothing about the refusal. */
    private Reply refused(AuthenticatedCaller caller, String api, String method, Refusal refused) {
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
        return Replies.refused(refused);
    }

    private Reply call(
            AuthenticatedCaller caller, RestApi api, List<String> segments, Request in, RateLimiter.Visit visit)
            throws Refusal, IOException {
        Description.Match.Found found = switch (api.description().match(in.method(), segments)) {
            case Description.Match.Found match -> match;
            case Description.Match.None(String why) -> throw new Refusal(404, "operation-unknown", why);
            case Description.Match.Ambiguous(String why) ->
                throw Refusal.invalid(why + ", so it is not clear which operation is meant");
        };
        admit(visit.read(caller.name()));
        ObjectNode args = arguments.read(found.operation(), found.values(), in, visit);
        visit.wasRead();
        admit(visit.work(caller.name()));
        admit(visit.at(api.name()));
        var context = new CallContext(
                api.name(),
                found.operation().name(),
                args,
                in.headers().first(Names.HEADER_TASK).or(caller::onlyTaskId),
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
        Reply reply = new Replies(api, found.operation(), forwarder).of(answer);
        return forwarder
                .answered()
                .map(answered -> reply.then(answered.body()::release))
                .orElse(reply);
    }
}
