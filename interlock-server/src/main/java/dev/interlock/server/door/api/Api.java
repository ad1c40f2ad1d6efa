package dev.interlock.server.door.api;

import dev.interlock.engine.event.Presence;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.server.breakglass.LaneCredentials;
import dev.interlock.server.breakglass.LaneProofs;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Policy;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Problem;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestTarget;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.Proven;
import dev.interlock.server.identity.passkey.PasskeyBook;
import dev.interlock.server.identity.passkey.PasskeyChallenges;
import dev.interlock.server.identity.passkey.Passkeys;
import dev.interlock.server.identity.presence.Freshness;
import dev.interlock.server.identity.presence.StepUp;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.workbench.Workbench;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The API, at {@code /v1} and {@code /health}, finds out which caller asks, and hands the request to the routes of its
 * path. Thread-safe.
 *
 * <p>An agent sees its own tasks, those below them, and what belongs to these; people see everything.
 */
public final class Api implements Door {

    private static final System.Logger LOG = System.getLogger(Api.class.getName());

    private static final String PLAYGROUND = "playground";
    private static final List<String> PROPOSAL = List.of("bundle", "propose");

    private final Registry registry;
    private final Authenticator authenticator;
    private final Guard guard;
    private final RefusedAttempts attempts;
    private final ApiSettings.Arrivals arrivals;
    private final Roles roles;
    private final StepUp stepUp;
    private final Bodies bodies;
    /** Reads the bodies of sources, within limits of their own. */
    private final Bodies observationBodies;
    /** Reads bodies with bundles: those of the playground may have two. */
    private final Bodies bundleBodies;

    private final OpenRoutes open;
    private final ObservationRoutes observations;
    /** The routes by the segment below {@code /v1}. */
    private final Map<String, Routes> routes;

    /**
     * The parts behind the API that it shows and changes.
     *
     * @param index of the record of the domain
     * @param policy the bundle in force
     * @param bundles the bundle with a digest, for the titles of its rules; one without rules where it was not kept
     * @param workbench where bundles are tried out
     * @param health returns the health of the MCP servers' instances behind the gateway, by the server's name
     * @param records sign records of approvals
     * @param laneProofs with what agents act in break-glass lanes
     * @param laneCredentials those of them that are handed out here
     * @param phrases how calls read
     */
    public record Dependencies(
            Domain domain,
            RecordIndex index,
            Registry registry,
            Supplier<Policy> policy,
            Function<String, Bundle> bundles,
            BundleAdministration administration,
            Workbench workbench,
            Enforcer enforcer,
            Supplier<SortedMap<String, List<Health>>> health,
            SigningKeys records,
            LaneProofs laneProofs,
            LaneCredentials laneCredentials,
            CallPhrases phrases) {}

    /** @param authenticator finds out who sends a request, but for sources */
    public Api(Dependencies dependencies, Authenticator authenticator, ApiSettings settings) {
        this.registry = dependencies.registry();
        this.authenticator = authenticator;
        this.guard = new Guard(settings.hosts(), settings.origins(), Guard.Rules.JSON);
        this.attempts = new RefusedAttempts(settings.attempts());
        this.arrivals = settings.arrivals();
        this.bodies = new Bodies(guard, new JsonReader(settings.limits()));
        this.observationBodies = new Bodies(guard, new JsonReader(settings.observationLimits()));
        this.bundleBodies = new Bodies(guard, new JsonReader(settings.playgroundLimits()));
        this.open = new OpenRoutes(dependencies.domain(), dependencies.records(), settings.logins());
        this.observations = new ObservationRoutes(dependencies.enforcer(), registry);
        this.roles = settings.roles();
        this.stepUp = settings.stepUp();
        this.routes = routes(dependencies, settings);
    }

    private static Map<String, Routes> routes(Dependencies dependencies, ApiSettings settings) {
        Roles roles = settings.roles();
        Domain domain = dependencies.domain();
        Registry registry = dependencies.registry();
        var tasks = new TaskRoutes(domain, dependencies.index(), registry, dependencies.phrases());
        var plans = new PlanRoutes(
                domain, registry, () -> dependencies.policy().get().catalog(), tasks);
        var agents = new AgentRoutes(domain, registry, roles);
        var entries = new EntryRoutes(domain, dependencies.index(), dependencies.bundles(), dependencies.phrases());
        var calls = new CallRoutes(
                domain,
                new CallStories(domain, dependencies.index(), dependencies.bundles(), dependencies.phrases()),
                dependencies.administration().singleAdministrator());
        var passkeys = new PasskeyRoutes(
                domain,
                new Passkeys(
                        new PasskeyBook(domain, dependencies.index()),
                        new PasskeyChallenges(new SecureRandom()),
                        settings.site()));
        var pictures = new PictureRoutes(domain, dependencies.index(), tasks);
        return Map.ofEntries(
                Map.entry(
                        "tasks",
                        (caller, request) -> pictures.areAsked(request)
                                ? pictures.routeTask(caller, request)
                                : plans.areAsked(request)
                                        ? plans.route(caller, request)
                                        : tasks.route(caller, request)),
                Map.entry(
                        "holds",
                        new HoldRoutes(
                                domain,
                                registry,
                                dependencies.index(),
                                dependencies.records(),
                                passkeys,
                                dependencies.phrases(),
                                roles)),
                Map.entry("passkeys", passkeys),
                Map.entry("delegations", new DelegationRoutes(domain, registry, roles)),
                Map.entry(
                        "calls",
                        (caller, request) -> pictures.areAsked(request)
                                ? pictures.routeCall(caller, request)
                                : calls.route(caller, request)),
                Map.entry("links", new LinkRoutes(domain, registry, roles)),
                Map.entry("contacts", new ContactRoutes(domain, dependencies.index(), dependencies.phrases())),
                Map.entry("leases", new LeaseRoutes(domain)),
                Map.entry(
                        "lanes",
                        new LaneRoutes(
                                domain,
                                dependencies.laneProofs(),
                                dependencies.laneCredentials(),
                                dependencies.phrases(),
                                roles)),
                Map.entry("agents", agents),
                Map.entry("owners", agents::routeOwner),
                Map.entry("resumptions", agents::routeResumption),
                Map.entry("observations", Api::onlySources),
                Map.entry(
                        "bundle",
                        new BundleRoutes(
                                domain,
                                dependencies.administration(),
                                dependencies.workbench(),
                                roles,
                                registry::mayPropose)),
                Map.entry(
                        PLAYGROUND,
                        new PlaygroundRoutes(dependencies.workbench().playground())),
                Map.entry(
                        "ledger",
                        new LedgerRoutes(domain, dependencies.administration().singleAdministrator(), roles)),
                Map.entry("clock", new ClockRoutes(domain, roles)),
                Map.entry("parties", new PartyRoutes(domain, registry, dependencies.index(), roles)),
                Map.entry("objects", new ObjectRoutes(domain, dependencies.index())),
                Map.entry("rules", new RuleRoutes(dependencies.policy(), domain, dependencies.index())),
                Map.entry(
                        "overview",
                        new OverviewRoutes(
                                domain,
                                registry,
                                dependencies.index(),
                                dependencies.health(),
                                dependencies.phrases(),
                                roles)),
                Map.entry("timeline", new TimelineRoutes(domain, dependencies.index())),
                Map.entry("entries", entries),
                Map.entry("checkpoint", entries::routeCheckpoint),
                Map.entry("leaves", entries::routeLeaves),
                Map.entry("settings", new SettingsRoutes(domain, dependencies.records(), settings)),
                Map.entry("console", new ConsoleRoutes(settings.consoleLinks())),
                Map.entry("whoami", new WhoamiRoutes(roles)),
                Map.entry("upstreams", new UpstreamRoutes(dependencies.health())));
    }

    private static Reply onlySources(Caller caller, RoutedRequest request) {
        return Problems.of(
                403,
                RefusalCode.NOT_ALLOWED.text(),
                "only a source may report observations; register it under `sources` in the configuration");
    }

    /** The names of the resources below {@code /v1} that callers have to be known for. */
    Set<String> resources() {
        return routes.keySet();
    }

    public List<Route> routes() {
        return List.of(Route.any("/v1/*", this), Route.any("/health/*", this));
    }

    @Override
    public Reply handle(Request request) throws IOException {
        return told(() -> {
            List<String> segments = RequestTarget.segments(request.path());
            List<String> path = segments.subList(1, segments.size());
            return segments.getFirst().equals("health")
                    ? open.health(new RoutedRequest(request, path, bodies))
                    : guarded(request, path);
        });
    }

    /**
     * Answers a request below {@code /v1} of somebody who is signed in to the console: with the same answer, within the same limits, and
     * with the same trace in the record.
     *
     * @param presence their proof to be there, if it is known when they gave it
     */
    public Reply answer(Caller caller, Optional<Presence> presence, Request request) throws IOException {
        return told(() -> {
            List<String> segments = RequestTarget.segments(request.path());
            return known(request, segments.subList(1, segments.size()), caller, stepUp.inConsole(presence));
        });
    }

    /** Answers, and tells what was refused or failed as problems. */
    private static Reply told(RefusedAttempts.Answering answering) throws IOException {
        try {
            return answering.answer();
        } catch (Refusal e) {
            return Problem.of(e);
        } catch (UnavailableException e) {
            return Problems.unavailable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request to the API failed", e);
            return Problems.of(500, Problems.INTERNAL, "the request failed and may not have taken effect");
        }
    }

    private Reply guarded(Request request, List<String> path) throws Refusal, IOException {
        guard.check(request.headers());
        Optional<Reply> forEverybody = open.answer(new RoutedRequest(request, path, bodies));
        if (forEverybody.isPresent()) {
            return forEverybody.get();
        }
        Optional<String> authorization = request.headers().first("authorization");
        Optional<Caller> source = authorization.flatMap(registry::authorizedSource);
        return source.isPresent() ? ofSource(source.get(), request, path) : identified(request, path);
    }

    private Reply ofSource(Caller source, Request request, List<String> path) throws Refusal, IOException {
        admit(source);
        if (path.equals(List.of("observations"))) {
            return observations.tell(source, new RoutedRequest(request, List.of(), observationBodies).posted());
        }
        return Problems.of(403, RefusalCode.NOT_ALLOWED.text(), "a source may only report observations");
    }

    private Reply identified(Request request, List<String> path) throws Refusal, IOException {
        return switch (authenticator.attempt(request)) {
            case Authentication.Known known ->
                known(
                        request,
                        path,
                        known.caller().party(),
                        stepUp.atApi(known.proven().flatMap(Proven::presence)));
            case Authentication.Unknown unknown ->
                throw new Refusal(401, Problems.UNAUTHENTICATED, unknown.message()).with(unknown.headers());
        };
    }

    private Reply known(Request request, List<String> path, Caller caller, Freshness freshness)
            throws Refusal, IOException {
        admit(caller);
        return attempts.answer(request.method(), path, caller, () -> routed(request, path, caller, freshness));
    }

    /** Counts a request against the rate of its caller before anything is read, decided or recorded. */
    private void admit(Caller caller) throws Refusal {
        Optional<RateLimiter.Busy> busy = arrivals.arrive(caller.name());
        if (busy.isPresent()) {
            throw Refusal.busy(busy.get().message(), busy.get().seconds());
        }
    }

    private Reply routed(Request request, List<String> path, Caller caller, Freshness freshness)
            throws Refusal, IOException {
        Optional<String> objection = path.isEmpty()
                ? Optional.empty()
                : roles.objection(caller, request.method().equals("GET"), path);
        if (objection.isPresent()) {
            return Problems.of(403, RefusalCode.NOT_ALLOWED.text(), objection.get());
        }
        Routes found = path.isEmpty() ? null : routes.get(path.getFirst());
        return found == null
                ? RoutedRequest.nowhere()
                : found.route(
                        caller,
                        new RoutedRequest(
                                request,
                                path.subList(1, path.size()),
                                path.getFirst().equals(PLAYGROUND) || path.equals(PROPOSAL) ? bundleBodies : bodies,
                                freshness));
    }
}
