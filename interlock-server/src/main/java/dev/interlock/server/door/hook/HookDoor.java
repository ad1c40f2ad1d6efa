package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Problem;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The door for hooks of coding agents: {@code POST /v1/hooks/CLIENT}, by the agent itself. An answer of 200 is in the wire of the client,
 * and a denial is one; any other status means that nothing was decided, and the hook has to block. Thread-safe.
 */
public final class HookDoor implements Door {

    private static final System.Logger LOG = System.getLogger(HookDoor.class.getName());

    static final String ROOT = "/v1/hooks";

    private static final Map<String, HookWire> WIRES = Stream.of(
                    new NestedWire("claude-code"),
                    new NestedWire("codex"),
                    new NestedWire("opencode"),
                    new GeminiWire(),
                    new CopilotWire(),
                    new CursorWire())
            .collect(Collectors.toUnmodifiableMap(HookWire::client, wire -> wire));

    /** The coding agents that there are hooks for, by their names in the path. */
    public static final Set<String> CLIENTS = WIRES.keySet();

    private final Guard guard;
    private final Authenticator authenticator;
    private final RateLimiter limiter;
    private final JsonReader reader;
    private final HookCounts counts;
    private final Supplier<HookCalls> newCalls;
    /** By agent, so that none has anything of others forgotten, or waits for them. Agents are registered, so their number is bounded. */
    private final Map<String, HookCalls> calls = new ConcurrentHashMap<>();

    private final Refusals refusals;

    /** Hears of the requests of known callers that are refused. */
    @FunctionalInterface
    public interface Refusals {

        /**
         * @param reason stable
         * @param by the name of the caller
         */
        void refused(String reason, String where, String by);
    }

    /**
     * @param authenticator finds out which agent sends a request
     * @param limiter bounds the requests of each agent; shared with the other doors
     * @param index of the record of the domain
     * @param trustedPrompts the coding agents whose word on what a person said is believed
     */
    public HookDoor(
            DoorSettings settings,
            Authenticator authenticator,
            RateLimiter limiter,
            Domain domain,
            RecordIndex index,
            Enforcer enforcer,
            Set<String> trustedPrompts,
            Refusals refusals) {
        this.guard = new Guard(settings.hosts(), settings.origins(), Guard.Rules.JSON);
        this.authenticator = authenticator;
        this.limiter = limiter;
        this.reader = new JsonReader(settings.limits());
        this.counts = new HookCounts(WIRES.keySet());
        var ended = new EndedSessions(domain, index);
        this.newCalls = () -> new HookCalls(domain, ended, enforcer, trustedPrompts, counts);
        this.refusals = refusals;
    }

    public List<Route> routes() {
        return List.of(Route.any(ROOT + "/*", this));
    }

    /** Returns how many answers there were, by client, and for each by what it was answered with. */
    public SortedMap<String, SortedMap<String, Long>> answers() {
        return counts.all();
    }

    @Override
    public Reply handle(Request in) throws IOException {
        try {
            guard.check(in.headers());
            return switch (authenticator.attempt(in)) {
                case Authentication.Known known ->
                    known(in, known.caller().party()).with(known.headers());
                case Authentication.Unknown unknown ->
                    throw new Refusal(401, "unauthenticated", unknown.message()).with(unknown.headers());
            };
        } catch (Refusal e) {
            return Problem.of(e);
        } catch (UnavailableException e) {
            return Problem.of(503, "unavailable", "no decision is possible now: " + e.getMessage())
                    .with("Retry-After", "1");
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "processing a hook event failed", e);
            return Problem.of(500, "internal", "the server failed; see its log");
        }
    }

    private Reply known(Request in, Caller caller) throws Refusal, IOException {
        try (RateLimiter.Visit visit = limiter.visit()) {
            admit(visit.arrive(caller.name()));
            admit(visit.read(caller.name()));
            return Reply.json(200, answer(in, caller, visit));
        } catch (RuntimeException | StackOverflowError e) {
            counts.count(client(in), HookCounts.Kind.FAILED);
            throw e;
        } catch (Refusal e) {
            counts.count(client(in), HookCounts.Kind.REFUSED);
            if (e.status() != 429) {
                refusals.refused(e.code(), WIRES.containsKey(client(in)) ? in.path() : ROOT, caller.name());
            }
            throw e;
        }
    }

    private ObjectNode answer(Request in, Caller caller, RateLimiter.Visit visit) throws Refusal, IOException {
        HookWire wire = Optional.ofNullable(WIRES.get(client(in)))
                .orElseThrow(() -> new Refusal(404, "not-found", "there is no coding agent with that name"));
        if (!in.method().equals("POST")) {
            throw new Refusal(405, "method-not-allowed", "only POST is allowed here").with("Allow", "POST");
        }
        if (!caller.agent()) {
            throw new Refusal(403, "not-allowed", "a hook acts for an agent: give it an agent's token");
        }
        HookOptions options = HookOptions.of(in.query());
        HookEvent event = wire.read(body(in, visit), options);
        return calls.computeIfAbsent(caller.name(), any -> newCalls.get()).answer(caller, wire, options, event);
    }

    private static String client(Request in) {
        return in.path().length() > ROOT.length() ? in.path().substring(ROOT.length() + 1) : "";
    }

    private static void admit(Optional<RateLimiter.Busy> busy) throws Refusal {
        if (busy.isPresent()) {
            throw Refusal.busy(busy.get().message(), busy.get().seconds());
        }
    }

    private ObjectNode body(Request in, RateLimiter.Visit visit) throws Refusal, IOException {
        guard.checkBody(in.headers());
        int most = reader.limits().maxBytes();
        byte[] text = in.body(most + 1);
        visit.weighs(text.length);
        if (text.length > most) {
            throw new Refusal(413, "request-too-long", "the event is longer than " + most + " bytes");
        }
        return switch (reader.read(text)) {
            case JsonReader.Outcome.Value(ObjectNode object) -> object;
            case JsonReader.Outcome.Value(JsonNode other) -> throw Refusal.invalid("the event is not an object");
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) -> throw Refusal.invalid(defect);
        };
    }
}
