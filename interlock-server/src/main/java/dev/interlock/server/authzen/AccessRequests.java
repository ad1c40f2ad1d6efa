package dev.interlock.server.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.config.Enforcer;
import dev.interlock.server.config.Registry;
import dev.interlock.server.gate.OutsideGate;
import dev.interlock.server.gate.PlainJson;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.words.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Access requests (AuthZEN Access Request and Approval Profile): a denial of a held call can be asked to be approved, its standing looked
 * up, and the request cancelled. The approval is a hold's: who may give it, for how long and how often is decided by the engine. Thread-safe.
 */
final class AccessRequests {

    static final String PATH = "/access/v1/access-requests";

    static final String CANCEL = "/cancel";
    /** How long a denial may be asked about. */
    private static final Duration REQUESTABLE = Duration.ofMinutes(15);
    /** When it is worth asking again, in seconds. */
    private static final String RETRY_AFTER = "5";

    /** Of one caller; the oldest is forgotten first. */
    static final int MOST_KEYS = 1_000;

    private final OutsideGate gate;
    private final Questions questions;
    private final Registry registry;
    private final Handles handles;
    private final Supplier<String> url;
    private final InstantSource clock;
    /** Digests of what was submitted under a key, by caller: none takes the room of another. */
    private final Map<String, LinkedHashMap<String, String>> submitted = new HashMap<>(); // guarded by itself

    AccessRequests(
            OutsideGate gate,
            Questions questions,
            Registry registry,
            Handles handles,
            Supplier<String> url,
            InstantSource clock) {
        this.gate = gate;
        this.questions = questions;
        this.registry = registry;
        this.handles = handles;
        this.url = url;
        this.clock = clock;
    }

    /** What a denial says of how to ask for approval. */
    ObjectNode requestable(Enforcer by, long call, long evaluatedMillis) {
        long until = evaluatedMillis + REQUESTABLE.toMillis();
        return Json.object()
                .put("endpoint", url.get() + PATH)
                .put("expires_at", time(until))
                .put("binding_token", handles.of(Handles.Kind.DENIAL, call, evaluatedMillis, until, by.name()));
    }

    /** Whether the approval is one of this caller's, and of this very call; empty where nobody can tell what it is of. */
    Optional<Boolean> covers(Enforcer by, JsonNode approval, OutsideGate.Question question) {
        JsonNode id = approval.get("id");
        OptionalLong call = id == null || !id.isTextual()
                ? OptionalLong.empty()
                : handles.read(Handles.Kind.APPROVAL, id.textValue(), by.name());
        return call.isEmpty()
                ? Optional.empty()
                : gate.held(call.getAsLong()).map(held -> gate.isSameCall(question, held));
    }

    Exchange.Reply handle(Enforcer by, Exchange.Inbound in, Bodied body, Optional<String> key)
            throws Refusal, java.io.IOException {
        String path = in.path();
        if (path.equals(PATH)) {
            return submit(by, body.read(), key);
        }
        String id = path.substring(PATH.length() + 1);
        if (id.endsWith(CANCEL)) {
            var unused = body.read();
            return cancel(by, id.substring(0, id.length() - CANCEL.length()));
        }
        if (!in.method().equals("GET")) {
            throw new Refusal(405, "only GET is answered here", Map.of("Allow", "GET"));
        }
        return status(by, task(by, id), 200);
    }

    /** Reads the body of a POST. */
    interface Bodied {
        ObjectNode read() throws Refusal, java.io.IOException;
    }

    private Exchange.Reply submit(Enforcer by, ObjectNode body, Optional<String> key) throws Refusal {
        if (body.has("items")) {
            throw Refusal.problem(400, "not_requestable", "one request is about one evaluation: send one for each");
        }
        if (body.has("callback")) {
            throw Refusal.problem(400, "not_requestable", "callbacks are not taken: look at `task.status_endpoint`");
        }
        Evaluation asked = Bodies.evaluation(body);
        ObjectNode denial = Bodies.object(body.get("denial"), "denial");
        once(by, body, key);
        OutsideGate.Held held = denied(by, denial);
        List<OutsideGate.Question> calls = questions.of(by, asked).calls();
        if (calls.stream().noneMatch(question -> gate.isSameCall(question, held))) {
            throw unbound("the request is about another call than the denial");
        }
        long until = held.evaluatedMillis() + REQUESTABLE.toMillis();
        if (!time(until).equals(Json.string(denial, "expires_at"))) {
            throw unbound("`denial.expires_at` is not that of the denial");
        }
        if (clock.millis() > until) {
            throw Refusal.problem(410, "expired_denial", "the denial is too old: evaluate again");
        }
        return status(by, held, 202);
    }

    private OutsideGate.Held denied(Enforcer by, ObjectNode denial) throws Refusal {
        String id = Json.string(denial, "evaluation_id");
        String token = Json.string(denial, "binding_token");
        OptionalLong named = id == null ? OptionalLong.empty() : Ids.parse('c', id);
        OptionalLong bound = token == null ? OptionalLong.empty() : handles.read(Handles.Kind.DENIAL, token, by.name());
        if (token != null && bound.isEmpty()) {
            throw unbound("`denial.binding_token` is none of this server, or too old");
        }
        OptionalLong call = token == null ? named : bound;
        if (call.isEmpty() || id != null && !named.equals(call)) {
            throw unbound("`denial` names the evaluation by `evaluation_id`, by `binding_token`, or by both alike");
        }
        return gate.held(call.getAsLong())
                .filter(held -> held.by().equals(Optional.of(by.name())))
                .orElseThrow(() -> unbound("that evaluation was not held for you"));
    }

    private static Refusal unbound(String detail) {
        return Refusal.problem(400, "invalid_denial_binding", detail);
    }

    /** The same under a key is the same request; another is refused. */
    private void once(Enforcer by, ObjectNode body, Optional<String> key) throws Refusal {
        if (key.isEmpty()) {
            return;
        }
        String name = Evaluations.checked(key.get());
        String digest;
        try {
            digest = OutsideGate.digest(PlainJson.of(body));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("a request needs a canonical form: " + e.getMessage());
        }
        synchronized (submitted) {
            LinkedHashMap<String, String> own = submitted.computeIfAbsent(by.name(), any -> new LinkedHashMap<>());
            String before = own.putIfAbsent(name, digest);
            if (before != null && !before.equals(digest)) {
                throw Refusal.problem(409, "duplicate_request", "something else was submitted under this key");
            }
            if (own.size() > MOST_KEYS) {
                own.pollFirstEntry();
            }
        }
    }

    private OutsideGate.Held task(Enforcer by, String id) throws Refusal {
        OptionalLong call = handles.read(Handles.Kind.TASK, id, by.name());
        return (call.isEmpty() ? Optional.<OutsideGate.Held>empty() : gate.held(call.getAsLong()))
                .orElseThrow(() -> Refusal.problem(404, "unknown_task", "there is no such request of yours"));
    }

    private Caller subject(OutsideGate.Held held) throws Refusal {
        return registry.named(held.agent())
                .map(party -> Registry.withRuntime(party, held.runtime()))
                .orElseThrow(() -> Refusal.problem(404, "unknown_task", "its subject is not registered any more"));
    }

    private Exchange.Reply cancel(Enforcer by, String id) throws Refusal {
        OutsideGate.Held held = task(by, id);
        if (!gate.withdraw(held, subject(held))) {
            throw Refusal.problem(409, "invalid_task_state", "the request is not pending any more");
        }
        return status(by, held, 200);
    }

    private Exchange.Reply status(Enforcer by, OutsideGate.Held held, int pending) throws Refusal {
        String id = handles.of(Handles.Kind.TASK, held.call(), held.evaluatedMillis(), by.name());
        OutsideGate.Standing standing = gate.standing(held, subject(held));
        String here = url.get() + PATH + "/" + id;
        ObjectNode reply = Json.object();
        ObjectNode task = reply.putObject("task")
                .put("id", id)
                .put("status", word(standing))
                .put("status_endpoint", here);
        if (standing instanceof OutsideGate.Standing.Pending) {
            task.putObject("links").put("cancel", here + CANCEL);
        }
        if (standing instanceof OutsideGate.Standing.Approved(long atMillis, long untilMillis)) {
            reply.putObject("result")
                    .put("mode", "reevaluate")
                    .putObject("approval")
                    .put("id", handles.of(Handles.Kind.APPROVAL, held.call(), held.evaluatedMillis(), by.name()))
                    .put("approved_at", time(atMillis))
                    .put("approved_until", time(untilMillis));
        }
        boolean waits = standing instanceof OutsideGate.Standing.Pending;
        Exchange.Reply made = Exchange.Reply.of(waits ? pending : pending == 202 ? 201 : 200, reply);
        return waits ? made.with("Retry-After", RETRY_AFTER).with("Location", here) : made.with("Location", here);
    }

    private static String word(OutsideGate.Standing standing) {
        return switch (standing) {
            case OutsideGate.Standing.Pending pending -> "pending";
            case OutsideGate.Standing.Approved approved -> "approved";
            case OutsideGate.Standing.Over(String status) -> status;
        };
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
