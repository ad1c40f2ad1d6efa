package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.enforce.HeldCalls;
import dev.interlock.server.enforce.Question;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Access requests (AuthZEN Access Request and Approval Profile): an enforcement point asks for the approval of a held
 * call that was denied, looks up the status, or cancels the request; several evaluations of one subject fit into one
 * request, each for itself. The approval is a hold's: the engine decides who may give it, for how long and how often.
 * Thread-safe.
 */
final class AccessRequests {

    static final String PATH = "/access/v1/access-requests";

    static final String CANCEL = "/cancel";
    /** The pause before it is worth asking again, in seconds. */
    private static final String RETRY_AFTER = "5";

    /** The largest number of idempotency keys of one caller; the oldest is forgotten first. */
    static final int MOST_KEYS = 1_000;

    private final HeldCalls heldCalls;
    private final Denials denials;
    private final RequestStatus standings;
    private final Handles handles;
    private final RequestBook book;
    private final CallbackWatch callbacks;
    private final Supplier<String> url;
    /** Digests of what was submitted under a key, by caller: none takes the room of another. */
    private final Map<String, LinkedHashMap<String, String>> submitted = new HashMap<>(); // guarded by itself

    AccessRequests(
            HeldCalls heldCalls,
            Denials denials,
            RequestStatus standings,
            Handles handles,
            RequestBook book,
            CallbackWatch callbacks,
            Supplier<String> url) {
        this.heldCalls = heldCalls;
        this.denials = denials;
        this.standings = standings;
        this.handles = handles;
        this.book = book;
        this.callbacks = callbacks;
        this.url = url;
    }

    /**
     * A request as it stands in the record.
     *
     * @param task its handle
     * @param held the held calls that it is about
     * @param items how each of several is shown; empty for a request about one
     */
    private record Request(String task, List<HeldCalls.Held> held, List<ObjectNode> items) {}

    /** Returns the part of a denial that says how to ask for approval. */
    ObjectNode requestable(EnforcementPoint by, long call, long evaluatedMillis) {
        return denials.requestable(by, call, evaluatedMillis);
    }

    /**
     * Returns whether the approval is one of this caller's, and of this very call; empty where its call is not known
     * any more.
     */
    Optional<Boolean> covers(EnforcementPoint by, JsonNode approval, Question question) {
        JsonNode id = approval.get("id");
        OptionalLong call = id == null || !id.isTextual()
                ? OptionalLong.empty()
                : handles.read(Handles.Kind.APPROVAL, id.textValue(), by.name());
        return call.isEmpty()
                ? Optional.empty()
                : heldCalls.held(call.getAsLong()).map(held -> heldCalls.isSameCall(question, held));
    }

    Reply handle(EnforcementPoint by, Presented in, Bodied body, Optional<String> key)
            throws AuthzenRefusal, IOException {
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
            throw new AuthzenRefusal(405, "only GET is allowed here", Map.of("Allow", "GET"));
        }
        return reply(by, request(by, id), 200);
    }

    /** Reads the body of a POST. */
    interface Bodied {
        ObjectNode read() throws AuthzenRefusal, IOException;
    }

    private Reply submit(EnforcementPoint by, ObjectNode body, Optional<String> key) throws AuthzenRefusal {
        Submission submission = Submission.of(body);
        Optional<String> objection = submission.callback().flatMap(callback -> callbacks.objection(by, callback));
        if (objection.isPresent()) {
            throw AuthzenRefusal.invalid("`callback.endpoint` cannot be called back: " + objection.get())
                    .as("callback-refused");
        }
        once(by, body, key);
        var held = new ArrayList<HeldCalls.Held>();
        var holds = new TreeSet<Long>();
        for (Submission.Part part : submission.parts()) {
            HeldCalls.Held one = denials.bound(by, part);
            if (!holds.add(one.hold())) {
                throw Denials.unbound(part, "an earlier item is about the same call");
            }
            held.add(one);
        }
        String id = submission.several()
                ? several(by, held)
                : Ids.call(held.getFirst().call());
        var request = new Request(
                submission.several()
                        ? handles.ofKept(id, first(held), by.name())
                        : handles.of(
                                Handles.Kind.TASK,
                                held.getFirst().call(),
                                held.getFirst().evaluatedMillis(),
                                by.name()),
                held,
                submission.several()
                        ? submission.parts().stream()
                                .map(Submission.Part::shown)
                                .toList()
                        : List.of());
        keep(by, id, request, submission.callback());
        return reply(by, request, 202);
    }

    /** Keeps the parts of a request that the record does not have. */
    private void keep(EnforcementPoint by, String id, Request request, Optional<Callback> requested)
            throws AuthzenRefusal {
        if (request.items().isEmpty() && requested.isEmpty()) {
            return;
        }
        boolean pending = RequestStatus.together(words(request)).equals(RequestStatus.PENDING);
        // A request that is over is told in the answer. One that is asked again without a callback keeps the one
        // before.
        Optional<Callback> callback = !pending
                ? Optional.empty()
                : requested.or(() -> book.find(id).flatMap(RequestBook.KeptRequest::callback));
        if (request.items().isEmpty() && callback.isEmpty()) {
            return;
        }
        var kept = new RequestBook.KeptRequest(
                id,
                by.name(),
                request.task(),
                endpoint(request.task()),
                first(request.held()) + Handles.LIFE.toMillis(),
                request.held().stream().map(HeldCalls.Held::call).toList(),
                request.items(),
                callback);
        book.keep(kept, this::isOver);
        if (callback.isPresent()) {
            callbacks.add(kept);
        }
    }

    private boolean isOver(RequestBook.KeptRequest kept) {
        return kept.calls().stream()
                .flatMap(call -> heldCalls.held(call).flatMap(standings::of).stream())
                .map(RequestStatus::word)
                .noneMatch(RequestStatus.PENDING::equals);
    }

    private static String several(EnforcementPoint by, List<HeldCalls.Held> held) {
        String calls = held.stream().map(each -> Ids.call(each.call())).collect(Collectors.joining(" "));
        String digest = Digests.sha256(by.name() + " " + calls);
        return "r-" + digest.substring(digest.indexOf(':') + 1);
    }

    private static long first(List<HeldCalls.Held> held) {
        return held.stream().mapToLong(HeldCalls.Held::evaluatedMillis).min().orElseThrow();
    }

    /** The same under a key is the same request; another is refused. */
    private void once(EnforcementPoint by, ObjectNode body, Optional<String> key) throws AuthzenRefusal {
        if (key.isEmpty()) {
            return;
        }
        String name = Evaluations.checked(key.get());
        String digest;
        try {
            digest = Digests.canonical(PlainJson.of(ShownToken.withoutIn(body)));
        } catch (IllegalArgumentException e) {
            throw AuthzenRefusal.invalid("the request cannot be written in canonical form: " + e.getMessage());
        }
        synchronized (submitted) {
            LinkedHashMap<String, String> own = submitted.computeIfAbsent(by.name(), any -> new LinkedHashMap<>());
            String before = own.putIfAbsent(name, digest);
            if (before != null && !before.equals(digest)) {
                throw AuthzenRefusal.problem(
                        409, "duplicate_request", "a different request was submitted with this key");
            }
            if (own.size() > MOST_KEYS) {
                own.pollFirstEntry();
            }
        }
    }

    private Request request(EnforcementPoint by, String task) throws AuthzenRefusal {
        String id = handles.id(Handles.Kind.TASK, task, by.name()).orElseThrow(AccessRequests::unknown);
        OptionalLong call = Ids.parse('c', id);
        if (call.isPresent()) {
            return new Request(task, List.of(held(call.getAsLong())), List.of());
        }
        RequestBook.KeptRequest kept = book.find(id).orElseThrow(AccessRequests::unknown);
        var held = new ArrayList<HeldCalls.Held>();
        for (long each : kept.calls()) {
            held.add(held(each));
        }
        return new Request(task, held, kept.items());
    }

    private HeldCalls.Held held(long call) throws AuthzenRefusal {
        return heldCalls.held(call).orElseThrow(AccessRequests::unknown);
    }

    private static AuthzenRefusal unknown() {
        return AuthzenRefusal.problem(404, "unknown_task", "you have no such request");
    }

    /** Cancels the request: a pending one is withdrawn; one that is over stays as it is. */
    private Reply cancel(EnforcementPoint by, String id) throws AuthzenRefusal {
        Request request = request(by, id);
        boolean any = false;
        for (HeldCalls.Held held : request.held()) {
            if (standing(held) instanceof HeldCalls.Standing.Pending) {
                any |= heldCalls.withdraw(held, standings.subject(held).orElseThrow(AccessRequests::unknown));
            }
        }
        if (!any) {
            throw AuthzenRefusal.problem(409, "invalid_task_state", "the request is no longer pending");
        }
        return reply(by, request, 200);
    }

    private HeldCalls.Standing standing(HeldCalls.Held held) throws AuthzenRefusal {
        return standings
                .of(held)
                .orElseThrow(() -> AuthzenRefusal.problem(404, "unknown_task", "its subject is no longer registered"));
    }

    private List<String> words(Request request) throws AuthzenRefusal {
        var words = new ArrayList<String>();
        for (HeldCalls.Held held : request.held()) {
            words.add(RequestStatus.word(standing(held)));
        }
        return words;
    }

    private String endpoint(String task) {
        return url.get() + PATH + "/" + task;
    }

    private Reply reply(EnforcementPoint by, Request request, int pending) throws AuthzenRefusal {
        String here = endpoint(request.task());
        ObjectNode reply = Json.object();
        ObjectNode task = reply.putObject("task").put("id", request.task());
        var words = new ArrayList<String>();
        ArrayNode items = Json.array();
        for (int i = 0; i < request.held().size(); i++) {
            HeldCalls.Held held = request.held().get(i);
            HeldCalls.Standing standing = standing(held);
            words.add(RequestStatus.word(standing));
            if (request.items().isEmpty()) {
                result(reply, by, held, standing);
            } else {
                ObjectNode item = request.items().get(i).deepCopy().put("status", words.getLast());
                result(item, by, held, standing);
                items.add(item);
            }
        }
        String status = RequestStatus.together(words);
        task.put("status", status).put("status_endpoint", here);
        boolean waits = status.equals(RequestStatus.PENDING);
        if (waits) {
            task.putObject("links").put("cancel", here + CANCEL);
        }
        if (!items.isEmpty()) {
            task.set("items", items);
        }
        Reply made = Reply.json(waits ? pending : pending == 202 ? 201 : 200, reply);
        return waits ? made.with("Retry-After", RETRY_AFTER).with("Location", here) : made.with("Location", here);
    }

    /** Adds the result of an approved call: the handle by which it is evaluated again. */
    private void result(ObjectNode to, EnforcementPoint by, HeldCalls.Held held, HeldCalls.Standing standing) {
        if (standing instanceof HeldCalls.Standing.Approved(long atMillis, long untilMillis)) {
            to.putObject("result")
                    .put("mode", "reevaluate")
                    .putObject("approval")
                    .put("id", handles.of(Handles.Kind.APPROVAL, held.call(), held.evaluatedMillis(), by.name()))
                    .put("approved_at", Denials.time(atMillis))
                    .put("approved_until", Denials.time(untilMillis));
        }
    }
}
