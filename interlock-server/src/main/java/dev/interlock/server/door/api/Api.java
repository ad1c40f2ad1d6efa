package dev.interlock.server.door.api;

import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Identified;
import dev.interlock.server.identity.Presentation;
import dev.interlock.server.identity.Refusals;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.tls.ClientCertificate;
import dev.interlock.server.upstream.Health;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The API finds out which caller asks, and hands the request to the routes of its path. It knows HTTP only as {@link
 * ApiRequest}; {@link ApiService} hangs it into the web server. Thread-safe.
 *
 * <p>An agent sees its own tasks, those below them, and what belongs to these; people see everything.
 */
public final class Api {

    private static final System.Logger LOG = System.getLogger(Api.class.getName());

    private final Registry registry;
    private final Callers callers;
    private final Refusals refusals;
    private final RequestGuard guard;
    private final RefusedAttempts attempts;
    private final ApiSettings.Arrivals arrivals;
    private final Bodies bodies;
    /** Reads the bodies of sources, within limits of their own. */
    private final Bodies observationBodies;

    private final OpenRoutes open;
    private final ObservationRoutes observations;
    /** The routes by the segment below {@code /v1}. */
    private final Map<String, Routes> routes;

    /**
     * The parts behind the API that it shows and changes.
     *
     * @param catalog the catalogue in force
     * @param health returns the health of the MCP servers' instances behind the gateway, by the server's name
     * @param records sign records of approvals
     */
    public record Dependencies(
            Domain domain,
            Registry registry,
            Supplier<Catalog> catalog,
            BundleAdministration administration,
            Enforcer enforcer,
            Supplier<SortedMap<String, List<Health>>> health,
            SigningKeys records) {}

    /**
     * @param callers finds out who sends a request
     * @param refusals hears whom it does not take
     */
    public Api(Dependencies dependencies, Callers callers, Refusals refusals, ApiSettings settings) {
        this.registry = dependencies.registry();
        this.callers = callers;
        this.refusals = refusals;
        this.guard = new RequestGuard(settings);
        this.attempts = new RefusedAttempts(settings.attempts());
        this.arrivals = settings.arrivals();
        this.bodies = new Bodies(guard, new JsonReader(settings.limits()));
        this.observationBodies = new Bodies(guard, new JsonReader(settings.observationLimits()));
        this.open = new OpenRoutes(dependencies.domain(), dependencies.records(), settings.logins());
        this.observations = new ObservationRoutes(dependencies.enforcer(), registry);
        this.routes = routes(dependencies);
    }

    private static Map<String, Routes> routes(Dependencies dependencies) {
        Domain domain = dependencies.domain();
        Registry registry = dependencies.registry();
        var tasks = new TaskRoutes(domain, registry);
        var plans = new PlanRoutes(domain, registry, dependencies.catalog(), tasks);
        var agents = new AgentRoutes(domain, registry);
        return Map.ofEntries(
                Map.entry(
                        "tasks",
                        (caller, request) ->
                                plans.areAsked(request) ? plans.route(caller, request) : tasks.route(caller, request)),
                Map.entry("holds", new HoldRoutes(domain, registry, dependencies.records())),
                Map.entry("delegations", new DelegationRoutes(domain, registry)),
                Map.entry(
                        "calls",
                        new CallRoutes(domain, dependencies.administration().singleAdministrator())),
                Map.entry("links", new LinkRoutes(domain)),
                Map.entry("leases", new LeaseRoutes(domain)),
                Map.entry("lanes", new LaneRoutes(domain, registry)),
                Map.entry("agents", agents),
                Map.entry("owners", agents::routeOwner),
                Map.entry("resumptions", agents::routeResumption),
                Map.entry("observations", Api::onlySources),
                Map.entry("bundle", new BundleRoutes(domain, dependencies.administration())),
                Map.entry("whoami", new WhoamiRoutes()),
                Map.entry("upstreams", new UpstreamRoutes(dependencies.health())));
    }

    private static ApiReply onlySources(Caller caller, RoutedRequest request) {
        return Problems.of(
                403,
                RefusalCode.NOT_ALLOWED.text(),
                "only a source tells what it observed; register one under `sources` of the configuration");
    }

    ApiReply handle(ApiRequest request) throws IOException {
        try {
            return request.segments().getFirst().equals("health") ? open.health(request) : guarded(request);
        } catch (Refusal e) {
            return e.reply();
        } catch (UnavailableException e) {
            return Problems.unavailable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request to the api failed", e);
            return Problems.of(500, Problems.INTERNAL, "the request failed, and what it asked for may not be done");
        }
    }

    private ApiReply guarded(ApiRequest request) throws Refusal, IOException {
        Optional<ApiReply> refused = guard.refusal(request);
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<ApiReply> forEverybody = open.answer(request);
        if (forEverybody.isPresent()) {
            return forEverybody.get();
        }
        Optional<String> authorization = request.all("authorization").stream().findFirst();
        Optional<Caller> source = authorization.flatMap(registry::authorizedSource);
        return source.isPresent() ? ofSource(source.get(), request) : identified(request, authorization);
    }

    private ApiReply ofSource(Caller source, ApiRequest request) throws Refusal, IOException {
        admit(source);
        List<String> path = request.segments();
        if (path.size() == 2 && path.get(1).equals("observations")) {
            return observations.tell(source, new RoutedRequest(request, List.of(), observationBodies).posted());
        }
        return Problems.of(
                403, RefusalCode.NOT_ALLOWED.text(), "a source tells what it observed, and does nothing else");
    }

    private ApiReply identified(ApiRequest request, Optional<String> authorization) throws Refusal, IOException {
        var presentation = new Presentation(
                authorization, request.client().map(ClientCertificate::chain).orElse(List.of()), Optional.empty());
        return switch (callers.identify(presentation)) {
            case Identified.Known known -> {
                admit(known.caller());
                yield attempts.answer(request, known.caller(), () -> routed(request, known.caller()));
            }
            case Identified.Unknown unknown -> {
                unknown.problem().ifPresent(problem -> refusals.refused(problem, "/v1"));
                String challenge =
                        "Bearer realm=\"interlock\"" + (authorization.isEmpty() ? "" : ", error=\"invalid_token\"");
                yield Problems.with(
                        Problems.of(401, Problems.UNAUTHENTICATED, unknown.message()), "WWW-Authenticate", challenge);
            }
        };
    }

    /** Counts a request against the rate of its caller before anything is read, decided or recorded. */
    private void admit(Caller caller) throws Refusal {
        Optional<RateLimiter.Busy> busy = arrivals.arrive(caller.name());
        if (busy.isPresent()) {
            throw new Refusal(Problems.busy(busy.get()));
        }
    }

    private ApiReply routed(ApiRequest request, Caller caller) throws Refusal, IOException {
        List<String> path = request.segments();
        Routes found = path.size() < 2 ? null : routes.get(path.get(1));
        return found == null
                ? RoutedRequest.nowhere()
                : found.route(caller, new RoutedRequest(request, path.subList(2, path.size()), bodies));
    }
}
