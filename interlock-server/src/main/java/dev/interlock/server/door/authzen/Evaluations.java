package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Outcome;
import dev.interlock.server.enforce.Question;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.TraceContext;
import dev.interlock.server.oauth.PassedTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Answers evaluations, one and many. Thread-safe. */
final class Evaluations {

    static final String SINGLE = "/access/v1/evaluation";
    static final String MANY = "/access/v1/evaluations";

    private static final String DECISION = "decision";
    private static final String ITEMS = "evaluations";
    private static final int LONGEST_KEY = 256;

    private final Enforcer enforcer;
    private final Questions questions;
    private final EnforcedEvaluations enforced;
    private final Refusals refusals;
    private final EvaluationWatch watch;
    private final int most;

    /** @param most evaluations in one request */
    Evaluations(
            Enforcer enforcer,
            Questions questions,
            EnforcedEvaluations enforced,
            Refusals refusals,
            EvaluationWatch watch,
            int most) {
        this.enforcer = enforcer;
        this.questions = questions;
        this.enforced = enforced;
        this.refusals = refusals;
        this.watch = watch;
        this.most = most;
    }

    /** The decision that ends a request with several evaluations. */
    private enum Semantic {
        EXECUTE_ALL,
        DENY_ON_FIRST_DENY,
        PERMIT_ON_FIRST_PERMIT;

        boolean ends(boolean decision) {
            return switch (this) {
                case EXECUTE_ALL -> false;
                case DENY_ON_FIRST_DENY -> !decision;
                case PERMIT_ON_FIRST_PERMIT -> decision;
            };
        }
    }

    private static final Map<String, Semantic> SEMANTICS = Map.of(
            "execute_all", Semantic.EXECUTE_ALL,
            "deny_on_first_deny", Semantic.DENY_ON_FIRST_DENY,
            "permit_on_first_permit", Semantic.PERMIT_ON_FIRST_PERMIT);

    /** @param key of the header {@code Idempotency-Key} */
    ObjectNode one(EnforcementPoint by, ObjectNode body, Optional<String> key, Optional<TraceContext> trace)
            throws AuthzenRefusal {
        return evaluate(by, Bodies.evaluation(body), key, SINGLE, trace);
    }

    /** Returns how many evaluations beyond the first a request asks for. */
    int further(ObjectNode body) {
        return Math.clamp(body.path(ITEMS).size() - 1L, 0, most);
    }

    /** @param key of the header {@code Idempotency-Key}; each evaluation has one of its own made from it */
    ObjectNode many(EnforcementPoint by, ObjectNode body, Optional<String> key, Optional<TraceContext> trace)
            throws AuthzenRefusal {
        JsonNode items = body.get(ITEMS);
        if (items == null || items.isArray() && items.isEmpty()) {
            return evaluate(by, Bodies.evaluation(body), key, MANY, trace);
        }
        if (!items.isArray()) {
            throw AuthzenRefusal.invalid("`" + ITEMS + "` is " + Bodies.kind(items) + ", not an array");
        }
        if (items.size() > most) {
            throw AuthzenRefusal.invalid("the request has " + items.size() + " evaluations, but at most " + most
                    + " are allowed: send several requests");
        }
        for (String name : List.of(Bodies.SUBJECT, Bodies.ACTION, Bodies.RESOURCE, Bodies.CONTEXT)) {
            var unused = Bodies.object(body.get(name), name);
        }
        Semantic semantic = semantic(body);
        var read = new Items(by, items, body, key, trace);
        ObjectNode reply = Json.object();
        reply.putArray(ITEMS).addAll(semantic == Semantic.EXECUTE_ALL ? together(read) : oneByOne(read, semantic));
        return reply;
    }

    private static Semantic semantic(ObjectNode body) throws AuthzenRefusal {
        JsonNode named = Bodies.object(body.get("options"), "options").get("evaluations_semantic");
        if (named == null) {
            return Semantic.EXECUTE_ALL;
        }
        Semantic known = named.isTextual() ? SEMANTICS.get(named.textValue()) : null;
        if (known == null) {
            throw AuthzenRefusal.invalid(
                    "`options.evaluations_semantic` must be one of `execute_all`, `deny_on_first_deny` or"
                            + " `permit_on_first_permit`");
        }
        return known;
    }

    /**
     * The items of one request.
     *
     * @param defaults what they leave out
     * @param header the key of all of them
     */
    private record Items(
            EnforcementPoint by,
            JsonNode items,
            ObjectNode defaults,
            Optional<String> header,
            Optional<TraceContext> trace) {

        int size() {
            return items.size();
        }

        Evaluation read(int index) throws AuthzenRefusal {
            if (items.get(index) instanceof ObjectNode item) {
                return Bodies.evaluation(item, defaults);
            }
            throw AuthzenRefusal.invalid("an evaluation must be an object, not " + Bodies.kind(items.get(index)));
        }

        Optional<String> key(int index) {
            return header.map(given -> given + "#" + index);
        }
    }

    /** Evaluates the items until one ends the request: what comes after that is not asked, and nothing is reserved for it. */
    private List<ObjectNode> oneByOne(Items items, Semantic semantic) {
        var answers = new ArrayList<ObjectNode>();
        for (int i = 0; i < items.size(); i++) {
            int index = i;
            Optional<ObjectNode> answer = denying(
                    items.by(),
                    () -> Optional.of(evaluate(items.by(), items.read(index), items.key(index), MANY, items.trace())));
            answer.ifPresent(answers::add);
            if (semantic.ends(answers.getLast().path(DECISION).booleanValue())) {
                break;
            }
        }
        return answers;
    }

    /** An item that waits to be decided and recorded with others. */
    private record Waiting(
            int index, WatchedEvaluation heard, EnforcedEvaluations.Request request, Enforcer.Wanted wanted) {}

    /** Evaluates all items in their order. Those that follow each other and are a call each wait for the disk once. */
    private List<ObjectNode> together(Items items) {
        var answers = new TreeMap<Integer, ObjectNode>();
        var waiting = new ArrayList<Waiting>();
        try {
            for (int i = 0; i < items.size(); i++) {
                int index = i;
                denying(items.by(), () -> begin(items, index, waiting, answers))
                        .ifPresent(answer -> answers.put(index, answer));
            }
            decide(items.by(), waiting, answers);
        } catch (RuntimeException | Error e) {
            waiting.forEach(each -> each.heard().failed(e));
            throw e;
        }
        return List.copyOf(answers.values());
    }

    /**
     * Begins an evaluation. Returns its answer; empty when it waits. INVARIANT: the look-ups of an evaluation happen
     * after the ones before it in the request are decided.
     */
    private Optional<ObjectNode> begin(
            Items items, int index, List<Waiting> waiting, SortedMap<Integer, ObjectNode> answers)
            throws AuthzenRefusal {
        Evaluation item = items.read(index);
        boolean plain = EnforcedEvaluations.isPlain(items.by(), item);
        if (!plain) {
            decide(items.by(), waiting, answers);
        }
        WatchedEvaluation heard = begins(items.by(), item, items.trace());
        Understood understood = heard.step(() -> understand(items.by(), item, items.key(index), MANY));
        if (plain && understood.mapped() instanceof Questions.Mapped.Call(Question question)) {
            Enforcer.Wanted wanted = heard.step(() -> EnforcedEvaluations.wanted(understood.request(), question));
            waiting.add(new Waiting(index, heard, understood.request(), wanted));
            return Optional.empty();
        }
        decide(items.by(), waiting, answers);
        return Optional.of(heard.answer(() -> answer(understood)));
    }

    private void decide(EnforcementPoint by, List<Waiting> waiting, SortedMap<Integer, ObjectNode> answers) {
        if (waiting.isEmpty()) {
            return;
        }
        var all = List.copyOf(waiting);
        List<Outcome> outcomes =
                enforcer.askTogether(all.stream().map(Waiting::wanted).toList());
        waiting.clear();
        for (int i = 0; i < all.size(); i++) {
            Waiting each = all.get(i);
            Outcome outcome = outcomes.get(i);
            denying(
                            by,
                            () -> Optional.of(
                                    each.heard().answer(() -> enforced.answer(each.request(), outcome.decided()))))
                    .ifPresent(answer -> answers.put(each.index(), answer));
        }
    }

    /** Begins one of several evaluations; a flaw in it denies that one alone. */
    private Optional<ObjectNode> denying(EnforcementPoint by, WatchedEvaluation.Step<Optional<ObjectNode>> item) {
        try {
            return item.run();
        } catch (AuthzenRefusal e) {
            e.reason().ifPresent(reason -> refusals.refused(reason, MANY, by.name()));
            return Optional.of(failed(e.status(), e.message()));
        } catch (UnavailableException e) {
            return Optional.of(failed(503, "no decision is possible now: " + e.getMessage()));
        }
    }

    private static ObjectNode failed(int status, String message) {
        ObjectNode answer = Json.object().put(DECISION, false);
        answer.putObject("context").putObject("error").put("status", status).put("message", message);
        return answer;
    }

    private WatchedEvaluation begins(EnforcementPoint by, Evaluation evaluation, Optional<TraceContext> trace) {
        return new WatchedEvaluation(watch.begins(
                new EvaluationWatch.About(by.name(), McpMethod.of(evaluation).map(McpMethod::method), trace)));
    }

    /** Decides an evaluation, and lets that be heard. */
    private ObjectNode evaluate(
            EnforcementPoint by,
            Evaluation evaluation,
            Optional<String> header,
            String where,
            Optional<TraceContext> trace)
            throws AuthzenRefusal {
        return begins(by, evaluation, trace).answer(() -> answer(understand(by, evaluation, header, where)));
    }

    /** An evaluation that the catalogue and the registry were applied to, before its decision. */
    private record Understood(EnforcedEvaluations.Request request, Questions.Mapped mapped) {}

    private Understood understand(EnforcementPoint by, Evaluation evaluation, Optional<String> header, String where)
            throws AuthzenRefusal {
        Optional<String> key = key(header, evaluation.action());
        Obligations.check(evaluation.context());
        return new Understood(
                new EnforcedEvaluations.Request(by, evaluation, key, where), questions.of(by, evaluation));
    }

    private ObjectNode answer(Understood understood) throws AuthzenRefusal {
        EnforcedEvaluations.Request request = understood.request();
        EnforcementPoint by = request.by();
        boolean advisory = by.mode() == EnforcementPoint.Mode.ADVISORY;
        return switch (understood.mapped()) {
            case Questions.Mapped.Permitted fine -> Verdicts.permitted(advisory);
            case Questions.Mapped.Denied(String reason, String message) -> {
                if (!advisory) {
                    refusals.refused(reason, request.where(), by.name());
                }
                yield Verdicts.nobody(reason, message, advisory);
            }
            case Questions.Mapped.Unproven(PassedTokens.Outcome.Refused why) -> {
                if (!advisory) {
                    refusals.refused(why.reason(), request.where(), by.name(), why.lease());
                }
                yield Verdicts.nobody(why.reason(), why.message(), advisory);
            }
            case Questions.Mapped.Call(Question question) ->
                advisory
                        ? Verdicts.advisory(enforcer.advise(List.of(question)).getFirst())
                        : enforced.answer(request, question);
            case Questions.Mapped.Reads(List<Question> reads) ->
                advisory ? advised(reads) : enforced.subscribed(request, reads);
        };
    }

    private ObjectNode advised(List<Question> reads) {
        return enforcer.advise(reads).stream()
                .filter(read -> !(read.answer() instanceof Answer.Permit))
                .findFirst()
                .map(Verdicts::advisory)
                .orElseGet(() -> Verdicts.permitted(/* advisory= */ true));
    }

    private static Optional<String> key(Optional<String> header, Evaluation.Action action) throws AuthzenRefusal {
        JsonNode property = action.properties().get(Questions.IDEMPOTENCY_KEY);
        if (property == null) {
            return header.isPresent() ? Optional.of(checked(header.get())) : Optional.empty();
        }
        if (!property.isTextual()) {
            throw AuthzenRefusal.invalid("`action.properties." + Questions.IDEMPOTENCY_KEY + "` is "
                    + Bodies.kind(property) + ", not a string");
        }
        if (header.isPresent() && !header.get().equals(property.textValue())) {
            throw AuthzenRefusal.invalid("the header `Idempotency-Key` and `action.properties."
                    + Questions.IDEMPOTENCY_KEY + "` differ: send one");
        }
        return Optional.of(checked(property.textValue()));
    }

    static String checked(String key) throws AuthzenRefusal {
        if (key.isEmpty() || key.length() > LONGEST_KEY || !key.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw AuthzenRefusal.invalid(
                    "an idempotency key must have 1 to " + LONGEST_KEY + " printable ASCII characters");
        }
        return key;
    }
}
