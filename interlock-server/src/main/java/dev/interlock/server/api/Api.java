package dev.interlock.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.server.config.Registry;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.gate.Observer;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Identified;
import dev.interlock.server.identity.Presentation;
import dev.interlock.server.identity.Refusals;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.login.Application;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.JsonReader;
import dev.interlock.server.tls.ClientCertificate;
import dev.interlock.server.upstream.Health;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The API: who may ask what, where. Knows HTTP only as {@link ApiRequest}; {@link ApiService} hangs it into the web server.
 * Thread-safe.
 *
 * <p>An agent sees its own tasks, those below them, and what belongs to these; people see everything.
 */
public final class Api {

    private static final System.Logger LOG = System.getLogger(Api.class.getName());

    /** Where an attempt that is refused is worth knowing of. */
    private static final Set<String> HEARD =
            Set.of("holds", "delegations", "lanes", "links", "calls", "resumptions", "bundle");

    private static final Set<String> STEPS = Set.of(
            "approve", "reject", "withdraw", "answers", "end", "confirm", "review", "reconcile", "propose", "activate");

    private static final Pattern ID = Pattern.compile("[a-z]{1,5}-[0-9]{1,15}");

    /** A bundle with mistakes is no attempt at anything. */
    private static final Set<String> NOWHERE = Set.of(Problems.NOT_FOUND, Problems.METHOD, Problems.BUNDLE);

    private final Domain domain;
    private final Registry registry;
    private final Callers callers;
    private final Refusals refusals;
    private final List<Application> logins;
    private final RequestGuard guard;
    private final Attempts attempts;
    private final SigningKeys records;
    private final JsonReader reader;
    /** Of what sources tell. */
    private final JsonReader told;

    private final TaskRoutes tasks;
    private final PlanRoutes plans;
    private final HoldRoutes holds;
    private final DelegationRoutes delegations;
    private final CallRoutes calls;
    private final BundleRoutes bundle;
    private final LinkRoutes links;
    private final LeaseRoutes leases;
    private final LaneRoutes lanes;
    private final AgentRoutes agents;
    private final ObservationRoutes observations;
    private final UpstreamRoutes upstreams;

    /**
     * @param callers finds out who sends a request
     * @param refusals hears whom it does not take
     * @param catalog the catalogue in force
     * @param health of the instances of the MCP servers behind the gateway, by the server's name
     * @param records sign records of approvals
     */
    public Api(
            Domain domain,
            Registry registry,
            Callers callers,
            Refusals refusals,
            Supplier<Catalog> catalog,
            BundleAdministration administration,
            Observer observer,
            Supplier<SortedMap<String, List<Health>>> health,
            SigningKeys records,
            ApiSettings settings) {
        this.domain = domain;
        this.registry = registry;
        this.callers = callers;
        this.refusals = refusals;
        this.logins = settings.logins();
        this.guard = new RequestGuard(settings);
        this.attempts = settings.attempts();
        this.reader = new JsonReader(settings.limits());
        this.told = new JsonReader(settings.told());
        this.tasks = new TaskRoutes(domain, registry);
        this.plans = new PlanRoutes(domain, registry, catalog, tasks);
        this.holds = new HoldRoutes(domain, registry, records);
        this.records = records;
        this.delegations = new DelegationRoutes(domain, registry);
        this.calls = new CallRoutes(domain);
        this.links = new LinkRoutes(domain);
        this.leases = new LeaseRoutes(domain);
        this.lanes = new LaneRoutes(domain, registry);
        this.agents = new AgentRoutes(domain, registry);
        this.bundle = new BundleRoutes(domain, administration);
        this.observations = new ObservationRoutes(observer, registry);
        this.upstreams = new UpstreamRoutes(health);
    }

    ApiReply handle(ApiRequest request) throws IOException {
        try {
            return switch (request.segments().getFirst()) {
                case "health" -> health(request);
                default -> authenticated(request);
            };
        } catch (Refusal e) {
            return e.reply();
        } catch (UnavailableException e) {
            return Problems.unavailable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request to the api failed", e);
            return Problems.of(500, Problems.INTERNAL, "the request failed, and what it asked for may not be done");
        }
    }

    /** For whoever watches the process: nothing here is about anybody, so nobody is asked who they are. */
    private ApiReply health(ApiRequest request) throws Refusal {
        requireMethod(request, "GET");
        String which = request.segments().size() == 2 ? request.segments().get(1) : "";
        return switch (which) {
            case "live" -> ApiReply.of(200, Json.object().put("status", "live"));
            case "ready" ->
                domain.ready()
                        ? ApiReply.of(200, Json.object().put("status", "ready"))
                        : Problems.unavailable("the ledger cannot be written, so every call is denied");
            default -> Problems.notFound("health is at `/health/live` and `/health/ready`");
        };
    }

    private ApiReply authenticated(ApiRequest request) throws Refusal, IOException {
        Optional<ApiReply> refused = guard.refusal(request);
        if (refused.isPresent()) {
            return refused.get();
        }
        List<String> path = request.segments();
        if (path.size() == 2 && path.get(1).equals("login")) {
            return login(request);
        }
        if (path.size() == 2 && path.get(1).equals("jwks")) {
            requireMethod(request, "GET");
            new Query(request).finish();
            return ApiReply.of(200, records.jwks());
        }
        Optional<String> authorization = request.all("authorization").stream().findFirst();
        Optional<Caller> source = authorization.flatMap(registry::authorizedSource);
        if (source.isPresent()) {
            return path.size() == 2 && path.get(1).equals("observations")
                    ? observations.tell(source.get(), posted(request, told))
                    : Problems.of(
                            403, Code.NOT_ALLOWED.text(), "a source tells what it observed, and does nothing else");
        }
        var shown = new Presentation(
                authorization, request.client().map(ClientCertificate::chain).orElse(List.of()), Optional.empty());
        return switch (callers.identify(shown)) {
            case Identified.Known known -> heard(request, known.caller(), path);
            case Identified.Unknown unknown -> {
                unknown.problem().ifPresent(problem -> refusals.refused(problem, "/v1"));
                String challenge = "Bearer realm=\"interlock\""
                        + (request.all("authorization").isEmpty() ? "" : ", error=\"invalid_token\"");
                yield Problems.with(
                        Problems.of(401, Problems.UNAUTHENTICATED, unknown.message()), "WWW-Authenticate", challenge);
            }
        };
    }

    /** What separates duties leaves a trace also where it is refused. */
    private ApiReply heard(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        if (path.size() < 2 || !HEARD.contains(path.get(1)) || !request.method().equals("POST")) {
            return route(request, caller, path);
        }
        ApiReply reply;
        try {
            reply = route(request, caller, path);
        } catch (Refusal e) {
            reply = e.reply();
        }
        String code = reply.body().path("code").asText();
        if (reply.status() >= 400 && reply.status() < 500 && !NOWHERE.contains(code)) {
            attempts.refused(code, where(path, code), caller.name());
        }
        return reply;
    }

    /** What stands in the place of an id is the sender's to choose, unless somebody found what it names. */
    private static String where(List<String> path, String code) {
        boolean found = !code.endsWith("-unknown") && !code.equals(Problems.REQUEST);
        var where = new StringBuilder("/v1/").append(path.get(1));
        for (String segment : path.subList(2, path.size())) {
            boolean named =
                    STEPS.contains(segment) || found && ID.matcher(segment).matches();
            where.append('/').append(named ? segment : "{id}");
        }
        return where.toString();
    }

    private ApiReply route(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size() < 2 ? "" : path.get(1)) {
            case "tasks" -> tasks(request, caller, path.subList(2, path.size()));
            case "holds" -> holds(request, caller, path.subList(2, path.size()));
            case "delegations" -> delegations(request, caller, path.subList(2, path.size()));
            case "calls" -> calls(request, caller, path.subList(2, path.size()));
            case "links" -> links(request, caller, path.subList(2, path.size()));
            case "leases" -> leases(request, caller, path.subList(2, path.size()));
            case "lanes" -> lanes(request, caller, path.subList(2, path.size()));
            case "agents" -> agents(request, caller, path.subList(2, path.size()));
            case "owners" -> owners(request, caller, path.subList(2, path.size()));
            case "resumptions" -> resumptions(request, caller, path.subList(2, path.size()));
            case "observations" ->
                Problems.of(
                        403,
                        Code.NOT_ALLOWED.text(),
                        "only a source tells what it observed; register one under `sources` of the configuration");
            case "bundle" -> bundle(request, caller, path.subList(2, path.size()));
            case "whoami" -> whoami(request, caller, path.subList(2, path.size()));
            case "upstreams" -> upstreams(request, caller, path.subList(2, path.size()));
            default -> nowhere();
        };
    }

    /** For who is not known yet: nothing here is a secret, and an issuer tells everybody as much. */
    private ApiReply login(ApiRequest request) throws Refusal {
        requireMethod(request, "GET");
        new Query(request).finish();
        ObjectNode body = Json.object();
        ArrayNode issuers = body.putArray("issuers");
        logins.forEach(each -> issuers.add(each.json()));
        return ApiReply.of(200, body);
    }

    /** Who the server takes the caller for. */
    private static ApiReply whoami(ApiRequest request, Caller caller, List<String> path) throws Refusal {
        if (!path.isEmpty()) {
            return nowhere();
        }
        requireMethod(request, "GET");
        new Query(request).finish();
        ObjectNode body = Json.object()
                .put("name", caller.name())
                .put("kind", kind(caller))
                .put("runtime", caller.runtime());
        ArrayNode groups = body.putArray("groups");
        caller.groups().forEach(groups::add);
        return ApiReply.of(200, body);
    }

    private ApiReply upstreams(ApiRequest request, Caller caller, List<String> path) throws Refusal {
        if (!path.isEmpty()) {
            return nowhere();
        }
        requireMethod(request, "GET");
        new Query(request).finish();
        return upstreams.show(caller);
    }

    private static String kind(Caller caller) {
        return switch (caller.kind()) {
            case CallerKind.Person person -> "person";
            case CallerKind.Agent agent -> "agent";
            case CallerKind.Verifier verifier -> "verifier";
        };
    }

    private static ApiReply nowhere() {
        return Problems.notFound("nothing is answered at this path");
    }

    private ApiReply tasks(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size()) {
            case 0 ->
                switch (requireMethod(request, "GET", "POST")) {
                    case "GET" -> tasks.list(caller, new Query(request));
                    default -> tasks.open(caller, body(request));
                };
            case 1 ->
                switch (requireMethod(request, "GET", "PATCH")) {
                    case "GET" -> tasks.show(caller, path.getFirst(), new Query(request));
                    default -> tasks.amend(caller, path.getFirst(), body(request));
                };
            case 2 ->
                switch (path.get(1)) {
                    case "close" -> tasks.close(caller, path.getFirst(), posted(request));
                    case "plan" ->
                        switch (requireMethod(request, "GET", "POST")) {
                            case "GET" -> plans.show(caller, path.getFirst(), new Query(request));
                            default -> plans.declare(caller, path.getFirst(), body(request));
                        };
                    case "cancel" -> tasks.cancel(caller, path.getFirst(), posted(request));
                    default -> nowhere();
                };
            default -> nowhere();
        };
    }

    private ApiReply holds(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size()) {
            case 0 -> {
                requireMethod(request, "GET");
                yield holds.list(caller, new Query(request));
            }
            case 1 -> {
                if (path.getFirst().equals("answers")) {
                    yield holds.answerLike(caller, posted(request));
                }
                requireMethod(request, "GET");
                yield holds.show(caller, path.getFirst(), new Query(request));
            }
            case 2 ->
                switch (path.get(1)) {
                    case "record" -> {
                        requireMethod(request, "GET");
                        yield holds.record(caller, path.getFirst(), new Query(request));
                    }
                    case "withdraw" -> holds.withdraw(caller, path.getFirst(), posted(request));
                    case "approve" -> holds.answer(caller, path.getFirst(), true, posted(request));
                    case "reject" -> holds.answer(caller, path.getFirst(), false, posted(request));
                    default -> nowhere();
                };
            default -> nowhere();
        };
    }

    private ApiReply delegations(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size()) {
            case 0 ->
                switch (requireMethod(request, "GET", "POST")) {
                    case "GET" -> delegations.list(caller, new Query(request));
                    default -> delegations.delegate(caller, body(request));
                };
            case 2 -> path.get(1).equals("end") ? delegations.end(caller, path.getFirst(), posted(request)) : nowhere();
            default -> nowhere();
        };
    }

    private ApiReply calls(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size()) {
            case 0 -> {
                requireMethod(request, "GET");
                yield calls.list(caller, new Query(request));
            }
            case 2 ->
                path.get(1).equals("reconcile") ? calls.reconcile(caller, path.getFirst(), posted(request)) : nowhere();
            default -> nowhere();
        };
    }

    private ApiReply links(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size()) {
            case 0 ->
                switch (requireMethod(request, "GET", "POST")) {
                    case "GET" -> links.list(caller, new Query(request));
                    default -> links.propose(caller, body(request));
                };
            case 2 ->
                switch (path.get(1)) {
                    case "confirm" -> links.answer(caller, path.getFirst(), true, posted(request));
                    case "reject" -> links.answer(caller, path.getFirst(), false, posted(request));
                    default -> nowhere();
                };
            default -> nowhere();
        };
    }

    private ApiReply leases(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size()) {
            case 0 -> {
                requireMethod(request, "GET");
                yield leases.list(caller, new Query(request));
            }
            case 1 -> {
                requireMethod(request, "GET");
                yield leases.show(caller, path.getFirst(), new Query(request));
            }
            case 2 ->
                path.get(1).equals("revoke") ? leases.revoke(caller, path.getFirst(), posted(request)) : nowhere();
            default -> nowhere();
        };
    }

    private ApiReply lanes(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size()) {
            case 0 ->
                switch (requireMethod(request, "GET", "POST")) {
                    case "GET" -> lanes.list(caller, new Query(request));
                    default -> lanes.propose(caller, body(request));
                };
            case 1 -> {
                requireMethod(request, "GET");
                yield lanes.show(caller, path.getFirst(), new Query(request));
            }
            case 2 ->
                switch (path.get(1)) {
                    case "confirm" -> lanes.confirm(caller, path.getFirst(), posted(request));
                    case "end" -> lanes.end(caller, path.getFirst(), posted(request));
                    case "review" -> lanes.review(caller, path.getFirst(), posted(request));
                    case "timeline" -> {
                        requireMethod(request, "GET");
                        yield lanes.timeline(caller, path.getFirst(), new Query(request));
                    }
                    default -> nowhere();
                };
            default -> nowhere();
        };
    }

    private ApiReply agents(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size()) {
            case 0 -> {
                requireMethod(request, "GET");
                yield agents.list(caller, new Query(request));
            }
            case 2 ->
                switch (path.get(1)) {
                    case "suspend" -> agents.suspend(caller, path.getFirst(), posted(request));
                    case "resume" -> agents.resumeAgent(caller, path.getFirst(), posted(request));
                    default -> nowhere();
                };
            default -> nowhere();
        };
    }

    private ApiReply owners(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size() == 2 ? path.get(1) : "") {
            case "gone" -> agents.ownerGone(caller, path.getFirst(), posted(request));
            case "resume" -> agents.resumeOwner(caller, path.getFirst(), posted(request));
            default -> nowhere();
        };
    }

    private ApiReply resumptions(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size() == 2 ? path.get(1) : "") {
            case "confirm" -> agents.answer(caller, path.getFirst(), true, posted(request));
            case "reject" -> agents.answer(caller, path.getFirst(), false, posted(request));
            default -> nowhere();
        };
    }

    private ApiReply bundle(ApiRequest request, Caller caller, List<String> path) throws Refusal, IOException {
        return switch (path.size() == 1 ? path.getFirst() : String.join("/", path)) {
            case "" -> {
                requireMethod(request, "GET");
                new Query(request).finish();
                yield bundle.show(caller);
            }
            case "propose" -> bundle.propose(caller, posted(request));
            case "activate" -> bundle.activate(caller, posted(request));
            default -> nowhere();
        };
    }

    private static String requireMethod(ApiRequest request, String... methods) throws Refusal {
        for (String method : methods) {
            if (method.equals(request.method())) {
                return method;
            }
        }
        String allowed = String.join(", ", methods);
        throw new Refusal(
                Problems.with(Problems.of(405, Problems.METHOD, "answered here: " + allowed), "Allow", allowed));
    }

    private Body posted(ApiRequest request) throws Refusal, IOException {
        return posted(request, reader);
    }

    private Body posted(ApiRequest request, JsonReader within) throws Refusal, IOException {
        requireMethod(request, "POST");
        return body(request, within);
    }

    private Body body(ApiRequest request) throws Refusal, IOException {
        return body(request, reader);
    }

    private Body body(ApiRequest request, JsonReader within) throws Refusal, IOException {
        new Query(request).finish();
        Optional<ApiReply> encoded = guard.encoding(request);
        if (encoded.isPresent()) {
            throw new Refusal(encoded.get());
        }
        int max = within.limits().maxBytes();
        byte[] text = request.content().read(max + 1);
        if (text.length > max) {
            throw new Refusal(
                    Problems.of(413, Problems.REQUEST, "the body is longer than " + max + " bytes: send less"));
        }
        if (text.length > 0) {
            Optional<ApiReply> refused = guard.media(request);
            if (refused.isPresent()) {
                throw new Refusal(refused.get());
            }
        }
        return Body.read(text, within);
    }
}
