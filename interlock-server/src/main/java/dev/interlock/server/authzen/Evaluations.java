package dev.interlock.server.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.event.Asked;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.config.Enforcer;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.gate.OutsideGate;
import dev.interlock.server.gate.PlainJson;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.TraceContext;
import dev.interlock.server.words.Ids;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers evaluations, one and many. Thread-safe. */
final class Evaluations {

    static final String SINGLE = "/access/v1/evaluation";
    static final String MANY = "/access/v1/evaluations";

    private static final String DECISION = "decision";
    private static final String ITEMS = "evaluations";
    private static final int LONGEST_KEY = 256;

    private final OutsideGate gate;
    private final Questions questions;
    private final AccessRequests requests;
    private final Obligations obligations;
    private final Refusals refusals;
    private final EvaluationWatch watch;
    private final int most;

    /** @param most evaluations in one request */
    Evaluations(
            OutsideGate gate,
            Questions questions,
            AccessRequests requests,
            Obligations obligations,
            Refusals refusals,
            EvaluationWatch watch,
            int most) {
        this.gate = gate;
        this.questions = questions;
        this.requests = requests;
        this.obligations = obligations;
        this.refusals = refusals;
        this.watch = watch;
        this.most = most;
    }

    /** Which decision ends a request with several evaluations. */
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
    ObjectNode one(Enforcer by, ObjectNode body, Optional<String> key, Optional<TraceContext> trace) throws Refusal {
        return evaluate(by, Bodies.evaluation(body), key, SINGLE, trace);
    }

    /** @param key of the header {@code Idempotency-Key}; each evaluation has one of its own made from it */
    ObjectNode many(Enforcer by, ObjectNode body, Optional<String> key, Optional<TraceContext> trace) throws Refusal {
        JsonNode items = body.get(ITEMS);
        if (items == null || items.isArray() && items.isEmpty()) {
            return evaluate(by, Bodies.evaluation(body), key, MANY, trace);
        }
        if (!items.isArray()) {
            throw Refusal.invalid("`" + ITEMS + "` is " + Bodies.kind(items) + ", not an array");
        }
        if (items.size() > most) {
            throw Refusal.invalid("these are " + items.size() + " evaluations, and one request may have " + most
                    + ": send several requests");
        }
        for (String name : List.of(Bodies.SUBJECT, Bodies.ACTION, Bodies.RESOURCE, Bodies.CONTEXT)) {
            var unused = Bodies.object(body.get(name), name);
        }
        Semantic semantic = semantic(body);
        ObjectNode reply = Json.object();
        ArrayNode answers = reply.putArray(ITEMS);
        for (int i = 0; i < items.size(); i++) {
            int index = i;
            ObjectNode answer = item(by, items.get(i), body, key.map(given -> given + "#" + index), trace);
            answers.add(answer);
            if (semantic.ends(answer.path(DECISION).booleanValue())) {
                break;
            }
        }
        return reply;
    }

    private static Semantic semantic(ObjectNode body) throws Refusal {
        JsonNode named = Bodies.object(body.get("options"), "options").get("evaluations_semantic");
        if (named == null) {
            return Semantic.EXECUTE_ALL;
        }
        Semantic known = named.isTextual() ? SEMANTICS.get(named.textValue()) : null;
        if (known == null) {
            throw Refusal.invalid("`options.evaluations_semantic` is one of `execute_all`, `deny_on_first_deny` and"
                    + " `permit_on_first_permit`");
        }
        return known;
    }

    /** What is wrong with one of several denies that one. */
    private ObjectNode item(
            Enforcer by, JsonNode item, ObjectNode defaults, Optional<String> key, Optional<TraceContext> trace) {
        try {
            if (!(item instanceof ObjectNode object)) {
                throw Refusal.invalid("an evaluation is " + Bodies.kind(item) + ", not an object");
            }
            return evaluate(by, Bodies.evaluation(object, defaults), key, MANY, trace);
        } catch (Refusal e) {
            e.reason().ifPresent(reason -> refusals.refused(reason, MANY, by.name()));
            return failed(e.status(), e.message());
        } catch (UnavailableException e) {
            return failed(503, "no decision is possible now: " + e.getMessage());
        }
    }

    private static ObjectNode failed(int status, String message) {
        ObjectNode answer = Json.object().put(DECISION, false);
        answer.putObject("context").putObject("error").put("status", status).put("message", message);
        return answer;
    }

    /** Decides, and lets it be heard. */
    private ObjectNode evaluate(
            Enforcer by, Evaluation asked, Optional<String> header, String where, Optional<TraceContext> trace)
            throws Refusal {
        EvaluationWatch.Open open = watch.begins(
                new EvaluationWatch.About(by.name(), McpMethod.of(asked).map(McpMethod::method), trace));
        try {
            ObjectNode answer = evaluate(by, asked, header, where);
            open.answered(Verdicts.heard(answer));
            return answer;
        } catch (Refusal e) {
            open.refused();
            throw e;
        } catch (RuntimeException | Error e) {
            open.failed(e);
            throw e;
        }
    }

    private ObjectNode evaluate(Enforcer by, Evaluation asked, Optional<String> header, String where) throws Refusal {
        boolean advisory = by.mode() == Enforcer.Mode.ADVISORY;
        Optional<String> key = key(header, asked.action());
        Obligations.check(asked.context());
        return switch (questions.of(by, asked)) {
            case Questions.Mapped.Fine fine -> Verdicts.permitted(advisory);
            case Questions.Mapped.Denied(String reason, String message) -> {
                if (!advisory) {
                    refusals.refused(reason, where, by.name());
                }
                yield Verdicts.nobody(reason, message, advisory);
            }
            case Questions.Mapped.Unproven(SubjectTokens.Outcome.Refused why) -> {
                if (!advisory) {
                    refusals.refused(why.reason(), where, by.name(), why.lease());
                }
                yield Verdicts.nobody(why.reason(), why.message(), advisory);
            }
            case Questions.Mapped.Call(OutsideGate.Question question) ->
                advisory
                        ? Verdicts.advisory(gate.advise(List.of(question)).getFirst())
                        : enforced(by, asked, key, question, where);
            case Questions.Mapped.Reads(List<OutsideGate.Question> reads) -> subscribed(by, asked, key, reads, where);
        };
    }

    /**
     * A subscription is a read of each resource, done once it is recorded. Only when all may be read is anything recorded but the one
     * that may not.
     */
    private ObjectNode subscribed(
            Enforcer by, Evaluation asked, Optional<String> key, List<OutsideGate.Question> reads, String where)
            throws Refusal {
        boolean advisory = by.mode() == Enforcer.Mode.ADVISORY;
        List<OutsideGate.Decided> advised = gate.advise(reads);
        for (int i = 0; i < advised.size(); i++) {
            if (!(advised.get(i).answer() instanceof Answer.Permit)) {
                return advisory ? Verdicts.advisory(advised.get(i)) : enforced(by, asked, key, reads.get(i), where);
            }
        }
        for (OutsideGate.Question read : advisory ? List.<OutsideGate.Question>of() : reads) {
            OutsideGate.Decided decided = gate.ask(read, asking(by, asked, read, Optional.empty()));
            if (!(decided.answer() instanceof Answer.Permit permit)) {
                return enforced(decided);
            }
            if (gate.report(permit.call(), by.name(), new Settlement.Succeeded(List.of()))
                    instanceof OutsideGate.Reported.Not(Answer.Refused why)) {
                throw new UnavailableException("the read was not recorded: " + why.message());
            }
        }
        return Verdicts.permitted(advisory);
    }

    private ObjectNode enforced(
            Enforcer by, Evaluation asked, Optional<String> key, OutsideGate.Question question, String where)
            throws Refusal {
        JsonNode approval = asked.context().get("approval");
        Optional<Boolean> covers = Optional.empty();
        if (approval != null) {
            covers = requests.covers(by, approval, question);
            if (covers.isEmpty()) {
                refusals.refused("approval-unverifiable", where, by.name());
                return Verdicts.next(
                        Verdicts.nobody(
                                "approval_unverifiable", "the approval is none of yours", /* advisory= */ false),
                        "approval_unverifiable",
                        "none");
            }
        }
        boolean reported = Obligations.areSupported(asked.context());
        if (!reported && gate.advise(List.of(question)).getFirst().answer() instanceof Answer.Permit) {
            return unreported(by, where);
        }
        OutsideGate.Decided decided = gate.ask(question, asking(by, asked, question, key));
        if (!reported && decided.answer() instanceof Answer.Permit permit) {
            // It became permitted between the two. Nobody will carry it out.
            var unused = gate.report(permit.call(), by.name(), new Settlement.Failed(Obligations.UNSUPPORTED));
            return unreported(by, where);
        }
        ObjectNode answer = enforced(decided);
        if (decided.answer() instanceof Answer.Hold hold) {
            long evaluated = decided.evaluatedMillis().orElseThrow();
            Verdicts.context(answer).set("access_request", requests.requestable(by, hold.call(), evaluated));
            if (covers.isPresent()) {
                return Verdicts.next(answer, covers.get() ? "approval_expired" : "out_of_scope", "request");
            }
        } else if (decided.answer() instanceof Answer.Deny && covers.isPresent()) {
            return Verdicts.next(answer, covers.get() ? "policy_denied" : "out_of_scope", "none");
        }
        return answer;
    }

    private ObjectNode unreported(Enforcer by, String where) {
        refusals.refused(Obligations.UNSUPPORTED, where, by.name());
        return Verdicts.nobody(Obligations.UNSUPPORTED, Obligations.UNSUPPORTED_WORDS, /* advisory= */ false);
    }

    private ObjectNode enforced(OutsideGate.Decided decided) throws Refusal {
        if (decided.answer() instanceof Answer.Refused(Code code, String message)) {
            if (code == Code.IDEMPOTENCY_CONFLICT) {
                throw new Refusal(409, "idempotency_conflict: " + message).as(code.text());
            }
            return Verdicts.nobody(code.text(), message, /* advisory= */ false);
        }
        ObjectNode answer = Verdicts.enforced(decided);
        if (decided.answer() instanceof Answer.Permit permit
                && decided.reportMillis().isPresent()) {
            obligations.report(
                    Verdicts.context(answer),
                    Ids.call(permit.call()),
                    decided.reportMillis().getAsLong());
        }
        return answer;
    }

    private static Asking asking(Enforcer by, Evaluation asked, OutsideGate.Question question, Optional<String> key)
            throws Refusal {
        Optional<Asked.Request> request = Optional.empty();
        if (key.isPresent()) {
            request = Optional.of(new Asked.Request(key.get(), digest(asked, question)));
        }
        return new Asking(by.name(), by.reportWithin().toMillis(), request);
    }

    /** Of a token it has what it proves: another one of the same instance for the same task is the same question. */
    private static String digest(Evaluation asked, OutsideGate.Question question) throws Refusal {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put(Bodies.SUBJECT, entity(asked.subject()));
        all.put(Bodies.ACTION, List.of(asked.action().name(), Questions.ofAction(asked.action())));
        all.put(Bodies.RESOURCE, entity(asked.resource()));
        all.put(Bodies.CONTEXT, PlainJson.of(asked.context()));
        if (question.only().isPresent()) {
            all.put(
                    "proven",
                    List.of(question.only().getAsLong(), question.subject().runtime()));
        }
        try {
            return OutsideGate.digest(all);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("what is asked under an idempotency key needs a canonical form: " + e.getMessage());
        }
    }

    private static List<Object> entity(Evaluation.Entity entity) {
        return List.of(entity.type(), entity.id(), PlainJson.of(entity.properties()));
    }

    private static Optional<String> key(Optional<String> header, Evaluation.Action action) throws Refusal {
        JsonNode property = action.properties().get(Questions.IDEMPOTENCY_KEY);
        if (property == null) {
            return header.isPresent() ? Optional.of(checked(header.get())) : Optional.empty();
        }
        if (!property.isTextual()) {
            throw Refusal.invalid("`action.properties." + Questions.IDEMPOTENCY_KEY + "` is " + Bodies.kind(property)
                    + ", not a string");
        }
        if (header.isPresent() && !header.get().equals(property.textValue())) {
            throw Refusal.invalid("the header `Idempotency-Key` and `action.properties." + Questions.IDEMPOTENCY_KEY
                    + "` differ: send one");
        }
        return Optional.of(checked(property.textValue()));
    }

    static String checked(String key) throws Refusal {
        if (key.isEmpty() || key.length() > LONGEST_KEY || !key.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw Refusal.invalid("an idempotency key has from 1 to " + LONGEST_KEY + " printable ascii characters");
        }
        return key;
    }
}
