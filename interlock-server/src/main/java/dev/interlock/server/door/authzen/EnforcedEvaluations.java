package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.enforce.Decided;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Question;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.render.Ids;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluations for enforcement points that carry out permitted calls: each is recorded, and a permit is a reservation.
 * Thread-safe.
 */
final class EnforcedEvaluations {

    private static final String APPROVAL = "approval";

    private final Enforcer enforcer;
    private final AccessRequests requests;
    private final Obligations obligations;
    private final Refusals refusals;

    EnforcedEvaluations(Enforcer enforcer, AccessRequests requests, Obligations obligations, Refusals refusals) {
        this.enforcer = enforcer;
        this.requests = requests;
        this.obligations = obligations;
        this.refusals = refusals;
    }

    /**
     * An evaluation that is enforced.
     *
     * @param key the idempotency key under which it may be asked again
     * @param where the path of the request
     */
    record Request(EnforcementPoint by, Evaluation evaluation, Optional<String> key, String where) {}

    /**
     * Returns whether its decision is all there is to it: nothing is looked up before, so it may be decided together
     * with others.
     */
    static boolean isPlain(EnforcementPoint by, Evaluation evaluation) {
        return by.mode() == EnforcementPoint.Mode.ENFORCING
                && !evaluation.context().has(APPROVAL)
                && Obligations.areSupported(evaluation.context())
                && McpMethod.of(evaluation).map(McpMethod::isOneCall).orElse(true);
    }

    static Enforcer.Wanted wanted(Request request, Question question) throws AuthzenRefusal {
        return new Enforcer.Wanted(question, asking(request, question, request.key()));
    }

    /** Decides and records one. */
    ObjectNode answer(Request request, Question question) throws AuthzenRefusal {
        JsonNode approval = request.evaluation().context().get(APPROVAL);
        Optional<Boolean> covers = Optional.empty();
        if (approval != null) {
            covers = requests.covers(request.by(), approval, question);
            if (covers.isEmpty()) {
                refusals.refused(
                        "approval-unverifiable", request.where(), request.by().name());
                return Verdicts.next(
                        Verdicts.nobody(
                                "approval_unverifiable", "the approval is not one of yours", /* advisory= */ false),
                        "approval_unverifiable",
                        "none");
            }
        }
        boolean reported = Obligations.areSupported(request.evaluation().context());
        if (!reported && enforcer.advise(List.of(question)).getFirst().answer() instanceof Answer.Permit) {
            return unreported(request);
        }
        Decided decided = enforcer.ask(question, asking(request, question, request.key()));
        if (!reported && decided.answer() instanceof Answer.Permit permit) {
            // The call became permitted between the two, and nobody will carry it out.
            var unused =
                    enforcer.report(permit.call(), request.by().name(), new Settlement.Failed(Obligations.UNSUPPORTED));
            return unreported(request);
        }
        ObjectNode answer = answer(request, decided);
        if (covers.isPresent() && decided.answer() instanceof Answer.Hold) {
            return Verdicts.next(answer, covers.get() ? "approval_expired" : "out_of_scope", "request");
        }
        if (covers.isPresent() && decided.answer() instanceof Answer.Deny) {
            return Verdicts.next(answer, covers.get() ? "policy_denied" : "out_of_scope", "none");
        }
        return answer;
    }

    /**
     * A subscription is a read of each resource, done once it is recorded. Only when all may be read is anything recorded but the one
     * that may not.
     */
    ObjectNode subscribed(Request request, List<Question> reads) throws AuthzenRefusal {
        List<Decided> advised = enforcer.advise(reads);
        for (int i = 0; i < advised.size(); i++) {
            if (!(advised.get(i).answer() instanceof Answer.Permit)) {
                return answer(request, reads.get(i));
            }
        }
        for (Question read : reads) {
            Decided decided = enforcer.ask(read, asking(request, read, Optional.empty()));
            if (!(decided.answer() instanceof Answer.Permit permit)) {
                return verdict(request, decided);
            }
            if (enforcer.report(permit.call(), request.by().name(), new Settlement.Succeeded(List.of()))
                    instanceof Enforcer.Reported.Not(Answer.Refused why)) {
                throw new UnavailableException("the read was not recorded: " + why.message());
            }
        }
        return Verdicts.permitted(/* advisory= */ false);
    }

    private ObjectNode unreported(Request request) {
        refusals.refused(Obligations.UNSUPPORTED, request.where(), request.by().name());
        return Verdicts.nobody(Obligations.UNSUPPORTED, Obligations.UNSUPPORTED_WORDS, /* advisory= */ false);
    }

    /** A decision as whoever asked is told it; of a held call with how to ask that it be approved. */
    ObjectNode answer(Request request, Decided decided) throws AuthzenRefusal {
        ObjectNode answer = verdict(request, decided);
        if (decided.answer() instanceof Answer.Hold hold) {
            long evaluated = decided.evaluatedMillis().orElseThrow();
            Verdicts.context(answer).set("access_request", requests.requestable(request.by(), hold.call(), evaluated));
        }
        return answer;
    }

    private ObjectNode verdict(Request request, Decided decided) throws AuthzenRefusal {
        if (decided.answer() instanceof Answer.Refused(RefusalCode code, String message)) {
            if (code == RefusalCode.IDEMPOTENCY_CONFLICT) {
                throw new AuthzenRefusal(409, "idempotency_conflict: " + message).as(code.text());
            }
            refusals.refused(code.text(), request.where(), request.by().name());
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

    private static Asking asking(Request request, Question question, Optional<String> key) throws AuthzenRefusal {
        Optional<ExternalRequest.Request> under = Optional.empty();
        if (key.isPresent()) {
            under = Optional.of(new ExternalRequest.Request(key.get(), digest(request.evaluation(), question)));
        }
        return new Asking(request.by().name(), request.by().reportWithin().toMillis(), under);
    }

    /**
     * Returns the digest of an evaluation. Of a token it has the proof: another token of the same instance for the same
     * task makes the same question.
     */
    private static String digest(Evaluation evaluation, Question question) throws AuthzenRefusal {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put(Bodies.SUBJECT, entity(evaluation.subject()));
        all.put(Bodies.ACTION, List.of(evaluation.action().name(), Questions.ofAction(evaluation.action())));
        all.put(Bodies.RESOURCE, entity(evaluation.resource()));
        all.put(Bodies.CONTEXT, PlainJson.of(evaluation.context()));
        if (question.only().isPresent()) {
            all.put(
                    "proven",
                    List.of(question.only().getAsLong(), question.subject().runtime()));
        }
        try {
            return Digests.canonical(all);
        } catch (IllegalArgumentException e) {
            throw AuthzenRefusal.invalid(
                    "a request with an idempotency key must have a canonical form: " + e.getMessage());
        }
    }

    private static List<Object> entity(Evaluation.Entity entity) {
        return List.of(entity.type(), entity.id(), PlainJson.of(entity.properties()));
    }
}
