package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.mcp.TraceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The door for enforcement points outside: {@code /access/v1/...} and the metadata (OpenID AuthZEN Authorization API 1.0). A denial is an
 * answer; a status other than 200 means that nothing was decided. Thread-safe.
 */
public final class AuthzenDoor implements Door, AutoCloseable {

    static final String BELOW = "/access/v1";

    private static final System.Logger LOG = System.getLogger(AuthzenDoor.class.getName());

    private static final String REQUEST_ID = "X-Request-ID";
    private static final String IDEMPOTENCY_KEY = "idempotency-key";
    private static final int LONGEST_REQUEST_ID = 1_000;

    /** The path of the outcome of one evaluation, beyond {@link Evaluations#MANY}. */
    static final String OUTCOME = "/outcome";

    private final Guard guard;
    private final AuthzenConfig config;
    private final Authenticator authenticator;
    private final RateLimiter limiter;
    private final JsonReader reader;
    private final Evaluations evaluations;
    private final OutcomeReports outcomes;
    private final Searches searches;
    private final AccessRequests requests;
    private final PdpMetadata metadata;
    private final CallbackWatch watch;
    private final Refusals refusals;

    /**
     * The surroundings of the door.
     *
     * @param hosts names that {@code Host} may give, without port; empty for any
     * @param authenticator finds out which enforcement point sends a request
     * @param limiter bounds the requests of each caller; shared with the other doors
     * @param url the address by which callers know the server
     * @param watch hears of each evaluation
     * @param data the data folder
     * @param tokens verifies what callers pass on that agents showed to them
     */
    public record Surroundings(
            Set<String> hosts,
            Authenticator authenticator,
            Registry registry,
            RateLimiter limiter,
            JsonLimits limits,
            Refusals refusals,
            SigningKeys keys,
            Supplier<String> url,
            EvaluationWatch watch,
            CallbackSender callbacks,
            Path data,
            SubjectTokens tokens) {
        public Surroundings {
            hosts = Set.copyOf(hosts);
        }
    }

    /** @throws IOException if the access requests that are kept cannot be read */
    public AuthzenDoor(AuthzenConfig config, Enforcer enforcer, Surroundings surroundings, InstantSource clock)
            throws IOException {
        this.guard = new Guard(surroundings.hosts(), Set.of(), Guard.Rules.JSON.withOnce(Set.of(IDEMPOTENCY_KEY)));
        this.config = config;
        this.authenticator = surroundings.authenticator();
        this.limiter = surroundings.limiter();
        this.reader = new JsonReader(surroundings.limits());
        var questions = new Questions(config, surroundings.registry(), enforcer, surroundings.tokens());
        var handles = new Handles(surroundings.url(), surroundings.keys(), clock);
        var standings = new RequestStatus(enforcer.heldCalls(), surroundings.registry());
        var book = new RequestBook(surroundings.data(), clock);
        this.watch = new CallbackWatch(enforcer.heldCalls(), standings, book, config, surroundings.callbacks());
        this.requests = new AccessRequests(
                enforcer.heldCalls(),
                new Denials(enforcer.heldCalls(), questions, handles, surroundings.url()),
                standings,
                handles,
                book,
                watch,
                surroundings.url());
        this.evaluations = new Evaluations(
                enforcer,
                questions,
                new EnforcedEvaluations(
                        enforcer, requests, new Obligations(surroundings.url()), surroundings.refusals()),
                surroundings.refusals(),
                surroundings.watch(),
                config.items());
        this.outcomes = new OutcomeReports(enforcer);
        this.refusals = surroundings.refusals();
        this.searches = new Searches(enforcer, questions, config, surroundings.registry());
        this.metadata = new PdpMetadata(surroundings.url(), surroundings.keys(), clock);
    }

    /** Begins to call back; the server listens by now. */
    public void start() throws IOException {
        watch.start();
    }

    @Override
    public void close() {
        watch.close();
    }

    public List<Route> routes() {
        return List.of(Route.any(BELOW + "/*", this), Route.any(PdpMetadata.WELL_KNOWN, this));
    }

    @Override
    public Reply handle(Request in) throws IOException {
        Reply reply;
        try {
            reply = answer(in);
        } catch (AuthzenRefusal e) {
            reply = e.reply();
        } catch (UnavailableException e) {
            reply = new AuthzenRefusal(
                            503, "no decision is possible now: " + e.getMessage(), Map.of("Retry-After", "1"))
                    .reply();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "a request for a decision failed", e);
            reply = new AuthzenRefusal(500, "the server failed; see its log").reply();
        }
        List<String> ids = in.headers().all("x-request-id");
        return ids.size() == 1 && ids.getFirst().length() <= LONGEST_REQUEST_ID
                ? reply.with(REQUEST_ID, ids.getFirst())
                : reply;
    }

    private Reply answer(Request in) throws AuthzenRefusal, IOException {
        try {
            guard.check(in.headers());
        } catch (Refusal e) {
            throw new AuthzenRefusal(e.status(), e.getMessage());
        }
        switch (in.path()) {
            case PdpMetadata.WELL_KNOWN -> {
                method(in, "GET");
                return Reply.json(200, metadata.document());
            }
            case PdpMetadata.KEYS -> {
                method(in, "GET");
                return Reply.json(200, metadata.jwks());
            }
            default -> {}
        }
        EnforcementPoint by = caller(in);
        try (RateLimiter.Visit visit = limiter.visit()) {
            admit(visit.arrive(by.name()));
            admit(visit.read(by.name()));
            return in.path().equals(AccessRequests.PATH) || in.path().startsWith(AccessRequests.PATH + "/")
                    ? requested(by, in, visit)
                    : Reply.json(200, answer(by, in, visit));
        } catch (AuthzenRefusal e) {
            e.reason().ifPresent(reason -> refusals.refused(reason, where(in.path()), by.name()));
            throw e;
        }
    }

    /** The endpoint; what stands in the place of an id is the sender's to choose. */
    private static String where(String path) {
        for (String below : List.of(Evaluations.MANY, AccessRequests.PATH)) {
            if (path.startsWith(below + "/")) {
                String end = path.substring(path.lastIndexOf('/'));
                return below + "/{id}" + (end.equals(OUTCOME) || end.equals(AccessRequests.CANCEL) ? end : "");
            }
        }
        return path;
    }

    private Reply requested(EnforcementPoint by, Request in, RateLimiter.Visit visit)
            throws AuthzenRefusal, IOException {
        try {
            return requests.handle(by, in, () -> body(in, visit), key(in));
        } catch (AuthzenRefusal e) {
            throw e.asProblem();
        }
    }

    private static void admit(Optional<RateLimiter.Busy> busy) throws AuthzenRefusal {
        if (busy.isPresent()) {
            throw new AuthzenRefusal(
                    429,
                    busy.get().message(),
                    Map.of("Retry-After", Long.toString(busy.get().seconds())));
        }
    }

    private EnforcementPoint caller(Presented presented) throws AuthzenRefusal {
        return switch (authenticator.attempt(presented)) {
            case Authentication.Known known ->
                Optional.ofNullable(config.callers().get(known.caller().name()))
                        .orElseThrow(() -> new AuthzenRefusal(403, "this caller may not ask about this server"));
            case Authentication.Unknown unknown -> throw new AuthzenRefusal(401, unknown.message(), unknown.headers());
        };
    }

    private static void method(Request in, String method) throws AuthzenRefusal {
        if (!in.method().equals(method)) {
            throw new AuthzenRefusal(405, "only " + method + " is allowed here", Map.of("Allow", method));
        }
    }

    private ObjectNode answer(EnforcementPoint by, Request in, RateLimiter.Visit visit)
            throws AuthzenRefusal, IOException {
        String path = in.path();
        Optional<String> key = key(in);
        return switch (path) {
            case Evaluations.SINGLE -> evaluations.one(by, body(in, visit), key, trace(in));
            case Evaluations.MANY -> {
                ObjectNode body = body(in, visit);
                visit.asMany(by.name(), evaluations.further(body));
                yield evaluations.many(by, body, key, trace(in));
            }
            case Searches.SUBJECT -> searches.subjects(by, body(in, visit));
            case Searches.RESOURCE -> searches.resources(by, body(in, visit));
            case Searches.ACTION -> searches.actions(by, body(in, visit));
            default -> {
                String below = Evaluations.MANY + "/";
                int end = path.length() - OUTCOME.length();
                if (path.startsWith(below) && path.endsWith(OUTCOME) && end >= below.length()) {
                    yield outcomes.report(by, path.substring(below.length(), end), body(in, visit));
                }
                throw new AuthzenRefusal(404, "there is no such endpoint");
            }
        };
    }

    private static Optional<TraceContext> trace(Request in) {
        RequestHeaders headers = in.headers();
        return TraceContext.ofHeaders(headers.all("traceparent"), headers.all("tracestate"));
    }

    private static Optional<String> key(Request in) {
        return in.headers().first(IDEMPOTENCY_KEY).map(AuthzenDoor::unquoted);
    }

    /** A string of RFC 8941, as the header is written; or the plain key. */
    private static String unquoted(String header) {
        return header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"")
                ? header.substring(1, header.length() - 1)
                : header;
    }

    private ObjectNode body(Request in, RateLimiter.Visit visit) throws AuthzenRefusal, IOException {
        method(in, "POST");
        try {
            guard.checkBody(in.headers());
        } catch (Refusal e) {
            throw AuthzenRefusal.invalid("the body must be JSON, and `Content-Type` must be `application/json`");
        }
        int most = reader.limits().maxBytes();
        byte[] text = in.body(most + 1);
        visit.weighs(text.length);
        if (text.length > most) {
            throw new AuthzenRefusal(413, "the body is longer than " + most + " bytes").as("request-invalid");
        }
        if (text.length == 0) {
            throw AuthzenRefusal.invalid("the body is empty");
        }
        return switch (reader.read(text)) {
            case JsonReader.Outcome.Value(ObjectNode object) -> object;
            case JsonReader.Outcome.Value(JsonNode other) ->
                throw AuthzenRefusal.invalid("the body is " + Bodies.kind(other) + ", not an object");
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) -> throw AuthzenRefusal.invalid(defect);
        };
    }
}
